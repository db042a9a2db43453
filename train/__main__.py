"""``python -m train --data FOLDER --base FOLDER --out FOLDER``: from corpora to weights. See docs/training.md."""

from __future__ import annotations

import argparse
import logging
import sys
from dataclasses import fields
from pathlib import Path

import torch
from tokenizers import Tokenizer

from train import corpora, unlabelled
from train.export import load, mean
from train.finish import finish
from train.fit import Corpora, Plan, fit
from train.model import Shape, from_base

#: GUM's genres whose texts may be used for any purpose.
FREE_GENRES = frozenset({"academic", "bio", "court", "interview", "news", "speech", "voyage"})


def gather(data: Path, held_out: Path | None = None) -> Corpora:
    """Return what the weights may be trained on, out of the folder with the corpora (``docs/training.md`` lists
    them). Articles of ``held_out`` and their copies are left out of what is unlabelled."""
    names = corpora.uner(data / "uner_ewt" / "train.iob2") * 3
    names += corpora.tagged(data / "crossner_politics" / "train.txt", "crossner_politics") * 4
    names += corpora.tagged(data / "wikigold" / "CONLL-format" / "data" / "wikigold.conll.txt", "wikigold")
    names += list(corpora.re3d(data / "re3d"))
    attributions = list(corpora.polnear(data / "polnear" / "train.jsonl"))
    table = data / "fakes" / "FA-KES-Dataset.csv"
    return Corpora(
        attributions,
        names,
        list(corpora.gum(data / "gum" / "train", genres=FREE_GENRES)) * 4,  # small, and the hardest task
        attributions + (unlabelled.fakes(table, held_out) if table.exists() else []),
    )


def tokenizer_of(base: Path) -> Tokenizer:
    """Return the base model's tokenizer, without padding or truncation."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def main() -> int:
    """Train; the log goes to the screen and to ``OUT/train.log``."""
    parser = argparse.ArgumentParser(prog="python -m train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--base", type=Path, required=True, help="folder with model.safetensors and tokenizer.json")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and the log")
    parser.add_argument(
        "--start",
        type=Path,
        action="append",
        help="go on from these weights (epoch-NN.pt), or from the mean of several",
    )
    parser.add_argument(
        "--teacher", type=Path, action="append", default=[], help="weights to learn from (with --taught)"
    )
    parser.add_argument("--held-out", type=Path, help="JSON lines with ids of FA-KES articles never to be looked at")
    parser.add_argument("--sample", type=float, default=1.0, help="share of the documents to train on, to try things")
    for field in fields(Plan):
        kind = type(field.default)
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=kind, default=field.default)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.StreamHandler(sys.stdout), logging.FileHandler(given.out / "train.log")],
    )
    plan = Plan(**{field.name: getattr(given, field.name) for field in fields(Plan)})
    logging.info("%s", plan)
    gathered = gather(given.data, given.held_out)
    if given.sample < 1:
        parts = (gathered.attributions, gathered.names, gathered.stories, gathered.unlabelled)
        gathered = Corpora(*(part[: max(1, int(len(part) * given.sample))] for part in parts))
    torch.manual_seed(plan.seed)
    model = mean([load(path) for path in given.start]) if given.start else from_base(given.base, Shape())
    teachers = [load(path) for path in given.teacher]
    model = fit(model, gathered, tokenizer_of(given.base), plan, given.out, teachers)
    finish(model, given.base, given.data, given.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
