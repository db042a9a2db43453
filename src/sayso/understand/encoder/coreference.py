"""Coreference chains of an article: which mentions mean the same one (word-level coreference, Dobrovolskii 2021)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sayso.understand.encoder.network import Seen
from sayso.understand.encoder.pairs import classes_of, keys_of, pair_features
from sayso.understand.encoder.weights import Floats
from sayso.understand.encoder.windows import Window
from sayso.understand.encoder.words import Ints, Words
from sayso.understand.reader import Extent

#: Antecedents that the finer score looks at, as in training.
KEPT = 16
#: No mention reaches further from its head, in words.
REACH = 40
#: Words below this score (a logit) head no mention: hardly any that does is lost, most others are spared.
LEAST = -1.0
#: A link counts from this score on. Under the 0 that training aims at: a mention left alone costs more than a wrong
#: link among many right ones; chosen on GUM's development part.
BIAS = -1.25
#: An article has no more mentions than this share of its words, nor more than so many in all: pairs grow as the square.
SHARE, MOST = 0.35, 1500


def chains_of(
    text: str, words: Words, windows: Sequence[Window], seen: Seen, tables: dict[str, Floats]
) -> tuple[tuple[Extent, ...], ...]:
    """Return the chains as extents in the text of the article, each in order, sorted by their first mention."""
    mention = seen.mention[:, 0]
    heads = np.flatnonzero(mention > LEAST)
    most = min(MOST, int(SHARE * len(mention)))
    if len(heads) > most:
        heads = np.sort(heads[np.argsort(-mention[heads], kind="stable")[:most]])
    if len(heads) < 2:
        return ()
    antecedent = _antecedents(text, words, seen, tables, heads)
    clusters = _clusters(antecedent)
    if not clusters:
        return ()
    linked = np.array(sorted(index for cluster in clusters for index in cluster))
    low, high = _edges(seen, tables, heads[linked], windows)
    extent = {
        int(index): (int(words.start[a]), int(words.end[b])) for index, a, b in zip(linked, low, high, strict=True)
    }
    found = [tuple(sorted({extent[index] for index in cluster})) for cluster in clusters]
    return tuple(sorted(chain for chain in found if len(chain) > 1))


def _antecedents(text: str, words: Words, seen: Seen, tables: dict[str, Floats], heads: Ints) -> Ints:
    """Return for each mention the number of the one it means again, or -1."""
    strings = [text[a:b] for a, b in zip(words.start[heads].tolist(), words.end[heads].tolist(), strict=True)]
    classes, keys = classes_of(strings), keys_of(strings)
    quoted = (words.feature[heads] // 4) % 2 == 1
    pairs = seen.pairs[heads]
    width = pairs.shape[1] // 2
    a, b, own = pairs[:, :width], pairs[:, width:], seen.mention[heads, 0]
    rough = (a @ tables["pairs.rough.weight"].T) @ b.T / np.sqrt(width) + own[:, None] + own[None, :]
    size = len(heads)
    rough[~np.tri(size, k=-1, dtype=bool)] = -1e4
    kept = min(KEPT, size)
    index = np.sort(np.argpartition(-rough, kept - 1, axis=1)[:, :kept], axis=1)
    anaphor = np.repeat(np.arange(size), kept)
    other = index.reshape(-1)
    features = pair_features(heads, classes, keys, quoted, anaphor, np.minimum(other, anaphor))
    x = (a @ tables["pairs.left.weight"].T + tables["pairs.left.bias"])[anaphor]
    x += (b @ tables["pairs.right.weight"].T)[other]
    x += (a[anaphor] * b[other]) @ tables["pairs.both.weight"].T
    for number in range(features.shape[1]):
        x += tables[f"pairs.features.{number}.weight"][features[:, number]]
    fine = _gelu(x) @ tables["pairs.out.weight"][0] + tables["pairs.out.bias"][0]
    scores = np.take_along_axis(rough, index, 1) + fine.reshape(size, kept)
    scores[index >= np.arange(size)[:, None]] = -1e4
    top = scores.argmax(1)
    rows = np.arange(size)
    return np.where(scores[rows, top] > BIAS, index[rows, top], -1)


def _gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit, by the erf approximation 7.1.26 of Abramowitz and Stegun (error under 2e-7)."""
    z = np.abs(x) * np.float32(0.7071067811865476)
    t = 1 / (1 + np.float32(0.3275911) * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - poly * np.exp(-z * z))
    result: Floats = (0.5 * x * (1 + erf)).astype(np.float32)
    return result


def _clusters(antecedent: Ints) -> list[list[int]]:
    """Follow each mention back to the first of its chain; who stands alone is left out."""
    root: list[int] = []
    members: dict[int, list[int]] = {}
    for number, before in enumerate(antecedent.tolist()):
        root.append(number if before < 0 else root[before])
        members.setdefault(root[number], []).append(number)
    return [cluster for cluster in members.values() if len(cluster) > 1]


def _edges(seen: Seen, tables: dict[str, Floats], heads: Ints, windows: Sequence[Window]) -> tuple[Ints, Ints]:
    """Return the first and the last word of the mentions with these heads; none crosses its window."""
    window = np.repeat(np.arange(len(windows)), [high - low for low, high in windows])
    edge = seen.edges.shape[1] // 4
    steps = np.arange(REACH + 1)
    found = []
    for side, base in ((-1, 0), (1, 2 * edge)):
        places = heads[:, None] + side * steps[None, :]
        fits = (places >= 0) & (places < len(window))
        places = np.clip(places, 0, len(window) - 1)
        fits &= window[places] == window[heads][:, None]
        asked = seen.edges[heads, base : base + edge]
        offered = seen.edges[:, base + edge : base + 2 * edge][places]
        near = tables["pairs.near.weight"][steps + (0 if side < 0 else REACH + 1), 0]
        scores = np.einsum("he,hse->hs", asked, offered) / np.sqrt(edge) + near[None, :]
        best = np.where(fits, scores, -1e4).argmax(1)
        found.append(heads + side * best)
    return found[0], found[1]
