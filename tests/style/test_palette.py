"""The palette under simulated colour blindness and against its grounds."""

from itertools import combinations

import pytest
from colorspacious import cspace_convert, deltaE

from caspiangeo import style
from caspiangeo.errors import UnknownIdError

#: Least CAM02-UCS difference between two modes, in any simulation.
LEAST_DIFFERENCE = {"light": 12.4, "dark": 10.2}
#: Least contrast of a mode on land and on sea (WCAG 2.2 asks 3:1 of graphics).
LEAST_CONTRAST = {("light", "land"): 3.75, ("light", "sea"): 3.25, ("dark", "land"): 5.0}
VISIONS = ("normal", "deuteranomaly", "protanomaly", "tritanomaly")


def rgb(colour):
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def seen(colour, vision):
    if vision == "normal":
        return rgb(colour)
    space = {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}
    return cspace_convert(rgb(colour), space, "sRGB1").clip(0, 1)


def luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb(colour)]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("pair", list(combinations(style.MODES, 2)), ids="/".join)
def test_two_modes_stay_apart(theme, vision, pair):
    one, other = (seen(style.mode_colour(mode, theme=theme), vision) for mode in pair)
    # the bars are published to one decimal
    assert round(float(deltaE(one, other)), 1) >= LEAST_DIFFERENCE[theme]


@pytest.mark.parametrize("ground", ["land", "sea"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("mode", style.MODES)
def test_a_mode_stands_out_from_its_ground(theme, mode, ground):
    bar = LEAST_CONTRAST.get((theme, ground), 5.0)
    on = getattr(style.THEMES[theme], ground)
    assert round(contrast(style.mode_colour(mode, theme=theme), on), 2) >= bar


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "surface"),
        ("text", "raised"),
        ("quiet_text", "surface"),
        ("quiet_text", "raised"),
        ("accent", "surface"),
        ("accent", "raised"),
        ("accent_text", "accent"),
        ("land_text", "land"),
        ("sea_text", "sea"),
        ("text", "land"),
        ("text", "sea"),
    ],
)
def test_text_is_readable(theme, text, ground):
    colours = style.THEMES[theme]
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_grey_lines_are_seen_on_both_grounds(theme):
    colours = style.THEMES[theme]
    for ground in (colours.land, colours.sea):
        assert contrast(colours.muted, ground) >= 3
        assert contrast(colours.doubt, ground) >= 3
        assert contrast(colours.other, ground) >= 3


def test_land_is_not_taken_for_sea():
    for theme in style.THEMES.values():
        assert deltaE(rgb(theme.land), rgb(theme.sea)) > 5


def test_unknown_words_are_named_with_the_valid_ones():
    with pytest.raises(UnknownIdError, match=r"'road'.*oil-pipeline.*fibre"):
        style.mode_colour("road")
    with pytest.raises(UnknownIdError, match=r"'sepia'.*light, dark"):
        style.mode_colour("rail", theme="sepia")
