"""Fitting the network over pages, and what it says of a page. Seeded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import torch
from torch import Tensor, nn

from sayso.read.roles import markup
from sayso.read.roles.features import GAPS, PLACES, code_points, features, lines_of
from train.pages.corpus import Example
from train.pages.model import Net
from train.pages.shorten import shorten
from train.pages.stack import stack, stack_of_one_site, stackable


@dataclass(frozen=True)
class Plan:
    """How to train: ``stacked`` synthetic pages of several articles for each real one; ``shortened``, ``no_gaps``,
    ``lost_words`` and ``lost_places`` are the shares of what is shown changed in that way."""

    epochs: int = 8
    rate: float = 3e-3
    decay: float = 2e-2
    batch: int = 8
    stacked: float = 2.5
    shortened: float = 0.4
    no_gaps: float = 0.3
    lost_words: float = 0.15
    lost_places: float = 0.25
    begin_weight: float = 1.0
    role_weight: float = 0.05
    dropout: float = 0.3
    seed: int = 1


@dataclass(frozen=True)
class Given:
    """A page as the network takes it, with its labels."""

    numbers: Tensor
    words: Tensor
    names: Tensor
    links: Tensor
    told: float
    inside: Tensor
    begin: Tensor
    role: Tensor
    weight: Tensor


def without_markup(example: Example) -> Example:
    """Return the page as stripped text."""
    return replace(example, markup=None, links=None)


def given(example: Example) -> Given:
    """Return what the network takes of a page."""
    text = "".join(("\n" if gap else "") + line + "\n" for gap, line in zip(example.gap, example.lines, strict=True))
    codes = code_points(text)
    lines = lines_of(codes)
    seen = features(codes, lines)
    size = len(example.lines)
    names = example.markup if example.markup is not None else np.zeros((size, markup.SLOTS), dtype=np.int64)
    links = example.links if example.links is not None else np.zeros(size, dtype=np.float32)
    amount = np.array([len(line.split()) for line in example.lines], dtype=np.float32)
    return Given(
        torch.from_numpy(seen.numbers),
        torch.from_numpy(seen.words),
        torch.from_numpy(names),
        torch.from_numpy(links.astype(np.float32)),
        float(example.markup is not None),
        torch.from_numpy(example.inside.astype(np.float32)),
        torch.from_numpy(example.begin.astype(np.float32)),
        torch.from_numpy(example.role),
        torch.from_numpy(np.sqrt(amount + 1)),
    )


def fit(pages: Sequence[Sequence[Example]], plan: Plan, vectors: Tensor | None = None) -> Net:
    """Train on pages, each given as its renderings (Sayso's with markup first).

    ``vectors``: buckets × size, what the words begin as (see ``vectors.py``).
    """
    torch.manual_seed(plan.seed)
    random = Random(plan.seed)
    net = Net(dropout=plan.dropout)
    if vectors is not None:
        with torch.no_grad():
            net.words.weight.copy_(vectors)
    optimiser = torch.optim.AdamW(net.parameters(), lr=plan.rate, weight_decay=plan.decay)
    cached: dict[int, Given] = {}

    def known(example: Example) -> Given:
        if id(example) not in cached:
            cached[id(example)] = given(example)
        return cached[id(example)]

    stripped = [[without_markup(one[0]), *one[1:]] for one in pages]
    stacks = [[example for example in one if stackable(example)] for one in stripped]
    stacks = [one for one in stacks if one]
    steps = plan.epochs * (int(len(pages) * (2 + plan.stacked)) // plan.batch + 2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, plan.rate, total_steps=steps + 1, pct_start=0.2)
    net.train()
    for _ in range(plan.epochs):
        shown = []
        for example in [one[0] for one in pages] + [random.choice(one) for one in stripped]:
            short = random.random() < plan.shortened
            shown.append(given(shorten(example, random)) if short else known(example))
        for _ in range(int(plan.stacked * len(pages))):
            chosen = [random.choice(one) for one in random.sample(stacks, random.randint(2, 6))]
            chosen = [shorten(one, random) if random.random() < plan.shortened else one for one in chosen]
            build = stack_of_one_site if random.random() < 0.5 else stack
            shown.append(given(build(chosen, random)))
        random.shuffle(shown)
        for begin in range(0, len(shown), plan.batch):
            batch = shown[begin : begin + plan.batch]
            out = net([_worn(one, plan, random) for one in batch])
            lost = torch.stack([_loss(scores, one, plan) for scores, one in zip(out, batch, strict=True)]).mean()
            optimiser.zero_grad()
            lost.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    return net.eval()


def _worn(one: Given, plan: Plan, random: Random) -> Given:
    """A page of which some is not seen: words, names, now and then all blank lines, or where on the page lines are.

    Without the last, a title far down would never begin an article, because on most pages it does not.
    """
    numbers = one.numbers.clone()
    if random.random() < plan.no_gaps:
        numbers[:, list(GAPS)] = 0
    if random.random() < plan.lost_places:
        numbers[:, list(PLACES)] = 0
    words = torch.where(torch.rand(one.words.shape) < plan.lost_words, 0, one.words)
    names = torch.where(torch.rand(one.names.shape) < plan.lost_words, 0, one.names)
    return replace(one, numbers=numbers, words=words, names=names)


def _loss(out: Tensor, one: Given, plan: Plan) -> Tensor:
    binary = nn.functional.binary_cross_entropy_with_logits
    count = one.begin.sum().clamp_min(1)
    inside = (binary(out[:, 0], one.inside, reduction="none") * one.weight).sum() / one.weight.sum()
    begin = binary(out[:, 1], one.begin, reduction="sum") / count
    role = nn.functional.cross_entropy(out[:, 2:], one.role, reduction="sum") / count
    return inside + plan.begin_weight * begin + plan.role_weight * role


def seen_by(net: Net, one: Given) -> np.ndarray:
    """Return the network's scores of a page: lines × (inside, begin, roles), before the sigmoid."""
    with torch.no_grad():
        result: np.ndarray = net([one])[0].numpy()
    return result
