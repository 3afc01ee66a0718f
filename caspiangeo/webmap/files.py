"""The files inside a page: our own script and style, and Leaflet from its package."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Final

from caspiangeo.errors import FileError

LEAFLET_VERSION: Final = "1.9.4"
#: The integrity hashes that Leaflet publishes for this version (sha256, base64).
_LEAFLET_HASHES: Final = {
    "leaflet.js": "20nQCchB9co0qIjJZRGuk2/Z9VM+kNiyxNV1lvTlZBo=",
    "leaflet.css": "p4NxAoJBhIIN+hmNHrzRCf9tD/miZyoHS5obTRR9BMY=",
}
_LEAFLET_FOLDER: Final = ("js_lib_leaflet", "static/js_lib_leaflet")


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes in base64, as integrity attributes and policies want it.

    Examples
    --------
    >>> sha256(b"")
    '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return base64.b64encode(hashlib.sha256(content).digest()).decode("ascii")


@cache
def leaflet_script() -> str:
    """Return Leaflet's script, proven to be the published one.

    The pointer to its source map is left out: a browser's developer tools would ask for it.

    Raises
    ------
    FileError
        If the package is missing or its file is not the published one.
    """
    return re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", _checked("leaflet.js"))


@cache
def leaflet_style(*, pictures: bool) -> str:
    """Return Leaflet's style sheet, its three pictures inside it or left out.

    They belong to the default marker and to the layer control, which only added layers use.

    Raises
    ------
    FileError
        If the package is missing or its file is not the published one.
    """
    return re.sub(
        r"url\(images/([\w.-]+)\)",
        lambda found: f"url({picture(found[1])})" if pictures else "none",
        compact(_checked("leaflet.css")),
    )


def picture(name: str) -> str:
    """Return one of Leaflet's PNG pictures as a data address."""
    content = base64.b64encode(_leaflet(f"images/{name}")).decode("ascii")
    return f"data:image/png;base64,{content}"


@cache
def script() -> str:
    """Return our own script: the files of `assets/`, joined in the order of their names."""
    folder = files("caspiangeo.webmap").joinpath("assets")
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".js"))
    return compact("\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names))


@cache
def style() -> str:
    """Return our own style sheet."""
    return compact(asset("style.css"))


def compact(text: str) -> str:
    r"""Leave out whole-line comments, empty lines and indentation; everything else stays.

    Examples
    --------
    >>> compact("/** A note,\n * in two lines. */\nlet a = 1; // kept\n\n  a += 1;\n")
    'let a = 1; // kept\na += 1;\n'
    """
    block, line = r"^[ \t]*/\*.*?\*/[ \t]*$", r"^[ \t]*//[^\n]*$"
    bare = re.sub(f"{block}|{line}", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"^\s+", "", bare, flags=re.MULTILINE)


@cache
def asset(name: str) -> str:
    """Return the text of one of our own files."""
    return files("caspiangeo.webmap").joinpath("assets", name).read_text(encoding="utf-8")


def _checked(name: str) -> str:
    content = _leaflet(name)
    if sha256(content) != _LEAFLET_HASHES[name]:
        raise FileError(
            f"{name} is not Leaflet {LEAFLET_VERSION} as published (its hash differs); "
            "install the package django-js-lib-leaflet 1.9.4 again"
        )
    # browsers read line ends as \n, and the page's policy names the hash of what they read
    return content.decode("utf-8").replace("\r\n", "\n")


def _leaflet(name: str) -> bytes:
    package, folder = _LEAFLET_FOLDER
    try:
        return files(package).joinpath(folder, name).read_bytes()
    except (ModuleNotFoundError, OSError) as error:
        raise FileError(
            f"Leaflet's file {name} is missing; install the package django-js-lib-leaflet"
        ) from error
