"""Windows laid side by side: what one step of training takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from sayso.understand.encoder.words import FEATURES
from train.examples import Example, Story
from train.model import Model


def batches(examples: list[Example], most: int) -> Iterator[list[Example]]:
    """Yield windows of about one length together, as many as fit into ``most`` word pieces with padding."""
    examples = sorted(examples, key=lambda one: len(one.pieces) // 16)
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


def laid_out(batch: list[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Return pieces, features and mask of a batch, each windows × pieces."""
    size, width = len(batch), max(len(one.pieces) for one in batch)
    pieces = np.zeros((size, width), dtype=np.int64)
    features = np.full((size, width), FEATURES, dtype=np.int64)
    mask = np.zeros((size, width), dtype=np.float32)
    for row, one in enumerate(batch):
        length = len(one.pieces)
        pieces[row, :length], features[row, :length], mask[row, :length] = one.pieces, one.features, 1
    return torch.from_numpy(pieces), torch.from_numpy(features), torch.from_numpy(mask)


def states_of(model: Model, batch: list[Example]) -> tuple[Tensor, Tensor]:
    """Return the states of the words of a batch and the mask that tells words from padding."""
    most = max(len(one.first) for one in batch)
    first = np.zeros((len(batch), most), dtype=np.int64)
    words = np.zeros((len(batch), most), dtype=bool)
    for row, one in enumerate(batch):
        first[row, : len(one.first)], words[row, : len(one.first)] = one.first, True
    return model.states(*laid_out(batch), torch.from_numpy(first)), torch.from_numpy(words)


def story_states(model: Model, story: Story) -> tuple[Tensor, np.ndarray, np.ndarray]:
    """Return the states of a document's words, whether each is quoted, and which window it stood in."""
    states, mask = states_of(model, story.windows)
    window = np.repeat(np.arange(len(story.windows)), [len(one.first) for one in story.windows])
    quoted = np.concatenate([(one.features[one.first] // 4) % 2 == 1 for one in story.windows])
    return states[mask], quoted, window
