"""A linear-chain conditional random field (Lafferty et al. 2001) over tags that may be known only in part.

Where an annotation says only "one of these tags" (a coarse scheme, or a word nobody looked at), the loss is the log of
the total probability of all the sequences that agree with it (Tsuboi et al. 2008).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

_NEVER = -1e4


def partial_loss(scores: Tensor, allowed: Tensor, mask: Tensor, transitions: Tensor) -> Tensor:
    """Return the negative log-likelihood of each sequence.

    ``scores`` are batch × length × tags, ``allowed`` is True for the tags that agree with the annotation, ``mask``
    is True where a word stands (padding only at the end), ``transitions`` scores tag → next tag.
    """
    with torch.autocast("cpu", enabled=False):
        scores = scores.float()
        both = torch.cat([scores, scores.masked_fill(~allowed, _NEVER)])
        every, agreed = _Partition.apply(both, mask.repeat(2, 1), transitions).chunk(2)  # type: ignore[no-untyped-call]
        loss: Tensor = every - agreed
        return loss


class _Partition(torch.autograd.Function):
    """The log of the sum over all tag sequences of the exponential of their scores.

    Its gradient is the marginal probability of each tag and each move, so it is computed by the forward-backward
    recursion itself instead of recording two thousand small steps. In the exponential domain a step is one small matrix
    product; each is scaled by its maximum so that nothing overflows.
    """

    @staticmethod
    def forward(ctx: Any, scores: Tensor, mask: Tensor, transitions: Tensor) -> Tensor:
        """Return log Z of each sequence."""
        moves = transitions.exp()
        top = scores.amax(-1, keepdim=True)
        local = (scores - top).exp().transpose(0, 1).contiguous()
        here = mask.transpose(0, 1)
        alpha = torch.empty_like(local)
        alpha[0] = local[0]
        log = torch.zeros_like(local[:, :, 0])
        for step in range(1, len(local)):
            following = (alpha[step - 1] @ moves) * local[step]
            size = following.amax(-1, keepdim=True).clamp_min(1e-30)
            alpha[step] = torch.where(here[step, :, None], following / size, alpha[step - 1])
            log[step] = size[:, 0]
        inside = here.float()
        total = (log[1:].clamp_min(1e-30).log() * inside[1:]).sum(0) + (top[..., 0].transpose(0, 1) * inside).sum(0)
        last = alpha[-1].sum(-1)
        ctx.save_for_backward(alpha, local, here, moves)
        result: Tensor = total + last.clamp_min(1e-30).log()
        return result

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None, Tensor]:
        """Return the gradients: marginals of tags, and expected counts of moves."""
        (grad,) = grads
        alpha, local, here, moves = ctx.saved_tensors
        beta = torch.ones_like(alpha)
        given = torch.zeros_like(alpha)  # what a step hands back: its local scores times what follows
        for step in range(len(alpha) - 1, 0, -1):
            given[step] = local[step] * beta[step]
            before = given[step] @ moves.T
            before = before / before.amax(-1, keepdim=True).clamp_min(1e-30)
            beta[step - 1] = torch.where(here[step, :, None], before, beta[step])
        marginal = alpha * beta
        marginal = marginal / marginal.sum(-1, keepdim=True).clamp_min(1e-30)
        marginal = marginal * here[..., None] * grad[None, :, None]
        pair = ((alpha[:-1] @ moves) * given[1:]).sum(-1, keepdim=True).clamp_min(1e-30)
        weight = here[1:, :, None] * grad[None, :, None] / pair
        count = moves * torch.einsum("snt,snu->tu", alpha[:-1] * weight, given[1:])
        return marginal.transpose(0, 1), None, count
