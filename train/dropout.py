"""Dropout that does not spend a fifth of a step on random numbers."""

from __future__ import annotations

import torch
from torch import Tensor, nn

#: A pool is drawn anew after this many uses; a prime, so that uses and layers do not fall into step.
USES = 499
SIZE = 1 << 23


class Dropout(nn.Module):
    """Zeroes a share of the values, as ``torch.nn.Dropout``, with masks cut out of one pool at random places.

    PyTorch draws every mask anew on one core; a random stretch of eight million ready draws is as good for this and
    costs a copy. Seeded by ``torch.manual_seed`` like everything else.
    """

    _pools: dict[float, list] = {}  # noqa: RUF012 (one pool for all layers)

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x`` with some values zeroed and the others grown to make up for it; unchanged outside training."""
        if not self.training or not self.share:
            return x
        pool = self._pools.setdefault(self.share, [None, 0])
        if pool[0] is None or pool[1] >= USES or pool[0].numel() < 2 * x.numel():
            size = max(SIZE, 2 * x.numel())
            pool[0] = (torch.rand(size) >= self.share).to(torch.bfloat16) / (1 - self.share)
            pool[1] = 0
        pool[1] += 1
        place = int(torch.randint(pool[0].numel() - x.numel() + 1, ()))
        return x * pool[0][place : place + x.numel()].view(x.shape)
