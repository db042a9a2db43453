"""The network over a page's lines, in NumPy: what each line is to the articles on its page. How it was made:
docs/training.md.

Each line enters with its numbers, words and, where the page has any, markup; gated convolutions over lines (Dauphin et
al. 2017) tell it of what stands around.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import as_strided
from threadpoolctl import ThreadpoolController

from sayso.read.roles import features, markup
from sayso.read.roles.features import Features, Floats, Ints

#: Names another weights file, such as one just trained.
VARIABLE = "SAYSO_PAGE_WEIGHTS"
SHIPPED = Path(__file__).with_name("pages.weights")
ROLES = ("none", "title", "byline", "dateline")
#: Distances of the lines that each layer looks at, and the layer before which each line is told of the whole page.
DILATIONS = (1, 2, 4, 8, 16, 1)
MIDDLE = 3
_TABLES = ("words.weight", "names.weight")
#: Lines looked at together; a page of more is read in stretches, so that memory stays bounded.
_STRETCH = 20_000


@dataclass(frozen=True, slots=True)
class Seen:
    """For each line: the probability that it is an article's body, that an article begins there, and of each role."""

    inside: Floats
    begin: Floats
    role: Floats


Weights = dict[str, Floats]


def look(found: Features, names: Ints | None = None, links: Floats | None = None) -> Seen:
    """Return what the lines of a page are; ``names`` (lines × markup.SLOTS) and ``links`` where the page has markup."""
    count = len(found.numbers)
    if not count:
        empty = np.zeros(0, dtype=np.float32)
        return Seen(empty, empty, np.zeros((0, len(ROLES)), dtype=np.float32))
    told = 0.0 if names is None else 1.0
    links = np.zeros(count, dtype=np.float32) if links is None else links
    pieces = []
    for low in range(0, count, _STRETCH):
        part = slice(low, low + _STRETCH)
        here = Features(found.numbers[part], found.words[part])
        flags = np.stack([links[part], np.full(len(here.numbers), told, dtype=np.float32)], axis=1)
        here_names = None if names is None else names[part]
        with _threads().limit(limits=1, user_api="blas"), np.errstate(over="ignore"):
            scores = [_forward(weights, here, here_names, flags) for weights in load()]
        pieces.append(sum(scores[1:], scores[0]) / len(scores))
    out: Floats = np.concatenate(pieces).astype(np.float32)
    odds = np.exp(out[:, 2:] - out[:, 2:].max(-1, keepdims=True))
    return Seen(_sigmoid(out[:, 0]), _sigmoid(out[:, 1]), odds / odds.sum(-1, keepdims=True))


def version() -> str:
    """Return eight hexadecimal digits that change with the weights: part of what every page was made by."""
    return _digest(os.environ.get(VARIABLE) or str(SHIPPED))


@cache
def _digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8]


@cache
def _threads() -> ThreadpoolController:
    # These products are small: a second thread gains nothing and keeps a core from another worker.
    return ThreadpoolController()


@cache
def load() -> tuple[Weights, ...]:
    """Return the weights of each network in the file; read once in a process."""
    made: dict[int, Weights] = {}
    with np.load(os.environ.get(VARIABLE) or SHIPPED, allow_pickle=False) as archive:
        for name in archive.files:
            number, _, part = name.partition(".")
            value = archive[name]
            if value.dtype == np.int8:
                value = value.astype(np.float32) * archive[f"{name}.scale"]
            value = value.astype(np.float32)
            if part in _TABLES:
                value[0] = 0  # "none" adds nothing to a mean
            elif part.endswith(".weight") and value.ndim == 2:
                value = np.asfortranarray(value)  # products with its transpose are quicker
            made.setdefault(int(number), {})[part] = value
    return tuple(made[number] for number in sorted(made))


def _forward(weights: Weights, found: Features, names: Ints | None, flags: Floats) -> Floats:
    words = found.words
    front, back = features.FRONT, features.FRONT + features.BACK
    around_line = np.zeros((len(words), 2 * weights["names.weight"].shape[1]), dtype=np.float32)
    if names is not None:
        around_line = np.concatenate(
            [
                _mean(weights["names.weight"], names[:, : markup.NEAR]),
                _mean(weights["names.weight"], names[:, markup.NEAR :]),
            ],
            axis=1,
        )
    parts = [
        found.numbers,
        _mean(weights["words.weight"], words[:, :front]),
        _mean(weights["words.weight"], words[:, front:back]),
        _mean(weights["words.weight"], words[:, back:]),
        around_line,
        flags,
    ]
    x = np.maximum(_linear(weights, "enter", np.concatenate(parts, axis=1, dtype=np.float32)), 0)
    for number, step in enumerate(DILATIONS):
        if number == MIDDLE:
            x += np.maximum(_linear(weights, "page", np.concatenate([x.mean(0), x.max(0)])), 0)
        mixed = _linear(weights, f"mixes.{number}", _convolved(weights, number, step, x))
        half = mixed.shape[1] // 2
        # x + value * sigmoid(gate), in place; beyond the range of floats the quotient is 0, as it should.
        gate = np.negative(mixed[:, half:])
        np.exp(gate, out=gate)
        gate += 1
        np.divide(mixed[:, :half], gate, out=gate)
        x += gate
    return _linear(weights, "leave", _normal(weights, "leave_norm", x))


def _convolved(weights: Weights, number: int, step: int, x: Floats) -> Floats:
    """Return for each line and channel the weighted sum over the lines ``step`` apart, of ``x`` after its norm."""
    taps = weights[f"taps.{number}"]
    reach = len(taps) // 2 * step
    around = np.zeros((len(x) + 2 * reach, x.shape[1]), dtype=np.float32)
    _normal(weights, f"norms.{number}", x, out=around[reach : reach + len(x)])
    rows, columns = around.strides
    shifted = as_strided(around, (len(taps), *x.shape), (step * rows, rows, columns), writeable=False)
    # One pass over what is there once, where a product for each tap would write the lines five times.
    result: Floats = np.einsum("tlc,tc->lc", shifted, taps)
    return result


def _linear(weights: Weights, name: str, x: Floats) -> Floats:
    result: Floats = x @ weights[f"{name}.weight"].T
    result += weights[f"{name}.bias"]
    return result


def _normal(weights: Weights, name: str, x: Floats, out: Floats | None = None) -> Floats:
    wide = np.float32(x.shape[1])
    centred: Floats = np.subtract(x, x.sum(-1, keepdims=True) / wide, out=out)
    scale = np.einsum("lc,lc->l", centred, centred)
    centred /= np.sqrt(scale / wide + np.float32(1e-5))[:, None]
    centred *= weights[f"{name}.weight"]
    centred += weights[f"{name}.bias"]
    return centred


def _mean(table: Floats, numbers: Ints) -> Floats:
    total: Floats = table.take(numbers[:, 0], axis=0)
    for slot in range(1, numbers.shape[1]):  # slot by slot: what is added up stays in the processor's cache
        total += table.take(numbers[:, slot], axis=0)
    total /= np.maximum(np.count_nonzero(numbers, axis=1), 1).astype(np.float32)[:, None]
    return total


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), dtype=np.float32)
