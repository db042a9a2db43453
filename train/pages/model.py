"""The network over a page's lines: each line from its numbers, words and markup, then what stands around it.

Layers are gated convolutions over lines (Dauphin et al. 2017), depthwise and dilated so that they reach far and cost
little; in the middle every line is told what the page is like as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor, nn

from sayso.read.roles import features, markup
from sayso.read.roles.network import DILATIONS, MIDDLE, ROLES

KERNEL = 5
REACH = KERNEL // 2 * max(DILATIONS)
#: inside, begin, and the roles.
OUT = 2 + len(ROLES)


class Inputs(Protocol):
    """A page: ``told`` is 1 where it has markup, else 0 (names and links are 0 then)."""

    numbers: Tensor
    words: Tensor
    names: Tensor
    links: Tensor
    told: float


class Net(nn.Module):
    """See the module."""

    def __init__(self, words: int = 32, width: int = 96, names: int = 24, dropout: float = 0.2) -> None:
        super().__init__()
        self.words = nn.Embedding(features.BUCKETS, words, padding_idx=0)
        self.names = nn.Embedding(markup.BUCKETS, names, padding_idx=0)
        self.enter = nn.Linear(features.NUMBERS + 3 * words + 2 * names + 2, width)
        self.taps = nn.ParameterList(nn.Parameter(torch.randn(KERNEL, width) * 0.4) for _ in DILATIONS)
        self.mixes = nn.ModuleList(nn.Linear(width, 2 * width) for _ in DILATIONS)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in DILATIONS)
        self.page = nn.Linear(2 * width, width)
        self.leave_norm = nn.LayerNorm(width)
        self.leave = nn.Linear(width, OUT)
        self.drop = nn.Dropout(dropout)

    def forward(self, pages: Sequence[Inputs]) -> list[Tensor]:
        """Return lines × OUT for each page."""
        sizes = [len(page.numbers) for page in pages]
        numbers, words, names, links = (
            torch.cat([getattr(page, part) for page in pages]) for part in ("numbers", "words", "names", "links")
        )
        told = torch.cat([torch.full((size,), page.told) for size, page in zip(sizes, pages, strict=True)])
        front, back = features.FRONT, features.FRONT + features.BACK
        parts = [
            _mean(self.words, words[:, :front]),
            _mean(self.words, words[:, front:back]),
            _mean(self.words, words[:, back:]),
            _mean(self.names, names[:, : markup.NEAR]),
            _mean(self.names, names[:, markup.NEAR :]),
        ]
        flags = torch.stack([links, told], -1)
        entered = torch.relu(self.enter(torch.cat([numbers, self.drop(torch.cat(parts, -1)), flags], -1)))
        # Pages lie behind one another in one sequence, with so many empty lines between that no layer sees across.
        begins, at = [], 0
        for size in sizes:
            begins.append(at)
            at += size + REACH
        places = torch.cat([torch.arange(size) + begin for size, begin in zip(sizes, begins, strict=True)])
        mask = torch.zeros(at, 1).index_fill_(0, places, 1.0)
        x = torch.zeros(at, entered.shape[1]).index_copy(0, places, entered)
        for number, step in enumerate(DILATIONS):
            if number == MIDDLE:
                whole = [x[begin : begin + size] for begin, size in zip(begins, sizes, strict=True)]
                whole = torch.stack([torch.cat([one.mean(0), one.amax(0)]) for one in whole])
                told_of = self.drop(torch.relu(self.page(whole)))
                x = x.index_add(0, places, told_of.repeat_interleave(torch.tensor(sizes), 0))
            reach = KERNEL // 2 * step
            around = nn.functional.pad(self.norms[number](x) * mask, (0, 0, reach, reach))
            seen = sum(around[k * step : k * step + at] * tap for k, tap in enumerate(self.taps[number]))
            value, gate = self.mixes[number](seen).chunk(2, -1)
            x = (x + self.drop(value * torch.sigmoid(gate))) * mask
        out = self.leave(self.leave_norm(x))
        return [out[begin : begin + size] for begin, size in zip(begins, sizes, strict=True)]


def _mean(table: nn.Embedding, numbers: Tensor) -> Tensor:
    there = (numbers > 0).float()[..., None]
    result: Tensor = (table(numbers) * there).sum(1) / there.sum(1).clamp_min(1)
    return result
