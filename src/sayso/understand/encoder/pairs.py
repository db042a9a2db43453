"""What can be told of two mentions by their words and places, as numbers for the coreference head.

Training and reading use this same code.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.understand.encoder.words import Ints

#: Upper edges of distance in words and in mentions between an anaphor and its antecedent.
WORD_EDGES = np.array([1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
MENTION_EDGES = np.array([1, 2, 3, 5, 8, 16, 32, 64])
_CLASSES: tuple[str, ...] = (
    "i me my mine myself",
    "we us our ours ourselves",
    "you your yours yourself yourselves",
    "he him his himself",
    "she her hers herself",
    "it its itself",
    "they them their theirs themselves",
    "who whom whose which that",
    "this these those here there",
)
#: The class of a head word: the rows above from 1 on, then other words without a capital, then names.
CLASSES = len(_CLASSES) + 2
_CLASS_OF = {word: number for number, row in enumerate(_CLASSES) for word in row.split()}
#: How many values each feature of a pair has, in the order of ``pair_features``.
SIZES = (len(WORD_EDGES) + 1, len(MENTION_EDGES) + 1, CLASSES * CLASSES, 4, 4)


def classes_of(strings: Sequence[str]) -> Ints:
    """Return the class of each head word: which kind of pronoun, a common word, or a capitalised one."""
    common, name = len(_CLASSES), len(_CLASSES) + 1
    return np.array(
        [_CLASS_OF.get(word.lower(), name if word[:1].isupper() else common) for word in strings], dtype=np.int64
    )


def keys_of(strings: Sequence[str]) -> Ints:
    """Return equal numbers for equal head words, whatever their case and plural."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(_stem(word), len(numbers)) for word in strings], dtype=np.int64)


def _stem(word: str) -> str:
    low = word.lower()
    return low[:-1] if len(low) > 3 and low.endswith("s") and not low.endswith("ss") else low


def pair_features(  # noqa: PLR0917 (six columns of one table)
    place: Ints, classes: Ints, keys: Ints, quoted: NDArray[np.bool_], anaphor: Ints, antecedent: Ints
) -> Ints:
    """Return pairs × 5 feature numbers (see ``SIZES``).

    ``place`` is the word number of each mention's head, ``quoted`` whether it stands in quotation marks; ``anaphor``
    and ``antecedent`` number mentions.
    """
    i, j = anaphor, antecedent
    pronoun = classes < len(_CLASSES)
    same = (keys[i] == keys[j]).astype(np.int64)
    same = np.where(same == 1, np.where(pronoun[i], 1, np.where(classes[i] == CLASSES - 1, 3, 2)), 0)
    return np.stack(
        [
            np.searchsorted(WORD_EDGES, place[i] - place[j]),
            np.searchsorted(MENTION_EDGES, i - j),
            classes[i] * CLASSES + classes[j],
            same,
            quoted[i].astype(np.int64) * 2 + quoted[j],
        ],
        axis=-1,
    )
