"""The folium map behind a page: a real `folium.Map`, rendered as one file without any request.

Folium's own page would load ten files from four servers and write names into scripts unescaped.
Here folium keeps its role, a tree of layers that renders scripts, and the page around it is ours:
the records go into one data block that is read as data, never as script.
"""

from __future__ import annotations

import html
import json
import re
from string import Template as Text
from typing import TYPE_CHECKING, Any, Final

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.template import Template

from caspiangeo import __version__
from caspiangeo.errors import DataError
from caspiangeo.webmap import colours, files
from caspiangeo.webmap.words import day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from caspiangeo.webmap.figures import Payload

#: Parts of the header that folium adds for its own page.
_FOLIUM_HEADER: Final = ("meta_http", "global_switches", "css_style", "map_style")
#: Signs in a layer's script that need a library which the page does not carry.
_FOREIGN: Final = {
    "$(": "jQuery (popups of folium need it; use a folium.Tooltip)",
    "L.AwesomeMarkers": "Leaflet.awesome-markers (use a folium.DivIcon or the default icon)",
    "L.tileLayer": "tiles from a server",
}


class LinkMap(folium.Map):
    """A folium map whose first layer is the page's own; layers may be added to it as usual."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="map" id="{{ this.get_name() }}"></div>
        {%- endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = cg.start("{{ this.get_name() }}");
        {%- endmacro %}
        """
    )

    def __init__(self, payload: Payload) -> None:
        west, south, east, north = payload["page"]["view"]
        # folium and Leaflet write latitude first: the one place where the order turns
        middle = [(south + north) / 2, (west + east) / 2]
        super().__init__(location=middle, tiles=None, zoom_start=5)
        self.default_js = []
        self.default_css = []
        PageFigure(payload).add_child(self)


class PageFigure(Figure):
    """The page around the map: its skeleton, styles, scripts, data block and policy."""

    def __init__(self, payload: Payload) -> None:
        super().__init__()
        self.payload = payload
        self.height = "720px"

    def render(self, **kwargs: Any) -> str:
        """Return the whole page.

        Raises
        ------
        DataError
            If a layer that was added needs a file that the page does not carry.
        """
        for number, each in enumerate(_tree(self), start=1):
            each._id = f"{number:x}"
        for child in self._children.values():
            child.render(**kwargs)
        self._refuse_links()
        script = self._map_script(**kwargs)
        extended = "L.marker(" in script or "L.control.layers(" in script
        leaflet = files.leaflet_style(pictures=extended)
        return _page(
            self.payload,
            styles=[leaflet, colours.variables(), files.style()],
            extra_head=self._extra_head(**kwargs),
            map_html=self.html.render(**kwargs).strip(),
            map_script=script,
        )

    def _refuse_links(self) -> None:
        links = [
            each.url
            for each in self.header._children.values()
            if isinstance(each, JavascriptLink | CssLink)
        ]
        if links:
            raise DataError(
                f"a layer of this map needs {', '.join(links)}; the page carries everything "
                "inside itself and loads nothing: remove that layer"
            )

    def _extra_head(self, **kwargs: Any) -> str:
        extra = [
            each.render(**kwargs)
            for name, each in self.header._children.items()
            if name not in _FOLIUM_HEADER
        ]
        return "\n".join(extra)

    def _map_script(self, **kwargs: Any) -> str:
        script = re.sub(r"\n\s*\n+", "\n", self.script.render(**kwargs)).strip()
        for sign, library in _FOREIGN.items():
            if sign in script:
                raise DataError(
                    f"a layer of this map needs {library}; the page carries everything inside "
                    "itself and loads nothing: remove that layer"
                )
        if "L.marker(" in script:
            script = f"{_marker_icons()}\n{script}"
        # a text of an added layer must not end the script early
        return script.replace("</", "<\\/").replace("<!--", "<\\!--")


