"""The losses of all tasks, each per window, so that batches of different sizes weigh alike."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from train import coreference
from train.batches import laid_out, states_of, story_states
from train.crf import partial_loss
from train.distil import Lesson, distance
from train.examples import Example, Story
from train.masking import Masked, MaskedHead, hidden
from train.model import Model

#: Where words of a cue are not known, at least no "inside" without its "begin" is.
NO_LONE_INSIDE = [[0.0, 0.0, -1e4], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
Lost = tuple[Tensor, dict[str, float]]


def batch_loss(model: Model, batch: list[Example], weights: dict[str, float]) -> Lost:
    """Return the loss of a batch and its parts for the log; ``weights`` says how much cues and names count."""
    states, mask = states_of(model, batch)
    total = states.sum() * 0.0
    parts = {}
    for name, weight in weights.items():
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


def story_loss(model: Model, story: Story) -> Lost:
    """Return the coreference loss of a document."""
    states, quoted, window = story_states(model, story)
    lost = coreference.loss(model.coreference, states, story, quoted, window) / len(story.windows)
    return lost, {"coreference": float(lost.detach())}


def masked_loss(model: Model, head: MaskedHead, masked: Masked) -> Lost:
    """Return the loss of guessing hidden pieces, the mean over them."""
    given, asked = hidden(masked, model.shape.vocabulary)
    pieces, features, mask = laid_out(masked.windows)
    places = torch.zeros(pieces.shape, dtype=torch.bool)
    shown = pieces.clone()
    for row, (one, where) in enumerate(zip(given, asked, strict=True)):
        shown[row, : len(one)] = torch.from_numpy(one)
        places[row, : len(where)] = torch.from_numpy(where)
    states = model.encoder(shown, features, mask)[places]
    scores = head(states, model.encoder.words.weight)
    lost = nn.functional.cross_entropy(scores.float(), pieces[places])
    return lost, {"masked": float(lost.detach())}


def lesson_loss(model: Model, batch: list[Lesson]) -> Lost:
    """Return how far the model's scores are from its teachers', per window."""
    states, mask = states_of(model, [one.window for one in batch])
    total = states.sum() * 0.0
    for head in batch[0].scores:
        total = total + distance(getattr(model, head)(states), [one.scores[head] for one in batch])
    arcs = [(row, *arc) for row, one in enumerate(batch) for arc in one.arcs]
    if arcs:
        rows = [arc[0] for arc in arcs]
        places = torch.tensor([arc[1:3] for arc in arcs])
        total = total + distance(
            model.arcs(model.project(states)[rows], places, mask[rows].float()), [arc[3] for arc in arcs]
        )
    return total / len(batch), {"taught": float(total.detach()) / len(batch)}
