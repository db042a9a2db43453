"""What several trained models see, averaged, as something to learn from: distilling an ensemble (Hinton et al. 2015).

On text nobody annotated this is self-training. Teachers see each window once, before training begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from train.batches import states_of
from train.examples import Example
from train.model import Model

#: From this averaged probability of "begin" on (by the word's own scores) a word begins a cue whose arcs are taught.
_LEAST_CUE = 0.35
_BATCH = 32
_HEADS = ("cues", "names")


@dataclass
class Lesson:
    """A window, and the centred scores to come near: words × tags for each head, and for each cue words × tags."""

    window: Example
    scores: dict[str, np.ndarray]
    arcs: list[tuple[int, int, np.ndarray]]


def lessons(teachers: Sequence[Model], windows: Sequence[Example]) -> list[Lesson]:
    """Return what the teachers see in windows, in the order given."""
    for teacher in teachers:
        teacher.eval()
    order = sorted(range(len(windows)), key=lambda number: len(windows[number].pieces))
    made: dict[int, Lesson] = {}
    for begin in range(0, len(order), _BATCH):
        numbers = order[begin : begin + _BATCH]
        batch = [windows[number] for number in numbers]
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            states = [states_of(teacher, batch) for teacher in teachers]
            scores = {
                head: _mean([getattr(t, head)(s).float() for t, (s, _) in zip(teachers, states, strict=True)])
                for head in _HEADS
            }
            cues = [
                (row, first, last)
                for row, one in enumerate(batch)
                for first, last in _cues(scores["cues"][row, : len(one.first)].numpy())
            ]
            arcs = []
            if cues:
                rows, places = [cue[0] for cue in cues], torch.tensor([cue[1:] for cue in cues])
                arcs = _mean(
                    [
                        t.arcs(t.project(s)[rows], places, mask[rows].float()).float()
                        for t, (s, mask) in zip(teachers, states, strict=True)
                    ]
                )
        for row, number in enumerate(numbers):
            size = len(batch[row].first)
            made[number] = Lesson(
                batch[row],
                {head: scores[head][row, :size].numpy().astype(np.float16) for head in _HEADS},
                [
                    (first, last, arcs[index][:size].numpy().astype(np.float16))
                    for index, (of, first, last) in enumerate(cues)
                    if of == row
                ],
            )
    return [made[number] for number in range(len(windows))]


def distance(scores: Tensor, taught: Sequence[np.ndarray]) -> Tensor:
    """Return the summed squared distance between scores (rows × words × tags) and what was taught of each row.

    Scores mean the same when a word's tags all go up by as much, so they are centred first. Words of the rows that are
    padding do not count.
    """
    total = scores.sum() * 0.0
    for row, one in enumerate(taught):
        own = scores[row, : len(one)].float()
        own = own - own.mean(-1, keepdim=True)
        total = total + ((own - torch.from_numpy(one.astype(np.float32))) ** 2).mean(-1).sum()
    return total


def _mean(scores: Sequence[Tensor]) -> Tensor:
    """The mean of the teachers' scores, centred at each word."""
    mean = torch.stack(list(scores)).mean(0)
    return mean - mean.mean(-1, keepdim=True)


def _cues(scores: np.ndarray) -> list[tuple[int, int]]:
    odds = np.exp(scores - scores.max(-1, keepdims=True))
    odds /= odds.sum(-1, keepdims=True)
    found = []
    for first in np.flatnonzero(odds[:, 1] >= _LEAST_CUE).tolist():
        last = first
        while last + 1 < len(odds) and odds[last + 1, 2] > 0.5:
            last += 1
        found.append((first, last))
    return found
