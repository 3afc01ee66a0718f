"""One export, any formats: what is written, what is refused before anything is."""

import pytest

from caspiangeo.catalog import default_catalog
from caspiangeo.errors import FileError, OutOfRangeError, UnknownIdError
from caspiangeo.io.bundle import FORMATS, write_bundle
from caspiangeo.io.layers import Choice


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_written_and_the_same_twice(name, tmp_path):
    choice = Choice(ids=["btc", "aktau-port"], kp_every_km=500)
    first, second = (
        write_bundle(default_catalog(), tmp_path / each, formats=[name], choice=choice).files
        for each in ("first", "second")
    )
    assert first
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_site_without_a_place_is_told(tmp_path):
    done = write_bundle(default_catalog(), tmp_path, choice=Choice(ids=["psg2", "aktau-port"]))
    assert done.without_place == ("psg2",)
    assert done.rows["sites"] == 1
    assert "routes" not in done.rows


def test_options_go_to_the_formats_that_have_them(tmp_path):
    done = write_bundle(default_catalog(), tmp_path, options={"profile": "web", "precision": 3})
    said = done.files[0].read_text(encoding="utf-8")
    assert '"profile":"web","precision":3' in said


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ({"formats": ["dwg"]}, OutOfRangeError, "no format 'dwg'; use one of geojson"),
        ({"options": {"ink": 1}}, OutOfRangeError, "no format has an option ink"),
        ({"formats": [], "options": {"profile": "web"}}, OutOfRangeError, "with the format geoj"),
        ({"choice": Choice(ids=["nabucco"])}, UnknownIdError, "unknown route or site nabucco"),
        ({"choice": Choice(columns=["hue"])}, OutOfRangeError, "no column hue"),
        ({"options": {"profile": "paper"}}, OutOfRangeError, "no profile 'paper'"),
        ({"options": {"precision": 99}}, OutOfRangeError, "99 decimals; use 1 to 15"),
    ],
)
def test_what_is_impossible_is_refused_and_nothing_written(tmp_path, how, error, said):
    with pytest.raises(error, match=said):
        write_bundle(default_catalog(), tmp_path / "out", **how)
    assert not list((tmp_path / "out").glob("*"))


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "out").write_text("kept")
    with pytest.raises(FileError, match="is a file; give a folder"):
        write_bundle(default_catalog(), tmp_path / "out")
