"""A map of two lines that are compared: ours as it is always drawn, the other one dashed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from caspiangeo import geodesy
from caspiangeo.catalog import default_catalog
from caspiangeo.webmap import payload as payloads
from caspiangeo.webmap.basemap import encode
from caspiangeo.webmap.page import MapPage
from caspiangeo.webmap.recipe import COVERED, Recipe

if TYPE_CHECKING:
    from caspiangeo.geodesy.coordinates import Floats
    from caspiangeo.io.users.comparing import Compared, Comparison
    from caspiangeo.webmap.figures import Payload

#: Room around the lines, as a share of what they span: when the page opens, and to move about in.
_ROOM: Final = 0.05
_WIDE_ROOM: Final = 1.0
#: The least of it, degrees.
_LEAST_ROOM_DEG: Final = 0.02
#: What Mercator's map can show.
_NORTHERNMOST_DEG: Final = 85.0


def draw_comparison(found: Comparison) -> MapPage:
    """Draw two lines that were compared, and the place where they are farthest apart.

    Parameters
    ----------
    found
        What `caspiangeo.io.users.comparing.compare` returns. A route is drawn as on every map; a
        line of a file over it in a colour of its own, the second one dashed.

    Returns
    -------
    MapPage
        The page. Land and borders are there for 12-86° E and 34-57° N; elsewhere the ground is
        empty.

    Examples
    --------
    >>> import caspiangeo as cg
    >>> from caspiangeo.io.users.comparing import compare
    >>> page = draw_comparison(compare(cg.route("btc"), cg.route("wrep")))
    >>> [each["id"] for each in page.payload["routes"]]
    ['btc', 'wrep']
    """
    sides = (found.a, found.b)
    drawn = [_drawn(each) for each in sides]
    reach = _box(np.vstack(drawn), room=_WIDE_ROOM)
    known = _within(reach, COVERED)
    recipe = Recipe(
        id="comparison",
        title=f"{found.a.title} beside {found.b.title}",
        intro=_intro(found),
        bounds=known or COVERED,
        routes=tuple(each.view.id for each in sides if each.view is not None),
        as_of=next((each.view.viewpoint.as_of for each in sides if each.view is not None), None),
        known_on=next(
            (each.view.viewpoint.known_on for each in sides if each.view is not None), None
        ),
    )
    content = payloads.build(recipe, default_catalog())
    content["page"] |= {"view": list(_box(np.vstack(drawn), room=_ROOM)), "reach": list(reach)}
    content["overlays"] = [
        _overlay(each, coords) for each, coords in zip(sides, drawn, strict=True) if not each.view
    ]
    content["spots"] = [_spot(found)]
    return MapPage(content)


def _drawn(each: Compared) -> Floats:
    """Return a line with enough vertices for a map, and longitudes that run on across 180."""
    line = geodesy.densify_to_tolerance(
        each.lon_lat, tolerance_m=payloads.DRAWN_TOLERANCE_M, rule=each.subject.line.rule
    ).line
    coords = shapely.get_coordinates(line)
    coords[:, 0] = np.unwrap(coords[:, 0], period=360)
    return coords


def _box(coords: Floats, *, room: float) -> tuple[float, float, float, float]:
    """Return west, south, east, north of some positions, with room around them."""
    low, high = coords.min(axis=0), coords.max(axis=0)
    room = max(room * float((high - low).max()), _LEAST_ROOM_DEG)
    west, east = float(low[0] - room), float(high[0] + room)
    south = max(float(low[1] - room), -_NORTHERNMOST_DEG)
    north = min(float(high[1] + room), _NORTHERNMOST_DEG)
    return round(west, 3), round(south, 3), round(east, 3), round(north, 3)


def _within(
    box: tuple[float, ...], frame: tuple[float, ...]
) -> tuple[float, float, float, float] | None:
    """Return the part of a box that lies in a frame; None if nothing does."""
    west, south = max(box[0], frame[0]), max(box[1], frame[1])
    east, north = min(box[2], frame[2]), min(box[3], frame[3])
    return (west, south, east, north) if west < east and south < north else None


def _overlay(each: Compared, coords: Floats) -> Payload:
    return {
        "title": each.title,
        "facts": f"{_km(each)} computed",
        "line": encode(coords, payloads.STEP_DEG),
    }


def _spot(found: Comparison) -> Payload:
    far = _farthest(found)
    lon, lat = found.to_wgs84(np.array([(far.point.x, far.point.y)]))[0]
    return {
        "lon": round(float(lon), 6),
        "lat": round(float(lat), 6),
        "text": f"{_m(far.away_m)} apart",
    }


def _farthest(found: Comparison) -> geodesy.Farthest:
    ways = (found.distances.farthest, found.distances.other_farthest)
    return max(ways, key=lambda each: each.away_m)


def _intro(found: Comparison) -> str:
    distances = found.distances
    against = " The two run in opposite directions." if found.reverse else ""
    return (
        f"{_lengths(found.a)}; {_lengths(found.b)}. "
        f"The lines are {_m(_farthest(found).away_m)} apart where they are farthest (the "
        f"ring), and {_m(distances.mean_m)} on average along the first. "
        f"{100 * distances.share_within:.0f} % of the first and "
        f"{100 * distances.other_share_within:.0f} % of the second lie within "
        f"{_m(distances.within_m)} of the other.{against}"
    )


def _lengths(each: Compared) -> str:
    """Say how long a line is, what is published of a route before what is computed."""
    if each.view is None:
        return f"{each.title}: {_km(each)} computed"
    return str(each.view)


def _km(each: Compared) -> str:
    return f"{each.subject.line.length_m / 1000:,.1f} km"


def _m(metres: float) -> str:
    """Write a distance as people say it.

    Examples
    --------
    >>> _m(0.04), _m(812.4), _m(12345.0)
    ('0.04 m', '812 m', '12.3 km')
    """
    if metres < 10:
        return f"{metres:.2g} m"
    return f"{metres:,.0f} m" if metres < 1000 else f"{metres / 1000:,.1f} km"
