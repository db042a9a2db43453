"""Which words go to the same actor, over several outlets, beside equal words: on NewsWCL50.

    python bench/naming.py FOLDER [--reader NAME]

FOLDER holds NewsWCL50.conll of NewsWCL50 (Hamborg, Zhukova, Gipp: "Automated Identification of Media Bias by Word
Choice and Labeling in News Articles", JCDL 2019): fifty articles on ten events, in which phrases for one actor, group
or country are one cluster over the five outlets of an event. The articles are put together from its tokens and read
into a case; a gold phrase then goes where the label or the name that shares most of it goes, and nowhere if none does.
Scores are pair F1 and B³ (Bagga & Baldwin 1998) over the phrases of an event, for all, and for those without a capital
("the president", "illegal immigrants"): words that are a choice, and no names. The baselines put equal words, and equal
last words, together; the gold also has loaded words, but only those of politics at home, which our lists are not about.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

import sayso

#: Kinds of clusters that are somebody: of the others (events, actions, objects) nobody is called anything.
SOMEBODY = ("ACTOR", "GROUP", "COUNTRY")
_NO_SPACE_BEFORE = frozenset(
    (".", ",", ";", ":", "!", "?", ")", "”", "’", "%", "’s", "'s", "n't", "n’t", "'re", "'ve", "'ll", "'d", "'m")
)
_NO_SPACE_BEHIND = frozenset(("(", "“", "‘", "$", "#"))
#: Sentences in a paragraph: the tokens do not tell where those of the articles ended.
PARAGRAPH = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """A gold phrase: its event, article, offsets, words and cluster."""

    event: str
    article: str
    start: int
    end: int
    text: str
    cluster: str


def documents(path: Path) -> list[tuple[str, str, list[Phrase]]]:
    """Return name, text and phrases of every article in a CoNLL file."""
    found = []
    for part in path.read_text(encoding="utf-8").split("#begin document ")[1:]:
        head, _, body = part.partition("\n")
        name = head.partition(";")[0].rpartition("/")[2]
        lines = [line.split("\t") for line in body.split("\n") if line and not line.startswith("#")]
        text, offsets, sentences, last = "", [], 0, None
        for cells in lines:
            sentence, token = cells[1], cells[3]
            if sentence != last:
                sentences, last = sentences + 1, sentence
                text = text.rstrip() + ("\n\n" if text and sentences % PARAGRAPH == 1 else " " if text else "")
            if token in _NO_SPACE_BEFORE:
                text = text.rstrip(" ")
            offsets.append((len(text), len(text) + len(token)))
            text += token + ("" if token in _NO_SPACE_BEHIND else " ")
        found.append((name, text, _phrases(name, text, offsets, [cells[4] for cells in lines])))
    return found


def _phrases(name: str, text: str, offsets: Sequence[tuple[int, int]], tags: Sequence[str]) -> list[Phrase]:
    open_: dict[str, list[int]] = defaultdict(list)
    found = []
    for at, tag in enumerate(tags):
        for one in tag.split("|"):
            cluster = one.strip("()")
            if one.startswith("("):
                open_[cluster].append(at)
            if one.endswith(")") and open_[cluster]:
                start, end = offsets[open_[cluster].pop()][0], offsets[at][1]
                if cluster.endswith(SOMEBODY):
                    found.append(Phrase(name.partition("_")[0], name, start, end, text[start:end], cluster))
    return found


def whom(case: sayso.Case, found: Sequence[Phrase]) -> list[Hashable]:
    """Return for each phrase the entity or group it goes to; one of its own for a phrase that goes nowhere."""
    canonical = {row["id"]: row["canonical_id"] or row["id"] for row in case.table("entities").to_pylist()}
    names = {row["id"]: row["record"] for row in case.table("pages").to_pylist()}
    starts = {row["id"]: names[row["page_id"]] for row in case.table("articles").to_pylist()}
    spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for row in case.table("labels").to_pylist():
        key = row["group_id"]
        if key is not None:
            spans[starts[row["article_id"]]].append((row["start"], row["end"], canonical.get(key, key)))
    for row in case.table("mentions").to_pylist():
        key = canonical.get(row["entity_id"], row["entity_id"])
        spans[starts[row["article_id"]]].append((row["start"], row["end"], key))
    result: list[Hashable] = []
    for number, phrase in enumerate(found):
        best = max(spans[phrase.article], key=lambda span: _shared(span, phrase), default=None)
        result.append(best[2] if best is not None and _shared(best, phrase) >= 0.5 else ("alone", number))
    return result


def _shared(span: tuple[int, int, str], phrase: Phrase) -> float:
    """Dice's coefficient of two stretches of text."""
    both = min(span[1], phrase.end) - max(span[0], phrase.start)
    return max(0, 2 * both / (span[1] - span[0] + phrase.end - phrase.start))


