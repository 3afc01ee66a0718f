"""The tables cover every word of the model, and no two entries look alike."""

import pytest

from caspiangeo import style
from caspiangeo.model import vocabulary


def test_every_word_of_the_model_has_a_look():
    assert tuple(style.MODES) == vocabulary.MODES
    assert tuple(style.STROKES) == vocabulary.STATUSES
    assert tuple(style.CASINGS) == vocabulary.GEOMETRY_QUALITIES
    assert set(style.SITE_SHAPES) == set(vocabulary.ROLES)
    assert set(style.SITE_SHAPES.values()) <= set(style.SHAPES)


@pytest.mark.parametrize("table", [style.MODES, style.STROKES, style.CASINGS])
def test_keys_are_the_ids(table):
    assert all(key == entry.id for key, entry in table.items())


def test_no_two_statuses_share_a_stroke():
    looks = {(s.dash_px, s.core_px, s.core_dash_px, s.mark) for s in style.STROKES.values()}
    assert len(looks) == len(style.STROKES)


def test_what_stands_is_unbroken_and_what_is_planned_is_broken():
    assert not any(style.STROKES[word].dash_px for word in ("operating", "idle", "halted"))
    assert all(style.STROKES[w].dash_px for w in ("under-construction", "agreed", "proposed"))
    assert {word for word, s in style.STROKES.items() if s.muted} == {
        "shelved",
        "cancelled",
        "retired",
    }


def test_the_casing_thins_as_knowledge_does():
    widths = [casing.casing_px for casing in style.CASINGS.values()]
    assert widths == sorted(widths, reverse=True)
    halos = [casing.halo_px for casing in style.CASINGS.values()]
    assert halos == sorted(halos)
    assert all((c.casing_px > 0) != (c.halo_px > 0) for c in style.CASINGS.values())


def test_every_mode_has_its_own_glyph():
    assert len({mode.outline for mode in style.MODES.values()}) == len(style.MODES)
    assert [mode.id for mode in style.MODES.values() if mode.ties] == ["rail"]
