"""What words begin as: the base encoder's word vectors, brought down to a few dimensions and put into hash buckets.

Eight hundred pages hold too few words to learn vectors from nothing; with these, "Subscribe" and "Sign up" begin alike.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor

from sayso.read.roles.features import BUCKETS, buckets_of

_TABLE = "embeddings.word_embeddings.weight"


def vectors(base: Path, size: int = 32) -> Tensor:
    """Return buckets × ``size``: principal components of the vectors of whole words in ``base`` (a BERT's folder).

    Words of one bucket are averaged, with weights that fall with their rank in the vocabulary, which lists frequent
    words first; buckets of no word, and pairs of words, begin small and at random.
    """
    table = load_file(str(base / "model.safetensors"))
    found = next(value for name, value in table.items() if name.endswith(_TABLE)).numpy().astype(np.float64)
    words = (base / "vocab.txt").read_text(encoding="utf-8").splitlines()
    whole = [number for number, word in enumerate(words) if word.isalnum() and number >= 999]
    chosen = found[whole] - found[whole].mean(0)
    _, _, axes = np.linalg.svd(chosen, full_matrices=False)
    reduced = chosen @ axes[:size].T
    reduced /= reduced.std()
    buckets = buckets_of([words[number] for number in whole])
    weight = 1.0 / (1.0 + np.arange(len(whole)))
    sums, weights = np.zeros((BUCKETS, size)), np.zeros(BUCKETS)
    np.add.at(sums, buckets, reduced * weight[:, None])
    np.add.at(weights, buckets, weight)
    result = np.random.default_rng(0).normal(0, 0.05, (BUCKETS, size))
    known = weights > 0
    result[known] = 0.5 * sums[known] / weights[known, None]
    result[0] = 0
    return torch.from_numpy(result.astype(np.float32))
