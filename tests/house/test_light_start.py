"""Importing the package and asking for help must stay light: nothing heavy is loaded."""

import subprocess
import sys

import pytest

HEAVY = (
    "geopandas", "pandas", "folium", "matplotlib", "networkx", "numpy", "shapely", "pyproj",
    "jsonschema", "branca",
)  # fmt: skip


def loaded_after(code: str) -> set[str]:
    listing = f"import sys\n{code}\nprint('\\n' + '\\n'.join(sys.modules), file=sys.stderr)"
    result = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    )
    return set(result.stderr.split())


def test_import_loads_nothing_heavy_and_no_click():
    modules = loaded_after("import caspiangeo")
    assert not modules & {*HEAVY, "click"}
    assert not any(each.startswith("caspiangeo.") for each in modules)


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["length", "btc"], ["show", "btc"], ["sites"], ["routes"], ["cite", "btc"]],
    ids=" ".join,
)
def test_commands_that_read_stored_values_load_nothing_heavy(arguments):
    code = f"""
from caspiangeo.cli import program
try:
    program.main({arguments!r}, standalone_mode=False)
except SystemExit:
    pass
"""
    assert not loaded_after(code) & set(HEAVY)


@pytest.mark.parametrize("command", ["length", "locate", "crossings"])
def test_help_of_the_commands_on_files_loads_nothing_heavy(command):
    code = f"""
from caspiangeo.cli import program
try:
    program.main([{command!r}, "--help"], standalone_mode=False)
except SystemExit:
    pass
"""
    assert not loaded_after(code) & {*HEAVY, "pyogrio", "pyarrow"}


def test_a_small_geojson_file_loads_neither_pandas_nor_gdal(tmp_path):
    path = tmp_path / "line.geojson"
    path.write_text('{"type":"LineString","coordinates":[[50,40],[51,41]]}', encoding="utf-8")
    code = f"""
from caspiangeo.cli import program
program.main(["length", {str(path)!r}, "-o", {str(tmp_path / "out.geojson")!r}],
             standalone_mode=False)
"""
    loaded = loaded_after(code)
    assert "numpy" in loaded
    assert not loaded & {"pandas", "geopandas", "pyogrio", "pyarrow", "folium", "jsonschema"}
