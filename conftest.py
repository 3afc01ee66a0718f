"""Examples that need an extra are run only where it is installed, as in the tests beside them."""

from importlib.util import find_spec

collect_ignore = []
if find_spec("numba") is None:
    collect_ignore.append("caspiangeo/geodesy/kernel/compiled.py")
if find_spec("pyarrow") is None:
    collect_ignore += ["caspiangeo/io/arrow.py", "caspiangeo/io/arrow_tables.py"]
if find_spec("dask_geopandas") is None or find_spec("duckdb") is None:
    collect_ignore += ["caspiangeo/scale", "docs/scale.md"]
