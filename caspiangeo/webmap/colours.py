"""The colours of `caspiangeo.style` as variables of a style sheet."""

from __future__ import annotations

from dataclasses import fields

from caspiangeo.style import DARK, LIGHT, MODES, Theme, mode_colour


def variables() -> str:
    """Return the style sheet of the colours: light, dark by the system or by choice, and paper.

    Examples
    --------
    >>> "--sea: #cfe3ee;" in variables()
    True
    """
    light, dark = _block(LIGHT), _block(DARK)
    modes = "\n".join(f".mode-{mode} {{ --ink: var(--mode-{mode}); }}" for mode in MODES)
    return f""":root {{ color-scheme: light; {light} }}
@media (prefers-color-scheme: dark) {{
:root:not([data-theme="light"]) {{ color-scheme: dark; {dark} }}
}}
:root[data-theme="dark"] {{ color-scheme: dark; {dark} }}
@media print {{
:root:root:root {{ color-scheme: light; {light} }}
}}
{modes}
"""


def _block(theme: Theme) -> str:
    named = {each.name.replace("_", "-"): getattr(theme, each.name) for each in fields(theme)}
    del named["id"]
    named |= {f"mode-{mode}": mode_colour(mode, theme=theme.id) for mode in MODES}
    return " ".join(f"--{name}: {colour};" for name, colour in named.items())
