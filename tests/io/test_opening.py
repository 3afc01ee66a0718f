"""Files that are broken, hostile or no files at all: one clear error each, and nothing is run."""

import os
import sys
import zipfile

import pytest

from caspiangeo.errors import CaspianError, DataError, FileError
from caspiangeo.io.users import opening
from caspiangeo.io.users.lines import open_lines

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    "<kml><Document><name>&b;</name></Document></kml>"
)
POINTER = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
LINE = '{"type":"LineString","coordinates":[[0,0],[1,1]]}'


def collection(*geometries):
    features = ",".join(
        f'{{"type":"Feature","properties":{{}},"geometry":{each}}}' for each in geometries
    )
    return f'{{"type":"FeatureCollection","features":[{features}]}}'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.geojson", b"", "the file is empty"),
        ("empty.gpkg", b"", "the file is empty"),
        ("cut.geojson", b'{"type":"FeatureCollection","features":[{"ty', "not JSON: Unterminated"),
        ("text.shp", b"hello", "GDAL knows no format like that"),
        ("noise.gpkg", bytes(range(256)) * 16, "GDAL knows no format like that"),
        ("noise.fgb", b"fgb\x03fgb\x00" + bytes(range(256)), "cannot be read"),
        ("prose.txt", b"Call me Ishmael.", "GDAL knows no format like that"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "cannot be read"),
        ("table.csv", b"a,b\n1,2\n", "has no geometry, only a table"),
        ("laughs.kml", LAUGHS.encode(), "declares entities of XML"),
        ("laughs.gml", LAUGHS.encode("utf-16"), "declares entities of XML"),
        ("pointer.vrt", POINTER.encode(), "only points to other data (OGRVRTDataSource)"),
        ("pointer.geojson", POINTER.encode(), "only points to other data"),
        ("pipeline.json", b'{"type":"gdal_streamed_alg","command_line":"gdal"}', "only points to"),
        ("packed.geojson.gz", b"\x1f\x8b\x08\x00rest", "packed with gzip; unpack it first"),
        ("broken.zip", b"PK\x03\x04 and no more", "a broken zip archive"),
        ("deep.geojson", b"[" * 100_000, "not JSON that can be read"),
        ("number.geojson", b'{"type":' + b"9" * 5000 + b"}", "not JSON that can be read"),
        ("list.geojson", b"[1, 2]", "cannot be read"),
        ("other.json", b'{"type": "Report"}', "cannot be read"),
        ("topology.json", b'{"type":"FeatureCollection","features":7}', "cannot be read"),
        ("cut.kml", b"<kml><Document><Placemark>", ""),
        ("cut.gml", b'<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml">', ""),
        ("nul.gpx", b"<gpx>\x00</gpx>", ""),
        ("short.dbf", b"\x03" + bytes(40), ""),
        ("short.dxf", b"  0\nSECTION\n  2\nENTITIES\n", ""),
        ("short.tab", b"!table\n", ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_file_is_one_clear_error(name, content, said, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CaspianError) as raised:
        list(open_lines(path).batches())
    message = str(raised.value)
    assert message.startswith(f"{name}: ")
    assert said in message
    assert "\n" not in message
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_cut_geopackage_and_a_cut_flatgeobuf(making, tmp_path):
    for suffix in ("gpkg", "fgb"):
        path = making.write_vector(tmp_path / f"whole.{suffix}", making.straight_lines(300))
        cut = tmp_path / f"cut.{suffix}"
        for part in (0.02, 0.1, 0.5, 0.9):
            cut.write_bytes(path.read_bytes()[: int(part * path.stat().st_size)])
            with pytest.raises(CaspianError, match=rf"^cut\.{suffix}: "):
                list(open_lines(cut).batches())


@pytest.mark.parametrize("at", range(0, 4000, 97))
def test_a_flipped_byte_is_an_error_or_an_answer_never_a_crash(at, making, tmp_path):
    path = making.write_vector(tmp_path / "lines.fgb", making.straight_lines(40))
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 0xFF
    path.write_bytes(content)
    try:
        for batch in open_lines(path, crs=4326).batches():
            batch.lengths_m()
    except CaspianError as error:
        assert str(error).startswith("lines.fgb: ")


def test_coordinates_that_are_no_places_are_listed_by_row(tmp_path):
    path = tmp_path / "odd.geojson"
    geometries = [
        '{"type":"LineString","coordinates":[[0,0],[1e400,3]]}',
        '{"type":"LineString","coordinates":[[0,0],[NaN,3]]}',
        '{"type":"LineString","coordinates":[[0,0],[1e30,3]]}',
        '{"type":"LineString","coordinates":[["0","0"],["1","1"]]}',
        '{"type":"LineString","coordinates":[[0],[1]]}',
        '{"type":"LineString","coordinates":[[true,false],[1,1]]}',
        '{"type":"LineString","coordinates":[[0,0]]}',
        '{"type":"LineString","coordinates":{"a":1}}',
        '{"type":"LineString"}',
        '{"type":"Circle","coordinates":[0,0]}',
        '{"type":"GeometryCollection","geometries":[{"type":"Circle"}]}',
        '{"type":["LineString"],"coordinates":[[0,0],[1,1]]}',
        "17",
        LINE,
    ]
    path.write_text(collection(*geometries), encoding="utf-8")
    (batch,) = open_lines(path).batches()
    assert list(batch.faults) == list(range(len(geometries) - 1))
    assert batch.faults[0] == "vertex 1: coordinates are not finite: lon inf, lat 3.0"
    assert batch.faults[2].startswith("vertex 1: longitude 1e+30 lies outside")
    assert set(batch.faults.values()) >= {
        "geometry cannot be read: broken, a curve, or a line of one vertex"
    }
    assert batch.lengths_m()[-1] > 150_000


def test_features_that_are_no_features_are_listed_by_row(tmp_path):
    path = tmp_path / "odd.geojson"
    path.write_text(f'{{"type":"FeatureCollection","features":[1,null,{{}},[],{LINE}]}}')
    (batch,) = open_lines(path).batches(["name"])
    assert batch.faults == dict.fromkeys(range(5), "no geometry")
    assert batch.values == {"name": [None] * 5}


@pytest.mark.parametrize("text", [LINE, f'{{"type":"Feature","geometry":{LINE}}}'])
def test_a_bare_geometry_and_a_bare_feature_are_files_of_one_row(text, tmp_path):
    path = tmp_path / "bare.geojson"
    path.write_text(f"\ufeff{text}", encoding="utf-8")
    (batch,) = open_lines(path).batches()
    assert batch.lengths_m().shape == (1,)


def test_one_feature_a_line_is_left_to_gdal(tmp_path):
    path = tmp_path / "lines.geojson"
    feature = f'{{"type":"Feature","properties":{{}},"geometry":{LINE}}}'
    path.write_text(f"{feature}\n{feature}\n", encoding="utf-8")
    file = open_lines(path)
    assert [each for batch in file.batches() for each in batch.lengths_m() > 150_000] == [True] * 2


def test_what_is_no_file_is_refused(tmp_path):
    for path, said in (
        (tmp_path, "it is a folder; give a file in it"),
        (tmp_path / "missing.gpkg", "there is no such file"),
        (tmp_path / "missing" / "x.shp", "there is no such file"),
        ("http://example.org/lines.geojson", "there is no such file"),
        ("/vsicurl/http://example.org/lines.geojson", "there is no such file"),
        ("a\0b.gpkg", "null"),
    ):
        with pytest.raises(FileError, match="cannot read") as raised:
            open_lines(path)
        assert said in str(raised.value)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pipe with a name")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.geojson")
    with pytest.raises(FileError, match="it is no regular file"):
        open_lines(tmp_path / "pipe.geojson")


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that not even root may read")
def test_a_file_that_may_not_be_read():
    with pytest.raises(FileError, match="cannot read /proc/self/mem: Input/output error"):
        open_lines("/proc/self/mem")


def test_large_files_are_read_when_asked_for(tmp_path, monkeypatch):
    path = tmp_path / "large.geojson"
    path.write_text(LINE, encoding="utf-8")
    monkeypatch.setattr(opening, "LARGEST_BYTES", 10)
    with pytest.raises(DataError, match=r"large\.geojson: .*add --large"):
        open_lines(path)
    assert open_lines(path, large=True).rows == 1


def test_an_archive_counts_by_what_it_unpacks_to(making, tmp_path, monkeypatch):
    inside = making.write_vector(tmp_path / "lines.gpkg", making.straight_lines(3))
    with zipfile.ZipFile(tmp_path / "lines.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inside, "lines.gpkg")
    assert open_lines(tmp_path / "lines.zip").rows == 3
    packed = (tmp_path / "lines.zip").stat().st_size
    monkeypatch.setattr(opening, "LARGEST_BYTES", packed + 100)
    with pytest.raises(DataError, match=r"lines\.zip, unpacked: .*add --large"):
        open_lines(tmp_path / "lines.zip")
    assert open_lines(tmp_path / "lines.zip", large=True).rows == 3
