"""Answers as a reader would want them told: a few lines, the figure before the detail."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from typing import Any

from caspiangeo.cli.output import cell, degrees, kilometres, table

Answer = dict[str, Any]


def describe(answer: Answer) -> Iterator[str]:
    """Yield the lines that tell a record of any kind."""
    tell = {
        "route": _route,
        "corridor": _family,
        "service": _family,
        "site": _site,
        "place": _place,
        "source": _source,
    }
    yield from tell[answer["record"]](answer)


def figure(claim: Answer) -> str:
    """Return what a claim says, its number with its unit or its statement."""
    unit = claim["unit"] or ""
    if claim["value"] is not None:
        words = f"{cell(float(claim['value']))} {unit}".rstrip()
        return f"{claim['qualifier']} {words}" if claim["qualifier"] else words
    if claim["min"] is not None and claim["max"] is not None:
        words = f"{cell(float(claim['min']))} to {cell(float(claim['max']))} {unit}".rstrip()
        return f"at least {words}" if "at least" in (claim["qualifier"] or "") else words
    return claim["text"] or "-"


def _heading(answer: Answer) -> Iterator[str]:
    known = f", from what had been published by {answer['known_on']}" if answer["known_on"] else ""
    yield f"{answer['title']} ({answer['id']})"
    yield f"as of {answer['as_of']}{known}"


def _route(answer: Answer) -> Iterator[str]:
    yield from _heading(answer)
    yield f"  {answer['mode']}, {answer['direction']}"
    yield from _labelled("status", _status(answer["status"]))
    yield from _labelled("published", _published(answer))
    between = answer["interval_km"]
    spread = (
        f", between {kilometres(between[0])} and {kilometres(between[1])} km" if between else ""
    )
    yield (
        f"  computed    {kilometres(answer['computed_km'])} km{spread} "
        f"({answer['geometry_quality']} line, {answer['segment_rule']} segments)"
    )
    if answer["note"]:
        yield from _labelled("note", answer["note"])
    yield from _tables(answer)


def _family(answer: Answer) -> Iterator[str]:
    yield from _heading(answer)
    yield from _labelled("status", _status(answer["status"]))
    for leg, routes in answer["routes"].items():
        yield f"  {leg:<11} {', '.join(routes)}"
    yield from _tables(answer)


def _status(status: Answer | None) -> str:
    if status is None:
        return "unknown: no source says"
    since = f" since {status['since']}" if status["since"] else ""
    note = f"; {status['note']}" if status["note"] else ""
    return f"{status['status']}{since}: {status['source_title']}{note}"


def _published(answer: Answer) -> str:
    claim = answer["published"]
    if claim is None:
        return "no length published"
    if claim["value_km"] is not None:
        said = f"{cell(float(claim['value_km']))} km"
        said = f"{claim['qualifier']} {said}" if claim["qualifier"] else said
    else:
        said = f"{cell(claim['min_km'])} to {cell(claim['max_km'])} km"
    where = claim["url"] or "address not recorded"
    return f"{said}: {claim['source_title']} ({claim['date'] or 'undated'}), {where}"


def _tables(answer: Answer) -> Iterator[str]:
    claims = [
        {
            "what": claim["quantity"].replace("_", " "),
            "of": claim["segment"],
            "figure": figure(claim),
            "kind": "a peer's line" if claim["peer"] else claim["kind"],
            "published": claim["date"] or "undated",
            "source": claim["source_title"],
        }
        for claim in answer["claims"]
        if claim["unit"]
    ]
    flows = [
        {
            "flow": flow["quantity"].replace("_", " "),
            "figure": f"{cell(float(flow['value']))} {flow['unit']}",
            "kind": flow["kind"],
            "period": _period(flow),
            "perimeter": flow["perimeter"],
            "published": flow["date"] or "undated",
            "source": flow["source_title"],
        }
        for flow in answer["flows"]
    ]
    history = [
        {
            "status": each["status"],
            "since": each["since"],
            "until": each["until"],
            "published": each["date"] or "undated",
            "source": each["source_title"],
        }
        for each in answer["history"]
    ]
    for title, rows in (("figures", claims), ("volumes", flows)):
        if rows:
            yield ""
            yield f"  {title}"
            yield from table(rows, indent="    ")
    yield from _statements([claim for claim in answer["claims"] if not claim["unit"]])
    if history:
        yield ""
        yield "  history"
        yield from table(history, indent="    ")


def _statements(claims: list[Answer]) -> Iterator[str]:
    """Yield statements that are no number, the newest first."""
    if claims:
        yield ""
        yield "  statements"
    for claim in sorted(claims, key=lambda each: each["date"] or "", reverse=True):
        yield from _wrapped(
            f"{claim['date'] or 'undated':<10}  {claim['text']} ({claim['source_title']})"
        )


def _labelled(label: str, text: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        _width(),
        initial_indent=f"  {label:<12}",
        subsequent_indent=" " * 14,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _width() -> int:
    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))


def _wrapped(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, _width(), initial_indent="    ", subsequent_indent=" " * 16)


def _period(flow: Answer) -> str:
    start, end = flow["period_start"], flow["period_end"]
    if start and end and start != end:
        return f"{start} to {end}"
    return start or end or "-"


def _site(answer: Answer) -> Iterator[str]:
    yield f"{answer['title']} ({answer['id']})"
    yield f"  {answer['role']} in {', '.join(answer['country'])}"
    if answer["lon"] is None:
        yield "  place       not known: no source gives it"
    else:
        stands_in = ", a stand-in for a facility whose place is not public" * answer["proxy"]
        yield (
            f"  place       {degrees(answer['lon'], answer['accuracy_m'])} E, "
            f"{degrees(answer['lat'], answer['accuracy_m'])} N, "
            f"good to {cell(answer['accuracy_m'])} m{stands_in}"
        )
    for each in answer["sources"]:
        yield f"  source      {each['title']} ({each['licence'] or each['licence_note']})"
    if answer["note"]:
        yield from _labelled("note", answer["note"])
    if answer["names"]:
        yield ""
        yield from table(answer["names"], indent="    ")


def _place(answer: Answer) -> Iterator[str]:
    yield f"{answer['title']} ({answer['id']}), a place with several sites"
    yield from table(answer["sites"], indent="    ")


def _source(answer: Answer) -> Iterator[str]:
    for key, value in answer.items():
        if key != "record":
            yield f"  {key.replace('_', ' '):<13} {cell(value)}"
