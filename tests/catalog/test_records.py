"""One test id a record, so that a failure names the record."""

import pytest

from caspiangeo.catalog import default_catalog
from caspiangeo.errors import OutOfRangeError

CATALOG = default_catalog()
LISTED = {
    "aktau-port", "kuryk-port", "baku-city", "alat-port", "sangachal-terminal", "dubendi-terminal",
    "sumgait", "tbilisi", "supsa-terminal", "supsa-spm", "batumi-port", "poti-port",
    "kulevi-terminal", "novorossiysk-port", "ceyhan-btc", "dostyk", "altynkol", "beyneu",
    "zhezkazgan", "akhalkalaki-btk", "kars-station",
}  # fmt: skip
ROUTES = {
    "btc", "wrep", "aktau-baku-sea", "aktau-sangachal-sea", "aktau-dubendi-sea",
    "kuryk-alat-ferry", "titr-rail-kz-dostyk", "titr-rail-kz-altynkol", "titr-rail-kz-kuryk",
    "baku-poti-rail", "baku-batumi-rail", "btk", "tcfo-fibre", "aktau-siyazan-fibre",
    "kuryk-buzovna-fibre", "caspian-power-cable", "black-sea-power-cable",
}  # fmt: skip


def test_the_first_slice_is_there():
    assert CATALOG.site_records.keys() >= LISTED
    assert CATALOG.route_records.keys() >= ROUTES


@pytest.mark.parametrize("site_id", CATALOG.site_records)
def test_site(site_id):
    site = CATALOG.site(site_id)
    if site.located:
        assert site.accuracy_m > 0
        assert site.licence
        assert CATALOG.sources[site.source].title
    else:
        assert site.lon is site.lat is None
        assert site.note


@pytest.mark.parametrize("route_id", CATALOG.route_records)
def test_route(route_id):
    view = CATALOG.route(route_id)
    assert view.id == route_id
    assert len(view.coordinates) == len(view.waypoints) >= 2
    assert all(point.source in CATALOG.sources for point in view.waypoints)
    assert view.status is not None
    assert view.line.ends_geodesic_km <= view.computed_km + 1e-6
    if view.interval_km:
        low, high = view.interval_km
        assert low <= view.computed_km <= high
    assert view.title in str(view)


@pytest.mark.parametrize("claim_id", CATALOG.claims)
def test_claim(claim_id):
    claim = CATALOG.claims[claim_id]
    assert claim.source in CATALOG.sources
    assert claim_id.startswith(f"{claim.subject}--")
    assert claim.evidence in ("read", "verified")
    assert not (claim.kind == "peer" and claim.preferred)


@pytest.mark.parametrize("flow_id", CATALOG.flows)
def test_flow(flow_id):
    flow = CATALOG.flows[flow_id]
    assert flow.source in CATALOG.sources
    assert flow.perimeter
    if flow.period_start and flow.period_end:
        assert flow.period_start.first <= flow.period_end.last


@pytest.mark.parametrize("source_id", CATALOG.sources)
def test_source(source_id):
    source = CATALOG.sources[source_id]
    assert source.title
    if source.url is None and source.kind != "computed":
        assert source.note, "a source without an address says why"
    assert source.licence or source.licence_note


def test_a_family_of_modes_is_the_sum_of_its_modes():
    pipelines = {view.id for view in CATALOG.routes(mode="pipeline")}
    assert pipelines == {view.id for view in CATALOG.routes() if "pipeline" in view.record.mode}


def test_an_unknown_mode_or_role_is_refused_and_not_an_empty_answer():
    with pytest.raises(OutOfRangeError, match="unknown mode 'canal'; use one of oil-pipeline"):
        CATALOG.routes(mode="canal")
    with pytest.raises(OutOfRangeError, match="unknown role 'harbour'; use one of port"):
        CATALOG.sites(role="harbour")
