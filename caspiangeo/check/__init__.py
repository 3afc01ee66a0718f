"""All rules over our data and over users' files: schema, physics, sums, licences, geometry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from caspiangeo.catalog import Catalog, default_catalog
from caspiangeo.check.report import Finding, Report, told
from caspiangeo.errors import CaspianError

if TYPE_CHECKING:
    from caspiangeo.check.users.features import MapFile

__all__ = ["Finding", "Report", "check_catalog", "check_files"]

#: JSON that is not GeoJSON, but read by GDAL.
_LINES_OF_JSON = (".geojsonl", ".geojsons", ".topojson")


def check_catalog(catalog: Catalog | None = None) -> Report:
    """Hold a data set against its schemas, its own references and physics.

    Parameters
    ----------
    catalog
        The data set; by default the one that ships.

    Returns
    -------
    Report
        Errors first. A schema that is broken ends the check: nothing else can be read then.

    Examples
    --------
    >>> report = check_catalog()
    >>> report.errors
    ()
    """
    known = catalog or default_catalog()
    from caspiangeo.check.data.schema import check_tables

    broken = tuple(check_tables(known.root))
    if broken:
        return Report.of(broken, {})
    counts = {
        "sources": len(known.sources),
        "sites": len(known.site_records),
        "routes": len(known.route_records),
        "claims": len(known.claims),
        "flows": len(known.flows),
        "statuses": len(known.statuses),
    }
    return Report.of(_rules(known), counts)


def _rules(catalog: Catalog) -> Iterator[Finding]:
    from caspiangeo.check.data import licences, lines, physics, references

    references_hold = True
    for rule in (
        references.check_unique_ids,
        references.check_sources,
        references.check_subjects,
        references.check_members,
    ):
        for finding in rule(catalog):
            references_hold = references_hold and not finding.is_error
            yield finding
    if not references_hold:
        return  # the other rules follow references
    for rule in (
        physics.check_stated_lengths,
        physics.check_sums,
        physics.check_sites,
        physics.check_rejected_points,
        lines.check_lines,
        lines.check_land_and_water,
        licences.check_licences,
    ):
        yield from rule(catalog)


def check_files(
    paths: Iterable[str | Path], *, crs: object = None, layer: str | None = None
) -> Report:
    """Check files of a user: the format of GeoJSON, and what the map in any vector file says.

    Parameters
    ----------
    paths
        The files.
    crs
        The coordinate system of files that name none; see `caspiangeo.io.users.lines.open_lines`.
    layer
        The layer of a file that has several with lines.

    Returns
    -------
    Report
        One finding a fault, named by file and feature.

    Raises
    ------
    FileError
        If a file cannot be read.
    DataError
        If a file that should be GeoJSON is not JSON, or another names no coordinate system.
    UnknownIdError
        If a file has no such layer.
    """
    from caspiangeo.check.users.geojson import check_file
    from caspiangeo.check.users.meaning import check_meaning

    findings: list[Finding] = []
    features = 0
    files = [Path(path) for path in paths]
    for file in files:
        is_geojson = _is_geojson(file)
        if is_geojson:
            findings += check_file(file)
        found = _content(file, crs, layer, is_geojson=is_geojson)
        if found is not None:
            meant = check_meaning(file, found, format_checked=is_geojson)
            findings += told(meant, file.name)
            features += len(found.lines) + len(found.points)
    return Report.of(findings, {"files": len(files), "lines and points": features})


def _is_geojson(file: Path) -> bool:
    """Return whether a file is to be GeoJSON, by its ending or its first character."""
    suffix = file.suffix.lower()
    if suffix in (".geojson", ".json") or not file.is_file():
        return suffix in (".geojson", ".json")
    with file.open("rb") as content:
        start = content.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] in (b"{", b"[") and suffix not in _LINES_OF_JSON


def _content(file: Path, crs: object, layer: str | None, *, is_geojson: bool) -> MapFile | None:
    """Read the lines and points of a file; None for broken GeoJSON, which has been told."""
    from caspiangeo.check.users.features import read_map

    try:
        return read_map(file, crs=crs, layer=layer)
    except CaspianError:
        if is_geojson:
            return None
        raise
