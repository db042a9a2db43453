"""The coreference head: which words head mentions, which earlier mention each one means, and how far mentions reach.

A mention is represented by its head word, as in word-level coreference (Dobrovolskii 2021): a rough bilinear score
picks the likeliest antecedents, a finer one ranks them together with what distance and words tell, and pointers from
the head find the mention's first and last word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from sayso.understand.encoder.pairs import SIZES, classes_of, keys_of, pair_features
from train.dropout import Dropout

if TYPE_CHECKING:
    from train.examples import Story
    from train.model import Shape

#: Antecedents that the finer score looks at.
KEPT = 16
#: No mention reaches further from its head, in words.
REACH = 40
#: Mentions that training looks at for each word of a document, beside the annotated ones.
SHARE = 0.35


class Coreference(nn.Module):
    """See the module. ``project`` gives, word by word, what all the parts need, so that it is computed once."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.width, self.edge = shape.pair_width, shape.edge_width
        self.project = nn.Linear(shape.width, 2 * self.width + 4 * self.edge)
        self.mention = nn.Linear(shape.width, 1)
        self.rough = nn.Linear(self.width, self.width, bias=False)
        self.left = nn.Linear(self.width, self.width)
        self.right = nn.Linear(self.width, self.width, bias=False)
        self.both = nn.Linear(self.width, self.width, bias=False)
        self.features = nn.ModuleList(nn.Embedding(size, self.width) for size in SIZES)
        self.out = nn.Linear(self.width, 1)
        self.near = nn.Embedding(2 * (REACH + 1), 1)
        self.drop = Dropout(shape.dropout)

    def pair_scores(self, a: Tensor, b: Tensor, features: Tensor) -> Tensor:
        """Return the finer score of pairs; ``a`` and ``b`` are pairs × width, ``features`` pairs × kinds."""
        x = self.left(a) + self.right(b) + self.both(a * b)
        for number, table in enumerate(self.features):
            x = x + table(features[..., number])
        scores: Tensor = self.out(self.drop(nn.functional.gelu(x))).squeeze(-1)
        return scores


def loss(head: Coreference, states: Tensor, story: Story, quoted: np.ndarray, window: np.ndarray) -> Tensor:
    """Return the summed losses of one document: mention heads, antecedents and edges.

    ``states`` are words × width; ``window`` tells which window each word stood in (mentions do not cross).
    """
    states = head.drop(states)
    projected = head.project(states).float()
    mention = head.mention(states).float().squeeze(-1)
    truth = torch.zeros_like(mention)
    truth[torch.from_numpy(story.head)] = 1.0
    heads = nn.functional.binary_cross_entropy_with_logits(mention, truth, reduction="sum")
    order = torch.argsort(mention.detach(), descending=True)[: int(SHARE * len(mention))]
    chosen = np.union1d(order.numpy(), story.head)
    return (
        heads
        + _antecedents(head, projected, mention, story, quoted, chosen)
        + 0.3 * _edges(head, projected, story, window)
    )


def _antecedents(
    head: Coreference, projected: Tensor, mention: Tensor, story: Story, quoted: np.ndarray, chosen: np.ndarray
) -> Tensor:
    """The marginal log-likelihood of the annotated antecedents (Lee et al. 2017), 0 standing for "none before"."""
    entity = np.full(len(mention), -1, dtype=np.int64)
    entity[story.head] = story.entity
    entity = torch.from_numpy(entity[chosen])
    a = projected[chosen, : head.width]
    b = projected[chosen, head.width : 2 * head.width]
    own = mention[chosen]
    rough = head.rough(a) @ b.T / head.width**0.5 + own[:, None] + own[None, :]
    size = len(chosen)
    later = torch.tril(torch.ones(size, size, dtype=torch.bool), -1)
    rough = rough.masked_fill(~later, -1e4)
    kept, index = rough.topk(min(KEPT, size), dim=1)
    strings = [story.strings[place] for place in chosen]
    anaphor = np.repeat(np.arange(size), index.shape[1])
    features = pair_features(
        chosen, classes_of(strings), keys_of(strings), quoted[chosen], anaphor, index.numpy().reshape(-1)
    )
    features = torch.from_numpy(features).reshape(size, index.shape[1], -1).clamp_min(0)
    fine = head.pair_scores(a[:, None].expand(-1, index.shape[1], -1), b[index], features)
    valid = torch.gather(later, 1, index)
    scores = torch.cat([torch.zeros(size, 1), (kept + fine).masked_fill(~valid, -1e4)], 1)
    right = (entity[:, None] == entity[index]) & (entity[:, None] >= 0) & valid
    none = ~right.any(1, keepdim=True)
    agreed = scores.masked_fill(~torch.cat([none, right], 1), -1e4)
    # What the rough score must find by itself, or the finer one never sees it.
    everyone = (entity[:, None] == entity[None, :]) & (entity[:, None] >= 0) & later
    zero = torch.zeros(size, 1)
    alone = torch.cat([zero, rough], 1).logsumexp(1) - torch.cat(
        [zero.masked_fill(everyone.any(1, keepdim=True), -1e4), rough.masked_fill(~everyone, -1e4)], 1
    ).logsumexp(1)
    return (scores.logsumexp(1) - agreed.logsumexp(1)).sum() + 0.5 * alone.sum()


def _edges(head: Coreference, projected: Tensor, story: Story, window: np.ndarray) -> Tensor:
    """The log-likelihood of the first and last word of each mention that stands in one window."""
    inside = window[story.low] == window[story.high]
    at = torch.from_numpy(story.head[inside])
    if not len(at):
        return projected.sum() * 0
    total = projected.sum() * 0
    for side, target in ((-1, story.low[inside]), (1, story.high[inside])):
        places, scores = edge_scores(head, projected, at, torch.from_numpy(window), side)
        gold = torch.from_numpy(target)
        hit = places == gold[:, None]
        reached = hit.any(1)
        total = total - torch.log_softmax(scores, 1).masked_fill(~hit, 0.0).sum(1)[reached].sum()
    return total


def edge_scores(head: Coreference, projected: Tensor, at: Tensor, window: Tensor, side: int) -> tuple[Tensor, Tensor]:
    """Return the places and scores (heads × REACH + 1) of a first (``side`` -1) or last (1) word, from the head on."""
    base = 2 * head.width + (0 if side < 0 else 2 * head.edge)
    asked = projected[at, base : base + head.edge]
    steps = torch.arange(REACH + 1)
    places = at[:, None] + side * steps[None, :]
    fits = (places >= 0) & (places < len(projected))
    places = places.clamp(0, len(projected) - 1)
    fits = fits & (window[places] == window[at][:, None])
    offered = projected[:, base + head.edge : base + 2 * head.edge][places]
    near = head.near.weight[:, 0][steps + (0 if side < 0 else REACH + 1)]
    scores = (asked[:, None] * offered).sum(-1) / head.edge**0.5 + near[None, :]
    return torch.where(fits, places, -1), scores.masked_fill(~fits, -1e4)