def scores(found: Sequence[Phrase], keys: Sequence[Hashable]) -> tuple[float, float, float, float]:
    """Return pair precision, recall and F1, and B³ F1, over phrases of one event."""
    gold = Counter((one.event, one.cluster) for one in found)
    made = Counter((one.event, key) for one, key in zip(found, keys, strict=True))
    both = Counter((one.event, one.cluster, key) for one, key in zip(found, keys, strict=True))
    pairs = [sum(n * (n - 1) for n in counts.values()) for counts in (both, made, gold)]
    precision, recall = (pairs[0] / most if most else 0.0 for most in pairs[1:])
    cubed = [
        sum(n * n / made[event, key] for (event, _, key), n in both.items()) / len(found),
        sum(n * n / gold[event, cluster] for (event, cluster, _), n in both.items()) / len(found),
    ]
    return precision, recall, _f1(precision, recall), _f1(*cubed)


def _f1(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


BASELINES: dict[str, Callable[[Phrase], str]] = {
    "equal words": lambda phrase: " ".join(phrase.text.lower().split()),
    "equal last word": lambda phrase: phrase.text.lower().split()[-1].removesuffix("'s").removesuffix("s"),
}


def main() -> None:
    """Print a line for each way and set of phrases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reader", default="encoder")
    options = parser.parse_args()
    made = documents(options.folder / "NewsWCL50.conll")
    found = [phrase for _, _, phrases in made for phrase in phrases]
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.jsonl"
        lines = [{"id": name, "text": text, "outlet": name.partition("_")[2]} for name, text, _ in made]
        rows.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        sayso.read([rows], into=Path(folder) / "a.sayso", reader=options.reader, workers=1)
        with sayso.open(Path(folder) / "a.sayso") as case:
            texts = {row["record"]: row["text"] for row in case.table("pages").to_pylist()}
            if any(texts[one.article][one.start : one.end] != one.text for one in found):
                raise SystemExit("the pages are not the articles that were written; offsets would mean nothing")
            ways = {"sayso": whom(case, found)} | {name: [way(one) for one in found] for name, way in BASELINES.items()}
            print(f"naming: {case.table('naming').num_rows:,} rows of {case.table('labels').num_rows:,} labels")
    plain = [at for at, one in enumerate(found) if not any(letter.isupper() for letter in one.text)]
    for title, several in (("all", list(range(len(found)))), ("no capital", plain)):
        alone = sum(isinstance(ways["sayso"][at], tuple) for at in several)
        print(f"{title}: {len(several):,} phrases, {alone:,} of them go nowhere")
        for name, keys in ways.items():
            numbers = scores([found[at] for at in several], [keys[at] for at in several])
            print(
                f"  {name:16} pairs P {numbers[0]:.3f} R {numbers[1]:.3f} F1 {numbers[2]:.3f}   B³ F1 {numbers[3]:.3f}"
            )


if __name__ == "__main__":
    main()
