"""The wheel carries the data, and both it and an editable install work from any folder."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
READ_ONE = "import caspiangeo as cg; print(cg.route('btc').published_km, cg.__file__)"

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, PROJECT],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def run_elsewhere(arguments, folder, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PATH": "", **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_the_wheel_holds_every_file_of_geodata_and_maps_and_nothing_of_the_workshop(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("geodata", "maps"):
        shipped = [path for path in (PROJECT / folder).rglob("*") if path.is_file()]
        assert shipped
        for path in shipped:
            assert f"caspiangeo/{path.relative_to(PROJECT).as_posix()}" in names
    assert not any(name.split("/")[0] in ("tests", "tools", "docs", "benchmarks") for name in names)
    assert any(name.endswith("licenses/LICENSES/MIT.txt") for name in names)


def test_the_unpacked_wheel_reads_its_own_data(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    printed = run_elsewhere(["-c", READ_ONE], tmp_path, PYTHONPATH=str(tmp_path / "site"))
    assert printed.startswith("1768.0 ")
    assert str(tmp_path) in printed


def test_an_editable_install_reads_the_data_beside_the_package(tmp_path):
    venv.create(tmp_path / "env", with_pip=True, system_site_packages=False)
    python = tmp_path / "env" / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--no-build-isolation", "--editable", PROJECT],
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path[1:])},
    )  # fmt: skip
    printed = subprocess.run(
        [python, "-c", READ_ONE], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert printed == f"1768.0 {PROJECT / 'caspiangeo' / '__init__.py'}\n"


def test_a_bare_checkout_runs_without_installing(tmp_path):
    printed = run_elsewhere(["-c", READ_ONE], tmp_path, PYTHONPATH=str(PROJECT))
    assert printed.startswith("1768.0 ")
