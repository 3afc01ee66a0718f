"""The benchmarks run, tiny and without peers, and their tables go where they belong. No times."""

import doctest
import importlib
import re
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / "benchmarks"
NAMES = sorted(path.stem for path in FOLDER.glob("bench_*.py"))


@pytest.fixture
def bench(monkeypatch):
    """Import modules of the folder as its scripts do, and forget them afterwards."""
    monkeypatch.syspath_prepend(FOLDER)
    yield importlib.import_module
    for path in FOLDER.glob("*.py"):
        sys.modules.pop(path.stem, None)


@pytest.mark.parametrize("name", NAMES)
def test_each_benchmark_runs(bench, name):
    settings = bench("harness").parse("", ["--smoke"])
    text = bench(name).run(settings).markdown()
    assert text.startswith("### ")
    assert "| :--- | ---: |" in text
    assert "caspiangeo" in text


@pytest.mark.parametrize("name", NAMES)
def test_each_benchmark_has_its_place_on_the_page(name):
    page = (PROJECT / "docs" / "performance.md").read_text(encoding="utf-8")
    short = name.removeprefix("bench_")
    assert page.count(f"<!-- bench:{short} -->\n") == 1
    assert page.count(f"<!-- end of bench:{short} -->") == 1


def test_the_examples_of_the_harness_hold(bench):
    assert doctest.testmod(bench("harness")).failed == 0


def test_a_bar_says_whether_it_is_met(bench):
    report = bench("harness").Report("Bars")
    report.bar("fast", 12.3, 10.0, least=True)
    report.bar("wrong", 20.0, 15.0, least=False)
    text = report.markdown()
    assert "- fast: 12.3, asked for at least 10: met." in text
    assert "- wrong: 20, asked for at most 15: **missed**." in text


def test_what_cannot_run_is_listed(bench):
    harness = bench("harness")
    report = harness.Report("Peers")

    def absent():
        raise harness.Unavailable("needs a server")

    ready = harness.prepared({"here": lambda: int, "gone": absent}, report)
    assert list(ready) == ["here"]
    assert "Not run here:\n\n- gone: needs a server" in report.markdown()


def test_tables_are_written_between_their_markers(bench, tmp_path, monkeypatch):
    harness = bench("harness")
    page = tmp_path / "page.md"
    page.write_text("A\n\n<!-- bench:x -->\nold\n<!-- end of bench:x -->\n\nB\n", encoding="utf-8")
    monkeypatch.setattr(harness, "PAGE", page)
    harness.write("x", harness.Report("New"))
    expected = "A\n\n<!-- bench:x -->\n\n### New\n\n<!-- end of bench:x -->\n\nB\n"
    assert page.read_text(encoding="utf-8") == expected
    with pytest.raises(SystemExit, match="no markers"):
        harness.write("y", harness.Report("New"))


def test_tables_for_the_page_wait_for_a_quiet_machine(bench, monkeypatch, capsys):
    harness = bench("harness")
    monkeypatch.setattr(harness.os, "getloadavg", lambda: (3.0, 3.0, 3.0))
    monkeypatch.setattr(harness.time, "sleep", lambda _: None)
    clock = iter([0.0, 1.0, 1e9])
    monkeypatch.setattr(harness.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(sys, "argv", ["bench_x.py", "--write"])
    assert harness.main("x", pytest.fail, "") == 1
    assert "others keep the load above 1.5" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["peers.txt", "peers-node.txt"])
def test_peers_are_plain_pins(name):
    lines = (FOLDER / name).read_text(encoding="ascii").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert pins
    pattern = re.compile(r"[A-Za-z0-9._-]+==[\w.]+|@[a-z-]+/[a-z-]+@[\d.]+")
    assert all(pattern.fullmatch(pin) for pin in pins)
