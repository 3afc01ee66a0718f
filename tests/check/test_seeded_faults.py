"""Each rule finds the fault that is sown for it, and names the record."""

import csv
import json
import shutil

import pytest

from caspiangeo.catalog import Catalog, shipped
from caspiangeo.check import check_catalog


@pytest.fixture
def sown(tmp_path):
    """Return a function that changes one row of a copied table and checks the copy."""
    root = tmp_path / "geodata"
    shutil.copytree(shipped("geodata"), root)

    def sow(table, key, **changes):
        path = root / table
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        heads = list(rows[0])
        hit = [row for row in rows if row[heads[0]] == key]
        assert hit, f"no row {key} in {table}"
        hit[0].update(changes)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, heads, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return check_catalog(Catalog(root))

    return sow


def found(report, rule):
    return [each for each in report.errors if each.rule == rule]


def preferred_btc():
    return next(
        claim.id for claim in Catalog().claims_of("btc") if claim.value == 1768 and claim.preferred
    )


@pytest.mark.parametrize(
    ("table", "key", "changes", "rule", "record"),
    [
        ("sites.csv", "aktau-port", {"lon": "east"}, "schema", "sites.csv:"),
        ("sites.csv", "aktau-port", {"role": "harbour"}, "schema", "sites.csv:"),
        ("routes.csv", "btc", {"geometry_quality": "perfect"}, "schema", "routes.csv:"),
        ("sites.csv", "aktau-port", {"source": "hearsay"}, "source", "aktau-port"),
        ("routes.csv", "btc", {"to_site": "atlantis"}, "member", "btc"),
        ("places.csv", "aktau", {"sites": "atlantis"}, "member", "aktau"),
        ("sites.csv", "batumi-port", {"country": "KZ"}, "in-country", "batumi-port"),
        ("sites.csv", "supsa-spm", {"lon": "42.5", "lat": "42.2"}, "on-water", "supsa-spm"),
        ("sites.csv", "supsa-terminal", {"lon": "41.0"}, "on-land", "supsa-terminal"),
        ("sites.csv", "aktau-port", {"licence": "NC-only"}, "licence", "aktau-port"),
        (
            "sites.csv",
            "aktau-port",
            {"lon": "51.15", "lat": "43.65"},
            "rejected-point",
            "aktau-port",
        ),
        ("sites.csv", "alat-port", {"id": "aktau-port"}, "unique-id", "aktau-port"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault_in_a_table(sown, table, key, changes, rule, record):
    report = sown(table, key, **changes)
    assert any(each.record.startswith(record) for each in found(report, rule)), report.errors


def test_a_stated_length_below_the_geodesic(sown):
    key = preferred_btc()
    report = sown("claims.csv", key, value="1200", sum_group="", sum_role="")
    assert [each.record for each in found(report, "length-below-geodesic")] == [key]


def test_parts_that_do_not_sum(sown):
    report = sown("claims.csv", preferred_btc(), value="1800", note="")
    assert "add up to 1768" in found(report, "sums")[0].message


def test_a_line_that_is_not_its_way_points(sown, tmp_path):
    path = tmp_path / "geodata" / "routes" / "btc.geojson"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["features"][0]["geometry"]["coordinates"][3][0] += 0.5
    path.write_text(json.dumps(content), encoding="utf-8")
    report = check_catalog(Catalog(tmp_path / "geodata"))
    assert {each.rule for each in report.errors} >= {"waypoints", "stored-length"}


def test_a_sea_leg_over_land(sown, tmp_path):
    path = tmp_path / "geodata" / "routes" / "aktau-baku-sea.geojson"
    content = json.loads(path.read_text(encoding="utf-8"))
    line = content["features"][0]["geometry"]["coordinates"]
    content["features"][0]["geometry"]["coordinates"] = [line[0], line[-1]]
    path.write_text(json.dumps(content), encoding="utf-8")
    report = check_catalog(Catalog(tmp_path / "geodata"))
    assert [each.record for each in found(report, "on-land")] == ["aktau-baku-sea"]


def test_the_shipped_data_have_no_error():
    assert check_catalog().errors == ()
