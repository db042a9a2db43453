"""What several parts do to whole columns: types, distinct values, the narrowest numbers, distances on the globe."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sayso.understand.places.entries import EARTH_KM

I8 = NDArray[np.int8]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Flags = NDArray[np.bool_]
Number = TypeVar("Number", np.int64, np.uint32, np.uint64)


def distinct(values: NDArray[Number]) -> NDArray[Number]:
    """Return values sorted, each once: by sorting, which for millions is quicker than NumPy's table of hashes."""
    values = np.sort(values)
    found: NDArray[Number] = values[np.append([True], values[1:] != values[:-1])[: len(values)]]
    return found


def narrow(count: int) -> type[np.int32] | type[np.int64]:
    """Return the smaller type of numbers that holds all below ``count``."""
    return np.int32 if count < 2**31 else np.int64


def kilometres(latitude: F64, longitude: F64, other_latitude: F64, other_longitude: F64) -> F64:
    """Return great-circle distances by the haversine formula, of degrees; NaN where one of them is NaN."""
    with np.errstate(invalid="ignore"):
        one, two = np.radians(latitude), np.radians(other_latitude)
        across = np.radians(other_longitude - longitude)
        half = np.sin((two - one) / 2) ** 2 + np.cos(one) * np.cos(two) * np.sin(across / 2) ** 2
        distance: F64 = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return distance
