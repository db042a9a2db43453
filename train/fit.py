"""Multi-task fine-tuning: batches, losses, the optimiser, checkpoints. Seeded, resumable and logged."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sayso.understand.encoder.words import FEATURES
from train import coreference
from train.augment import graft, strip_marks
from train.corpora import Document
from train.crf import partial_loss
from train.examples import Example, Story, examples_of, story_of
from train.model import Model

log = logging.getLogger("train")

#: Where words of a cue are not known, at least no "inside" without its "begin" is.
NO_LONE_INSIDE = [[0.0, 0.0, -1e4], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
#: Averaging touches every weight, so it is done every few steps, with a decay to match.
AVERAGE_EVERY = 4


@dataclass(frozen=True)
class Plan:
    """How to train. Rates are peaks; a step sees about ``batch`` word pieces, padding included."""

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
    stripped: float = 0.15
    grafted: float = 0.25
    pieces: int = 158
    seed: int = 1


@dataclass(frozen=True)
class Corpora:
    """What to train on: attributions change from epoch to epoch (see ``augment``), the others stay."""

    attributions: list[Document]
    names: list[Document]
    stories: list[Document]


Item = list[Example] | Story


def items_of(corpora: Corpora, tokenizer: Any, plan: Plan, epoch: int, kept: list[Item] | None) -> list[Item]:
    """Return the batches and stories of one epoch in their order; a function of the seed and the epoch alone.

    ``kept`` caches what is the same in every epoch (pass the same list each time).
    """
    random = Random(f"{plan.seed}-{epoch}")
    examples: list[Example] = []
    for document in corpora.attributions:
        if random.random() < plan.grafted:
            document, _ = graft(document, random.choice(corpora.attributions), random)
        if random.random() < plan.stripped:
            document = strip_marks(document, random)
        examples += examples_of(tokenizer, document, plan.pieces)
    if kept is not None and not kept:
        for document in corpora.names:
            kept += [examples_of(tokenizer, document, plan.pieces)]
        kept += [story_of(tokenizer, document, plan.pieces) for document in corpora.stories]
    stories: list[Item] = []
    for item in kept or ():
        if isinstance(item, Story):
            stories.append(item)
        else:
            examples += item
    random.shuffle(examples)
    examples.sort(key=lambda one: len(one.pieces) // 16)
    items: list[Item] = list(_batches(examples, plan.batch)) + stories
    random.shuffle(items)
    return items


def _batches(examples: list[Example], most: int) -> Iterator[list[Example]]:
    batch: list[Example] = []
    longest = 0
    for example in examples:
        longest = max(longest, len(example.pieces))
        if batch and longest * (len(batch) + 1) > most:
            yield batch
            batch, longest = [], len(example.pieces)
        batch.append(example)
    if batch:
        yield batch


def states_of(model: Model, batch: list[Example]) -> tuple[Tensor, Tensor]:
    """Return the states of the words of a batch and the mask that tells words from padding."""
    size, width = len(batch), max(len(one.pieces) for one in batch)
    most = max(len(one.first) for one in batch)
    pieces = np.zeros((size, width), dtype=np.int64)
    features = np.full((size, width), FEATURES, dtype=np.int64)
    mask = np.zeros((size, width), dtype=np.float32)
    first = np.zeros((size, most), dtype=np.int64)
    words = np.zeros((size, most), dtype=bool)
    for row, one in enumerate(batch):
        length = len(one.pieces)
        pieces[row, :length], features[row, :length], mask[row, :length] = one.pieces, one.features, 1
        first[row, : len(one.first)], words[row, : len(one.first)] = one.first, True
    states = model.states(*(torch.from_numpy(part) for part in (pieces, features, mask, first)))
    return states, torch.from_numpy(words)


def batch_loss(model: Model, batch: list[Example], plan: Plan) -> tuple[Tensor, dict[str, float]]:
    """Return the loss of a batch (per window) and its parts for the log."""
    states, mask = states_of(model, batch)
    total = states.sum() * 0.0
    parts = {}
    for name, weight in (("cues", plan.cue_weight), ("names", plan.name_weight)):
        rows = [row for row, one in enumerate(batch) if getattr(one, name) is not None]
        if not rows:
            continue
        scores = getattr(model, name)(states[rows])
        allowed = np.ones(scores.shape, dtype=bool)
        for index, row in enumerate(rows):
            labels = getattr(batch[row], name)
            allowed[index, : len(labels)] = labels
        moves = model.transitions[name]
        if name == "cues":
            moves = moves + torch.tensor(NO_LONE_INSIDE)
        losses = partial_loss(scores, torch.from_numpy(allowed), mask[rows], moves)
        total = total + weight * losses.sum()
        parts[name] = float(losses.detach().mean())
    arcs = [(row, *arc) for row, one in enumerate(batch) for arc in one.arcs]
    if arcs:
        projected = model.project(states)
        rows = [arc[0] for arc in arcs]
        scores = model.arcs(projected[rows], torch.tensor([arc[1:3] for arc in arcs]), mask[rows].float())
        allowed = np.zeros(scores.shape, dtype=bool)
        for index, (_, _, _, tags) in enumerate(arcs):
            allowed[index, np.arange(len(tags)), tags] = True
            allowed[index, len(tags) :] = True
        losses = partial_loss(scores, torch.from_numpy(allowed), mask[rows], model.transitions["arcs"])
        total = total + losses.sum()
        parts["arcs"] = float(losses.detach().mean())
    return total / len(batch), parts


def story_states(model: Model, story: Story) -> tuple[Tensor, np.ndarray, np.ndarray]:
    """Return the states of a document's words, whether each is quoted, and which window it stood in."""
    states, mask = states_of(model, story.windows)
    window = np.repeat(np.arange(len(story.windows)), [len(one.first) for one in story.windows])
    quoted = np.concatenate([(one.features[one.first] // 4) % 2 == 1 for one in story.windows])
    return states[mask], quoted, window


def story_loss(model: Model, story: Story, plan: Plan) -> tuple[Tensor, dict[str, float]]:
    """Return the coreference loss of a document, per window."""
    states, quoted, window = story_states(model, story)
    lost = coreference.loss(model.coreference, states, story, quoted, window) / len(story.windows)
    return plan.coreference_weight * lost, {"coreference": float(lost.detach())}


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


def fit(model: Model, corpora: Corpora, tokenizer: Any, plan: Plan, folder: Path) -> Model:
    """Train and return the averaged model; goes on from ``folder/checkpoint.pt`` when it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    optimiser = torch.optim.AdamW(groups_of(model, plan), betas=(0.9, 0.98))
    averaged = {name: value.detach().clone() for name, value in model.state_dict().items()}
    kept: list[Item] = []
    items = items_of(corpora, tokenizer, plan, 0, kept)
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
        torch.set_rng_state(saved["random"])
        log.info("going on after epoch %d", begin)
    for epoch in range(begin, plan.epochs):
        items = items_of(corpora, tokenizer, plan, epoch, kept)
        _epoch(model, items, optimiser, schedule, averaged, plan, epoch)
        torch.save(
            {
                "model": model.state_dict(),
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
    model: Model, items: list[Item], optimiser: Any, schedule: Any, averaged: dict[str, Tensor], plan: Plan, epoch: int
) -> None:
    model.train()
    sums: dict[str, list[float]] = {}
    started = time.monotonic()
    for number, item in enumerate(items, 1):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            lost, parts = story_loss(model, item, plan) if isinstance(item, Story) else batch_loss(model, item, plan)
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
