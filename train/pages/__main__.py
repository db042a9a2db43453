"""``python -m train.pages --data FOLDER [--out FILE]``: cross-validation by host, then the weights. See
docs/training.md."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from random import Random

import numpy as np
import torch

from sayso.check import extraction
from sayso.read.roles import LEAST_INSIDE
from train.pages.corpus import Example, Told, examples
from train.pages.export import write
from train.pages.fit import Plan, fit, given, seen_by, without_markup
from train.pages.model import Net
from train.pages.stack import stack, stack_of_one_site, stackable
from train.pages.vectors import vectors

log = logging.getLogger("train.pages")
FOLDS = 5
Page = tuple[Told, list[Example]]


def folds_of(pages: Sequence[Page]) -> list[int]:
    """Return the fold of each page; pages of one host share theirs."""
    hosts = sorted({told.host for told, _ in pages})
    Random(0).shuffle(hosts)
    number = {host: place % FOLDS for place, host in enumerate(hosts)}
    return [number[told.host] for told, _ in pages]


def chosen(net: Net, example: Example, least: float) -> str:
    """Return the lines that the network takes for the article's body."""
    out = seen_by(net, given(example))
    odds = 1 / (1 + np.exp(-out[:, 0]))
    return "\n".join(line for line, sure in zip(example.lines, odds, strict=True) if sure >= least)


def evaluate(net: Net, pages: Sequence[Page], least: float) -> dict[str, float]:
    """Return F1 of the body of HTML, of stripped text in both renderings, and of borders on stacked pages."""
    found = {}
    wanted = [extraction.shingles(told.article) for told, _ in pages]
    kinds = {
        "html": [made[0] for _, made in pages],
        "text": [without_markup(made[0]) for _, made in pages],
        "text of inscriptis": [made[-1] for _, made in pages],
    }
    for name, shown in kinds.items():
        pairs = [(w, extraction.shingles(chosen(net, one, least))) for w, one in zip(wanted, shown, strict=True)]
        found[name] = extraction.f1(pairs)[2]
    stacks = [without_markup(made[0]) for _, made in pages if stackable(made[0])]
    for name, build in (("borders", stack_of_one_site), ("borders of several sites", stack)):
        random = Random(7)
        counts = np.zeros(3)
        for _ in range(len(pages) // 2):
            page = build(random.sample(stacks, random.randint(2, 6)), random)
            out = seen_by(net, given(page))
            counts += extraction.border_counts(np.flatnonzero(page.begin).tolist(), borders(out))
        found[name] = 2 * counts[0] / (counts[1] + counts[2])
    return {name: round(float(value), 4) for name, value in found.items()}


def borders(out: np.ndarray) -> list[int]:
    """Return the lines that begin an article: likelier than not, and the likeliest within three lines."""
    begin = out[:, 1]
    return [
        place
        for place in np.flatnonzero(begin > 0).tolist()
        if begin[place] >= begin[max(0, place - 3) : place + 4].max()
    ]


def main() -> int:
    """Cross-validate, and train on all pages when ``--out`` is given."""
    parser = argparse.ArgumentParser(prog="python -m train.pages", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmark's pages")
    parser.add_argument("--base", type=Path, required=True, help="folder with model.safetensors and vocab.txt")
    parser.add_argument("--nets", type=int, default=2, help="networks in the weights file, of different seeds")
    parser.add_argument("--out", type=Path, help="where to write the weights")
    parser.add_argument("--folds", type=int, default=FOLDS, help="so many folds are tried")
    parser.add_argument("--least", type=float, default=LEAST_INSIDE, help="probability from which a line is body")
    for field in fields(Plan):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stdout)
    torch.set_num_threads(1)
    plan = Plan(**{field.name: getattr(options, field.name) for field in fields(Plan)})
    pages = [(told, made) for told, made in examples(options.data) if len(made) == 2]
    log.info("%d pages with both renderings; %s", len(pages), plan)
    known = vectors(options.base)
    fold = folds_of(pages)
    scores = []
    for number in range(options.folds):
        started = time.monotonic()
        net = fit([made for place, (_, made) in enumerate(pages) if fold[place] != number], plan, known)
        scores.append(evaluate(net, [page for place, page in enumerate(pages) if fold[place] == number], options.least))
        log.info("fold %d, %.0f s: %s", number + 1, time.monotonic() - started, scores[-1])
    if scores:
        log.info("mean: %s", {name: round(float(np.mean([one[name] for one in scores])), 4) for name in scores[0]})
    if options.out:
        made = [made for _, made in pages]
        write([fit(made, replace(plan, seed=seed), known) for seed in range(1, options.nets + 1)], options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