def _tree(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():
        yield from _tree(child)


def _marker_icons() -> str:
    """Leaflet looks for its marker pictures beside its style sheet; here they are inside."""
    pictures = {
        "iconUrl": files.picture("marker-icon.png"),
        "iconRetinaUrl": files.picture("marker-icon-2x.png"),
        "shadowUrl": files.picture("marker-shadow.png"),
    }
    return f'L.Icon.Default.imagePath = "";\nL.Icon.Default.mergeOptions({json.dumps(pictures)});'


def _page(
    payload: Payload,
    *,
    styles: list[str],
    extra_head: str,
    map_html: str,
    map_script: str,
) -> str:
    page = payload["page"]
    scripts = [files.leaflet_script(), files.script(), map_script]
    head = [*(f"<style>{style}</style>" for style in styles), extra_head]
    body = [
        f'<script type="application/json" id="caspiangeo-data">{_data(payload)}</script>',
        *(f"<script>{script}</script>" for script in scripts),
    ]
    inner_styles = re.findall(r"<style[^>]*>(.*?)</style>", extra_head, flags=re.DOTALL)
    theme = "" if page["theme"] == "auto" else f' data-theme="{page["theme"]}"'
    return Text(files.asset("page.html")).substitute(
        _texts(payload),
        lang=html.escape(page["lang"]),
        theme=theme,
        version=__version__,
        policy=_policy(scripts, [*styles, *inner_styles], page["tiles"]),
        head="\n".join(head).strip(),
        map_html=map_html,
        body="\n".join(body),
    )


def _policy(scripts: list[str], styles: list[str], tiles: Payload | None) -> str:
    """Forbid every request and every script and style but these, and the tiles if asked for."""
    allowed = {
        kind: " ".join(f"'sha256-{files.sha256(each.encode('utf-8'))}'" for each in texts)
        for kind, texts in (("script", scripts), ("style", styles))
    }
    pictures = f"data: {tiles['origin']}" if tiles else "data:"
    policy = (
        f"default-src 'none'; script-src {allowed['script']}; style-src {allowed['style']}; "
        f"img-src {pictures}; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _data(payload: Payload) -> str:
    """Write the block so that nothing in it can end its element."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _texts(payload: Payload) -> dict[str, str]:
    """Return the texts of the skeleton, safe for HTML."""
    words = payload["words"]
    report = payload["report"] is not None
    texts = {
        key.replace("-", "_"): words[key]
        for key in (
            "skip-map",
            "skip-lists",
            "dark-theme",
            "print",
            "sections",
            "tab-legend",
            "tab-legend-short",
            "fold-legend",
            "tab-lists",
            "map",
            "details",
            "needs-script",
            "description",
        )
    }
    texts |= {
        "title": payload["page"]["title"],
        "intro": payload["page"]["intro"],
        "when": _when(payload["page"], words),
        "credits": _credits(payload, words),
        "tab_report": words["tab-report" if report else "tab-about"],
        "first_tab": "report" if report or payload["spots"] else "lists",
    }
    return {key: html.escape(text) for key, text in texts.items()}


def _when(page: Payload, words: Mapping[str, str]) -> str:
    as_of, known_on = _day(page["as_of"]), page["known_on"] and _day(page["known_on"])
    if known_on is None:
        return words["when-all"].format(as_of=as_of)
    key = "when-both" if known_on == as_of else "when-split"
    return words[key].format(as_of=as_of, known_on=known_on)


def _day(iso: str) -> str:
    from datetime import date

    return day(date.fromisoformat(iso))


def _credits(payload: Payload, words: Mapping[str, str]) -> str:
    used = dict.fromkeys(
        source for site in payload["sites"] if "lon" in site for source in site["sources"][:1]
    )
    known = payload["sources"]
    publishers = sorted(
        {
            f"{known[each]['publisher']} ({known[each].get('licence', words['no-licence'])})"
            for each in used
        }
    )
    tiles = payload["page"]["tiles"]
    network = words["network-tiles"].format(**tiles) if tiles else words["network-none"]
    points = words["credits-points"].format(publishers=", ".join(publishers)) if publishers else ""
    return words["credits"].format(
        version=payload["page"]["data_version"],
        leaflet=files.LEAFLET_VERSION,
        points=points,
        network=network,
    )
