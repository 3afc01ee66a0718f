"""What a click on a feature shows: a small table in HTML, the published figure first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from caspiangeo.io.layers import Layer, Row, Value
from caspiangeo.style import CASINGS, MODES, STROKES


def balloon(layer: Layer, row: Row) -> str:
    """Return a row of routes, sites or kilometre points as HTML, safe whatever its texts are.

    Examples
    --------
    >>> row = {"id": "a", "published_km": 1768.0, "source_title": "A <page>", "computed_km": 1569.7}
    >>> print(balloon(Layer("routes", "Routes", "LineString", (), (row,)), row))
    <h3>a</h3>
    <table>
    <tr><th align="left">Published length</th><td>1,768 km (A &lt;page&gt;)</td></tr>
    <tr><th align="left">Our line</th><td>1,569.7 km</td></tr>
    </table>
    """
    tell = {"routes": _route, "sites": _site, "kp_points": _kilometre_point}[layer.name]
    rows = [
        f'<tr><th align="left">{name}</th><td>{html}</td></tr>' for name, html in tell(row) if html
    ]
    return "\n".join([f"<h3>{escape(name_of(row))}</h3>", "<table>", *rows, "</table>"])


def name_of(row: Row) -> str:
    """Return what a row is called: its title, its label or its id."""
    return str(row.get("title") or row.get("label") or row["id"])


def _route(row: Row) -> Iterator[tuple[str, str]]:
    """Yield names with what stands beside them, as HTML."""
    if "published_km" in row:
        yield "Published length", _published(row)
    yield "Our line", _computed(row)
    yield "Mode", _titled(row.get("mode"), {key: each.title for key, each in MODES.items()})
    yield "Status", _status(row)
    yield "Carries", _said(row.get("commodity"))
    yield "From", _said(row.get("from_site"))
    yield "To", _said(row.get("to_site"))
    yield "Licence", _said(row.get("licence"))


def _published(row: Row) -> str:
    value = row["published_km"]
    return f"{value:,g} km{_source(row)}" if value is not None else "none known"


def _computed(row: Row) -> str:
    if row.get("computed_km") is None:
        return ""
    said = f"{row['computed_km']:,.1f} km"
    if row.get("low_km") is not None and row.get("high_km") is not None:
        said += f", between {row['low_km']:,.0f} and {row['high_km']:,.0f} km"
    qualities = {key: each.title for key, each in CASINGS.items()}
    quality = _titled(row.get("geometry_quality"), qualities)
    return f"{said}; drawn {quality}" if quality else said


def _status(row: Row) -> str:
    said = _titled(row.get("status"), {key: each.title for key, each in STROKES.items()})
    return f"{said} since {_said(row['since'])}" if said and row.get("since") else said


def _site(row: Row) -> Iterator[tuple[str, str]]:
    yield "What", _said(row.get("role")).replace("-", " ")
    yield "Country", _said(row.get("country"))
    if row.get("accuracy_m") is not None:
        yield "Point", f"good to {row['accuracy_m']:,g} m{_source(row)}"
    yield "", "The point is that of a neighbour." if row.get("proxy") else ""
    yield "Licence", _said(row.get("licence"))


def _kilometre_point(row: Row) -> Iterator[tuple[str, str]]:
    yield "Route", _said(row.get("route"))
    if row.get("kp_km") is not None:
        yield "Along our line", f"{row['kp_km']:,g} km"
    if row.get("official_km") is not None:
        yield "Official kilometre", f"{row['official_km']:,.3f} km"
    yield "Licence", _said(row.get("licence"))


def _source(row: Row) -> str:
    """Return the title of the source in brackets, with a link if it has an address."""
    title = _said(row.get("source_title") or row.get("source_id"))
    url, date = str(row.get("source_url") or ""), _said(row.get("source_date"))
    if not title:
        return ""
    if url.startswith(("https://", "http://")):
        title = f'<a href="{escape(url)}">{title}</a>'
    return f" ({title}, {date})" if date else f" ({title})"


def _titled(value: Value, titles: Mapping[str, str]) -> str:
    return escape(titles.get(str(value), str(value))) if value else ""


def _said(value: Value) -> str:
    return "" if value is None else escape(str(value))
