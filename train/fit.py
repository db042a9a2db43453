"""Multi-task fine-tuning: batches, losses, the optimiser, checkpoints. Seeded, resumable and logged."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch import Tensor

from train.augment import graft, strip_marks
from train.batches import batches
from train.corpora import Document
from train.distil import Lesson, lessons
from train.examples import Example, Story, examples_of, story_of
from train.losses import Lost, batch_loss, lesson_loss, masked_loss, story_loss
from train.masking import Masked, MaskedHead
from train.model import Model

log = logging.getLogger("train")

#: Averaging touches every weight, so it is done every few steps, with a decay to match.
AVERAGE_EVERY = 4


@dataclass(frozen=True)
class Plan:
    """How to train. Rates are peaks; a step sees about ``batch`` word pieces, padding included.

    ``masked`` and ``taught`` are the shares of the unlabelled windows that each epoch sees with words hidden, and with
    what teachers say of them.
    """

    epochs: int = 10
    batch: int = 5000
    encoder_rate: float = 1.2e-4
    head_rate: float = 6e-4
    layer_decay: float = 0.9
    warm_up: float = 0.08
    weight_decay: float = 0.01
    average: float = 0.998
    cue_weight: float = 2.0
    name_weight: float = 1.0
    coreference_weight: float = 1.0
    masked_weight: float = 0.5
    taught_weight: float = 0.03
    masked: float = 0.0
    taught: float = 0.0
    stripped: float = 0.15
    grafted: float = 0.25
    pieces: int = 158
    seed: int = 1


@dataclass(frozen=True)
class Corpora:
    """What to train on: attributions change from epoch to epoch (see ``augment``), the others stay.

    ``unlabelled`` are texts whose annotation, if any, is not looked at; teachers and masked words need them.
    """

    attributions: list[Document]
    names: list[Document]
    stories: list[Document]
    unlabelled: list[Document] = field(default_factory=list)


@dataclass
class Lessons:
    """A batch of windows with what teachers say of them."""

    lessons: list[Lesson]


Item = list[Example] | Story | Masked | Lessons


@dataclass
class Kept:
    """What is the same in every epoch."""

    names: list[Example]
    stories: list[Story]
    unlabelled: list[Example]
    lessons: list[Lesson]


def prepare(corpora: Corpora, tokenizer: Any, plan: Plan, teachers: Sequence[Model]) -> Kept:
    """Return the windows that stay as they are, and the teachers' lessons on those without labels."""

    def windows(documents: Iterable[Document]) -> list[Example]:
        return [one for document in documents for one in examples_of(tokenizer, document, plan.pieces)]

    unlabelled = windows(corpora.unlabelled) if plan.masked or plan.taught else []
    return Kept(
        windows(corpora.names),
        [story_of(tokenizer, document, plan.pieces) for document in corpora.stories],
        unlabelled,
        lessons(teachers, unlabelled) if plan.taught else [],
    )


def items_of(corpora: Corpora, kept: Kept, tokenizer: Any, plan: Plan, epoch: int) -> list[Item]:
    """Return the batches and stories of one epoch in their order; a function of the seed and the epoch alone."""
    random = Random(f"{plan.seed}-{epoch}")
    examples: list[Example] = []
    for document in corpora.attributions:
        if random.random() < plan.grafted:
            document, _ = graft(document, random.choice(corpora.attributions), random)
        if random.random() < plan.stripped:
            document = strip_marks(document, random)
        examples += examples_of(tokenizer, document, plan.pieces)
    examples += kept.names
    random.shuffle(examples)
    items: list[Item] = [*batches(examples, plan.batch), *kept.stories]
    if plan.masked:
        shown = random.sample(kept.unlabelled, int(plan.masked * len(kept.unlabelled)))
        items += [
            Masked(batch, f"{plan.seed}-{epoch}-{number}") for number, batch in enumerate(batches(shown, plan.batch))
        ]
    if plan.taught:
        by_window = {id(one.window): one for one in kept.lessons}
        shown = random.sample(kept.unlabelled, int(plan.taught * len(kept.unlabelled)))
        items += [Lessons([by_window[id(one)] for one in batch]) for batch in batches(shown, plan.batch)]
    random.shuffle(items)
    return items


def _loss(model: Model, head: MaskedHead | None, item: Item, plan: Plan) -> Lost:
    if isinstance(item, Story):
        lost, parts = story_loss(model, item)
        return plan.coreference_weight * lost, parts
    if isinstance(item, Masked):
        assert head is not None
        lost, parts = masked_loss(model, head, item)
        return plan.masked_weight * lost, parts
    if isinstance(item, Lessons):
        lost, parts = lesson_loss(model, item.lessons)
        return plan.taught_weight * lost, parts
    return batch_loss(model, item, {"cues": plan.cue_weight, "names": plan.name_weight})


