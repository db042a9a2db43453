"""How words tie the lines of a page together: a headline shares words with what follows, not with what stands above.

Each word that comes again is tied to its next occurrence in another line (lexical chains: Morris and Hirst 1991,
Computational Linguistics). Where few ties cross from the lines above to those below, one text ends and another begins
(TextTiling: Hearst 1997, Computational Linguistics). All of a page is done at once with NumPy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Numbers told of each line, see ``ties``.
TIES = 6
#: Words of fewer characters ("the", "and", "for") tie everything to everything.
_LEAST_LETTERS = 4
#: Ties reach so many lines: about the paragraphs of one story.
_REACH = 25
#: How deep a dip in the crossing ties is, is measured against the highest so many lines above and below.
_SLOPE = 8


def ties(hashes: NDArray[np.uint64], length: Ints, capital: Bools, low: Ints, high: Ints) -> Floats:
    """Return, as lines × TIES: the share of a line's words that come again soon, and that came shortly before; the
    same for words with a capital; how many ties cross in front of the line; and how deep that dips.

    ``hashes``, ``length`` and ``capital`` are of every word of the page; the words of line i are ``low[i]:high[i]``.
    """
    count = len(low)
    told = np.zeros((count, TIES), dtype=np.float32)
    line = np.repeat(np.arange(count), high - low)
    places = np.concatenate([np.arange(a, b) for a, b in zip(low, high, strict=True)]) if count else line
    fits = length[places] >= _LEAST_LETTERS
    line, places = line[fits], places[fits]
    if not len(places):
        return told
    order = np.argsort(hashes[places], kind="stable")
    word, line, named = hashes[places][order], line[order], capital[places][order]
    # A word counts once in a line; its occurrences stand behind one another, in the order of the lines.
    new_word = np.concatenate([[True], word[1:] != word[:-1]])
    first = new_word | np.concatenate([[True], line[1:] != line[:-1]])
    line, named, new_word = line[first], named[first], new_word[first]
    number = np.cumsum(new_word) - 1
    times = np.bincount(number)[number]
    # A word that is everywhere ties little.
    weight = 1.0 / np.maximum(times - 1, 1)
    distance = np.diff(line)
    tied = np.flatnonzero(~new_word[1:] & (distance <= _REACH))
    strength = weight[tied]
    total = np.maximum(np.bincount(line, minlength=count), 1)

    def share(at: Ints, mask: Bools | None = None) -> Floats:
        chosen = strength if mask is None else strength * mask[at]
        found: Floats = (np.bincount(line[at], chosen, minlength=count) / total).astype(np.float32)
        return found

    above, below = line[tied], line[tied + 1]
    begun, ended = (np.bincount(at + 1, strength, minlength=count + 1) for at in (above, below))
    crossing = np.cumsum(begun - ended)[:count]
    high_water = np.pad(crossing, _SLOPE)
    windows = np.lib.stride_tricks.sliding_window_view(high_water, _SLOPE + 1).max(-1)
    left, right = windows[:count], windows[_SLOPE : _SLOPE + count]
    level = max(float(crossing.mean()), 1e-6)
    told[:, 0], told[:, 1] = share(tied), share(tied + 1)
    told[:, 2], told[:, 3] = share(tied, named), share(tied + 1, named)
    told[:, 4] = np.log1p(crossing / level)
    told[:, 5] = (np.minimum(left, right) - crossing) / (np.minimum(left, right) + level)
    return told
