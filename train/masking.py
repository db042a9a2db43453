"""Further training on masked words (Devlin et al. 2019) of news text, beside the tasks: Gururangan et al. 2020.

The base model was made for sentence vectors and carries no head for it; a small one grows on the word vectors, which
stay as they are. Nothing of it is shipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import numpy as np
import torch
from torch import Tensor, nn

from train.examples import Example

#: Of the words, this share is asked for; of those eight in ten are hidden, one is exchanged, one stays.
SHARE = 0.15
_MASK, _FIRST_WORD = 103, 1000  # [MASK]; word pieces begin behind single characters and marks


@dataclass
class Masked:
    """A batch of windows and the seed of what is hidden in them."""

    windows: list[Example]
    seed: str


class MaskedHead(nn.Module):
    """From states to word pieces."""

    def __init__(self, width: int, vocabulary: int) -> None:
        super().__init__()
        self.dense = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, states: Tensor, words: Tensor) -> Tensor:
        """Return scores (places × vocabulary); ``words`` are the encoder's word vectors."""
        scores: Tensor = self.norm(nn.functional.gelu(self.dense(states))) @ words.T + self.bias
        return scores


def hidden(masked: Masked, vocabulary: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return the pieces of each window with some hidden, and which places are asked for; whole words at a time."""
    random = Random(masked.seed)
    given, asked = [], []
    for window in masked.windows:
        pieces, places = window.pieces.copy(), np.zeros(len(window.pieces), dtype=bool)
        for low, high in _words(window):
            if random.random() >= SHARE:
                continue
            places[low:high] = True
            how = random.random()
            for place in range(low, high):
                if how < 0.8:
                    pieces[place] = _MASK
                elif how < 0.9:
                    pieces[place] = random.randrange(_FIRST_WORD, vocabulary)
        given.append(pieces)
        asked.append(places)
    return given, asked


def _words(window: Example) -> Iterator[tuple[int, int]]:
    edges = [*window.first.tolist(), len(window.pieces) - 1]
    yield from pairwise(edges)