def groups_of(model: Model, plan: Plan) -> list[dict[str, Any]]:
    """Return parameter groups: lower layers learn slower, heads quicker, transitions quickest, no decay of vectors."""
    groups: dict[tuple[float, float], list[Tensor]] = {}
    depth = len(model.encoder.layers)
    model.encoder.words.weight.requires_grad_(False)  # half of all weights: no better for being tuned, a tenth slower
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith("encoder.features"):
            rate = plan.head_rate
        elif name.startswith("encoder.layers."):
            rate = plan.encoder_rate * plan.layer_decay ** (depth - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder."):
            rate = plan.encoder_rate * plan.layer_decay**depth
        elif name.startswith("transitions."):
            rate = 10 * plan.head_rate
        else:
            rate = plan.head_rate
        decay = plan.weight_decay if parameter.dim() > 1 and "transitions" not in name else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": found, "lr": rate, "weight_decay": decay} for (rate, decay), found in groups.items()]


def fit(
    model: Model, corpora: Corpora, tokenizer: Any, plan: Plan, folder: Path, teachers: Sequence[Model] = ()
) -> Model:
    """Train and return the averaged model; goes on from ``folder/checkpoint.pt`` when it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    groups = groups_of(model, plan)
    head = MaskedHead(model.shape.width, model.shape.vocabulary) if plan.masked else None
    if head is not None:
        groups.append({"params": list(head.parameters()), "lr": plan.head_rate, "weight_decay": 0.0})
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    averaged = {name: value.detach().clone() for name, value in model.state_dict().items()}
    kept = prepare(corpora, tokenizer, plan, teachers)
    items = items_of(corpora, kept, tokenizer, plan, 0)
    steps = len(items) * plan.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps, plan.warm_up))
    begin = 0
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        schedule.load_state_dict(saved["schedule"])
        averaged, begin = saved["averaged"], saved["epoch"]
        if head is not None:
            head.load_state_dict(saved["head"])
        torch.set_rng_state(saved["random"])
        log.info("going on after epoch %d", begin)
    for epoch in range(begin, plan.epochs):
        items = items_of(corpora, kept, tokenizer, plan, epoch)
        _epoch(model, head, items, optimiser, schedule, averaged, plan, epoch)
        torch.save(
            {
                "model": model.state_dict(),
                "head": head.state_dict() if head is not None else {},
                "averaged": averaged,
                "optimiser": optimiser.state_dict(),
                "schedule": schedule.state_dict(),
                "epoch": epoch + 1,
                "random": torch.get_rng_state(),
            },
            checkpoint,
        )
        torch.save({"shape": model.shape.as_dict(), "weights": averaged}, folder / f"epoch-{epoch + 1:02d}.pt")
    model.load_state_dict(averaged)
    return model


def _rate(step: int, steps: int, warm_up: float) -> float:
    edge = max(1.0, warm_up * steps)
    return step / edge if step < edge else max(0.0, (steps - step) / max(1.0, steps - edge))


def _epoch(
    model: Model,
    head: MaskedHead | None,
    items: list[Item],
    optimiser: Any,
    schedule: Any,
    averaged: dict[str, Tensor],
    plan: Plan,
    epoch: int,
) -> None:
    model.train()
    sums: dict[str, list[float]] = {}
    started = time.monotonic()
    for number, item in enumerate(items, 1):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            lost, parts = _loss(model, head, item, plan)
        if not math.isfinite(float(lost.detach())):
            raise FloatingPointError(f"the loss is {float(lost.detach())} in epoch {epoch + 1}, step {number}")
        optimiser.zero_grad(set_to_none=True)
        lost.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        schedule.step()
        done = epoch * len(items) + number
        if done % AVERAGE_EVERY == 0 or number == len(items):
            keep = min(plan.average**AVERAGE_EVERY, (1 + done) / (10 + done))
            with torch.no_grad():
                for name, value in model.state_dict().items():
                    averaged[name].lerp_(value, 1 - keep)
        for name, value in parts.items():
            sums.setdefault(name, []).append(value)
        if number % 50 == 0 or number == len(items):
            means = {name: round(float(np.mean(values[-50:])), 3) for name, values in sorted(sums.items())}
            pace = (time.monotonic() - started) / number
            log.info("epoch %d step %d/%d %.2f s/step %s", epoch + 1, number, len(items), pace, json.dumps(means))
