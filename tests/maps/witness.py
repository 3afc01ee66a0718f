"""What the data files say, read without the library: the second witness of these tests."""

import calendar
import csv
import json
from datetime import date
from pathlib import Path

GEODATA = Path(__file__).resolve().parents[2] / "geodata"
STORY_DAY = date(2023, 9, 29)


def table(name):
    with (GEODATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def last_day(text):
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day)
    month = month or 12
    return date(year, month, calendar.monthrange(year, month)[1])


def first_day(text):
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    return date(year, month or 1, day or 1)


def known(row, day=STORY_DAY):
    return not row["known_on"] or last_day(row["known_on"]) <= day


def known_claims(subject, day=STORY_DAY):
    rows = [row for row in table("claims") if row["subject"] == subject and known(row, day)]
    return [row for row in rows if not row["as_of"] or first_day(row["as_of"]) <= day]


def known_flows(subject, day=STORY_DAY):
    rows = [row for row in table("flows") if row["subject"] == subject and known(row, day)]
    return [row for row in rows if not row["period_start"] or first_day(row["period_start"]) <= day]


def line(route):
    """Properties of the built line of a route."""
    text = (GEODATA / "routes" / f"{route}.geojson").read_text(encoding="utf-8")
    return json.loads(text)["features"][0]["properties"]


def waypoints(route):
    with (GEODATA / "waypoints" / f"{route}.csv").open(encoding="utf-8", newline="") as file:
        return [(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)]


def decode(code, step):
    """Read what `caspiangeo.webmap.basemap.encode` writes, from its description alone."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    numbers, bits, shift = [], 0, 0
    for letter in code:
        value = letters.index(letter)
        bits |= (value & 31) << shift
        shift += 5
        if value < 32:
            numbers.append(-(bits + 1) // 2 if bits & 1 else bits // 2)
            bits, shift = 0, 0
    lon = lat = 0
    points = []
    for east, north in zip(numbers[::2], numbers[1::2], strict=True):
        lon, lat = lon + east, lat + north
        points.append((lon * step, lat * step))
    return points
