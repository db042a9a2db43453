"""Linear-chain decoding (Viterbi 1967; Rabiner 1989 for the forward-backward recursion), many sequences at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sayso.understand.encoder.weights import Floats
from sayso.understand.encoder.words import Ints

_NEVER = np.float32(-1e4)


def allowed(transitions: Floats) -> tuple[Floats, Floats]:
    """Return start and transition scores in which a tag "inside" follows only its own "begin" or "inside".

    Tag 0 is "outside"; then come begin and inside of each kind by turns.
    """
    tags = np.arange(len(transitions))
    inside = (tags > 0) & (tags % 2 == 0)
    fits = ~inside[None, :] | (tags[None, :] == tags[:, None]) | (tags[None, :] == tags[:, None] + 1)
    return np.where(inside, _NEVER, np.float32(0)), np.where(fits, transitions, _NEVER)


def padded(sequences: Sequence[Floats]) -> tuple[Floats, Ints]:
    """Return sequences (words × tags each) as one array length × sequences × tags, and their lengths."""
    lengths = np.array([len(one) for one in sequences], dtype=np.int64)
    scores = np.zeros((int(lengths.max()), len(sequences), sequences[0].shape[1]), dtype=np.float32)
    for number, one in enumerate(sequences):
        scores[: len(one), number] = one
    return scores, lengths


def best(scores: Floats, lengths: Ints, start: Floats, transitions: Floats) -> list[Ints]:
    """Return the likeliest tags of each sequence (``padded``)."""
    size, count, tags = scores.shape
    back = np.zeros((size, count, tags), dtype=np.int64)
    score = scores[0] + start
    stay = np.arange(tags)
    shortest = int(lengths.min())
    into = np.ascontiguousarray(transitions.T)[None]
    for step in range(1, size):
        reached = score[:, None, :] + into
        back[step] = reached.argmax(2)
        following = reached.max(2) + scores[step]
        if step >= shortest:  # some have ended: they stay where they are
            over = step >= lengths
            back[step][over] = stay
            following[over] = score[over]
        score = following
    tag = score.argmax(1)
    rows = np.arange(count)
    path = np.zeros((size, count), dtype=np.int64)
    path[size - 1] = tag
    for step in range(size - 1, 0, -1):
        tag = back[step, rows, tag]
        path[step - 1] = tag
    return [path[:length, number] for number, length in enumerate(lengths.tolist())]


def marginals(scores: Floats, lengths: Ints, start: Floats, transitions: Floats) -> tuple[Floats, Floats]:
    """Return the probability of each tag at each word (length × sequences × tags), and log Z of each sequence."""
    size, count, tags = scores.shape
    moves = np.exp(transitions)
    top = scores.max(-1, keepdims=True)
    local = np.exp(scores - top)
    alpha = np.empty_like(local)
    alpha[0] = local[0] * np.exp(start)
    log = np.zeros(count, dtype=np.float64)
    for step in range(1, size):
        following = (alpha[step - 1] @ moves) * local[step]
        scale = following.max(-1, keepdims=True)
        here = (step < lengths)[:, None]
        alpha[step] = np.where(here, following / np.maximum(scale, 1e-30), alpha[step - 1])
        log += np.where(here[:, 0], np.log(np.maximum(scale[:, 0], 1e-30)), 0.0)
    beta = np.ones((count, tags), dtype=np.float32)
    result = np.empty_like(alpha)
    result[size - 1] = alpha[size - 1]
    for step in range(size - 1, 0, -1):
        before = (beta * local[step]) @ moves.T
        before /= np.maximum(before.max(-1, keepdims=True), 1e-30)
        beta = np.where((step < lengths)[:, None], before, beta)
        result[step - 1] = alpha[step - 1] * beta
    result /= np.maximum(result.sum(-1, keepdims=True), 1e-30)
    inside = np.arange(size)[:, None] < lengths[None, :]
    log += (top[..., 0] * inside).sum(0) + np.log(alpha[size - 1].sum(-1))
    return result, log.astype(np.float32)


def totals(scores: Floats, lengths: Ints, start: Floats, transitions: Floats) -> Floats:
    """Return log Z of each sequence: the log of the summed exponentials of the scores of all its paths."""
    moves = np.exp(transitions)
    top = scores.max(-1, keepdims=True)
    local = np.exp(scores - top)
    alpha = local[0] * np.exp(start)
    scales = np.ones(scores.shape[:2], dtype=np.float32)
    shortest = int(lengths.min())
    for step in range(1, len(scores)):
        following = (alpha @ moves) * local[step]
        scale = np.maximum(following.max(-1), 1e-30)
        following /= scale[:, None]
        if step >= shortest:
            over = step >= lengths
            following[over], scale[over] = alpha[over], 1.0
        alpha, scales[step] = following, scale
    inside = np.arange(len(scores))[:, None] < lengths[None, :]
    log: Floats = np.log(scales).sum(0) + (top[..., 0] * inside).sum(0) + np.log(alpha.sum(-1))
    return log


def islands(scores: Floats, windows: Sequence[tuple[int, int]], sure: float) -> list[tuple[int, int]]:
    """Return the stretches of words that may be anything but "outside", with a word of sea on either side.

    A word is outside for sure when that tag alone has the probability ``sure``. What lies between is decoded by itself:
    a chain that passes through a sure word forgets what was before it, and most words are sure.
    """
    odds = np.exp(scores - scores.max(-1, keepdims=True))
    land = odds[:, 0] < sure * odds.sum(-1)
    found: list[tuple[int, int]] = []
    for low, high in windows:
        places = np.flatnonzero(land[low:high]) + low
        if not len(places):
            continue
        cuts = np.flatnonzero(np.diff(places) > 2)
        begins, ends = places[np.append(0, cuts + 1)], places[np.append(cuts, len(places) - 1)]
        found += [(max(low, a - 1), min(high, b + 2)) for a, b in zip(begins.tolist(), ends.tolist(), strict=True)]
    return found


def path_score(scores: Floats, path: Ints, start: Floats, transitions: Floats) -> float:
    """Return the score of one sequence of tags (``scores`` is words × tags)."""
    total = float(start[path[0]]) + float(scores[np.arange(len(path)), path].sum())
    return total + float(transitions[path[:-1], path[1:]].sum())


def runs(tags: Ints) -> list[tuple[int, int, int]]:
    """Return the spans in a sequence of tags: (kind from 0, first word, behind the last word), in order."""
    found: list[tuple[int, int, int]] = []
    for place, tag in enumerate(tags.tolist()):
        if tag == 0:
            continue
        kind = (tag - 1) // 2
        if tag % 2 == 0 and found and found[-1][0] == kind and found[-1][2] == place:
            found[-1] = (kind, found[-1][1], place + 1)
        else:
            found.append((kind, place, place + 1))
    return found
