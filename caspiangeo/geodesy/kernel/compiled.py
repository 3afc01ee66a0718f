"""The formulas of `caspiangeo.geodesy.kernel.sphere` compiled with numba, the extra ``fast``.

Importing this module imports numba and loads the machine code, half a second together; the first
time on a machine it is compiled, some seconds, and then kept where numba keeps its cache. Nothing
imports this module before it is needed.
"""

from collections.abc import Callable
from typing import Any

import numba
from numba.extending import overload, register_jitable

from caspiangeo.geodesy.ellipsoid import WGS84
from caspiangeo.geodesy.kernel import sphere
from caspiangeo.geodesy.kernel.series import figure

#: Division by zero gives infinity, as in NumPy; a product and a sum may be rounded once, not twice.
_OPTIONS: dict[str, Any] = {"error_model": "numpy", "fastmath": {"contract"}}

for _formula in sphere.FORMULAS:
    register_jitable(**_OPTIONS)(_formula)
# Where the long form stands in the loop itself, the loop is done for four segments at a time.
register_jitable(forceinline=True, **_OPTIONS)(sphere.long_lengths)


def _one_of_two(condition: Any, one: float, other: float) -> float:
    return one if condition else other


@overload(sphere.choose, strict=False)
def _choose(*_types: Any, **_named_types: Any) -> Callable[..., float]:
    return _one_of_two


def _compiled(compiler: Any) -> Callable[..., int]:
    # Any layout, writable or not, so that one machine code serves every buffer.
    column = compiler.types.Array(compiler.float64, 1, "A", readonly=True)
    joints, lengths = compiler.boolean[::1], compiler.float64[::1]
    constants = compiler.typeof(figure(WGS84))
    signature = compiler.int64(column, column, joints, constants, lengths)
    options = {"nogil": True, **_OPTIONS}
    found: Callable[..., int]
    try:
        found = compiler.njit(signature, cache=True, **options)(sphere.measure)
    except RuntimeError:  # there is no folder to keep the machine code in
        found = compiler.njit(signature, **options)(sphere.measure)
    return found


#: `caspiangeo.geodesy.kernel.sphere.measure`, which lets other threads run meanwhile.
measure = _compiled(numba)
