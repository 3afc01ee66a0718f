"""All rules over our data and over users' files: schema, physics, sums, licences, geometry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from caspiangeo.catalog import Catalog, default_catalog
from caspiangeo.check.report import Finding, Report

__all__ = ["Finding", "Report", "check_catalog", "check_files"]


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
    from caspiangeo.check.schema import check_tables

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
    from caspiangeo.check import licences, lines, physics, references

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


def check_files(paths: Iterable[str | Path]) -> Report:
    """Check GeoJSON files of a user.

    Parameters
    ----------
    paths
        The files.

    Returns
    -------
    Report
        One finding a fault, named by file and feature.

    Raises
    ------
    FileError
        If a file cannot be read.
    DataError
        If a file is not JSON.
    """
    from caspiangeo.check.geojson import check_file

    files = [Path(path) for path in paths]
    return Report.of(
        (finding for file in files for finding in check_file(file)), {"files": len(files)}
    )
