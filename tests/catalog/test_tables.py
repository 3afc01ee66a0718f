"""A table's rows become records when they are asked for, and a faulty one says where it stands."""

import pytest

from caspiangeo.catalog.tables import Table, read_records
from caspiangeo.errors import DataError
from caspiangeo.model import Place, Source

GOOD = "id,title,sites,note\naktau,Aktau,aktau-port; aktau-city,\n"


def places(tmp_path, text):
    path = tmp_path / "places.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_a_mapping_in_file_order(tmp_path):
    table = Table(places(tmp_path, GOOD + "baku,Baku,baku-city,\n"), Place)
    assert list(table) == ["aktau", "baku"]
    assert len(table) == 2
    assert table["aktau"] == Place("aktau", "Aktau", ("aktau-port", "aktau-city"))
    assert table["aktau"] is table["aktau"]
    assert "aktau" in table and "batumi" not in table
    with pytest.raises(KeyError):
        table["batumi"]


def test_a_faulty_row_is_told_when_it_is_asked_for(tmp_path):
    path = tmp_path / "sources.csv"
    header = "id,title,publisher,published,url,licence,licence_note,kind,note\n"
    rows = "good,Title,Us,2023,,CC0-1.0,,news,\nbad,Title,Us,soon,,CC0-1.0,,news,\n"
    path.write_text(header + rows, encoding="utf-8")
    table = Table(path, Source)
    assert str(table["good"].published) == "2023"
    with pytest.raises(DataError, match=r"sources.csv:3: published: 'soon' is not a date"):
        table["bad"]
    with pytest.raises(DataError, match=r"sources.csv:3: published: 'soon' is not a date"):
        read_records(path, Source)


def test_a_row_without_an_id_is_told_at_once(tmp_path):
    with pytest.raises(DataError, match=r"places.csv:3: id is empty"):
        Table(places(tmp_path, GOOD + ",Baku,baku-city,\n"), Place)


def test_a_missing_column_is_named(tmp_path):
    table = Table(places(tmp_path, "id,sites\naktau,aktau-port\n"), Place)
    with pytest.raises(DataError, match="the column 'title' is missing"):
        table["aktau"]
