"""Measure directions of copies and numbers of origins on made-up worlds whose copying is known.

    python bench/worlds.py                      # the 200 worlds that are reported
    python bench/worlds.py --seed 10000 --worlds 100    # others, to tune on
    python bench/worlds.py --pairs pairs.json --case fakes.sayso     # directions of judged pairs of real articles

A world is a pile of articles about two claims. Originals by agencies and outlets tell them in their own voice, or
quote somebody with a name or without; some originals are hidden: not in the pile. Others copy from any that came
before: whole or cut, with words replaced, from two at once, with or without a credit, a link, a word on where it is
from; some only cite; some cite each other in a ring. Dates are missing, or false. All words, places, people and outlets
are invented. A direction is right where text really went that way, over others or not; two that took it from a third
have none. What articles quote is given as if read without an error: reading is measured elsewhere.

Beside the weighed evidence, directions by date alone are measured as a peer, and for the number of origins the two
counts that people make: distinct outlets and distinct articles. Confidence is checked against how often it is right.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from sayso import data
from sayso.case.reader import Case
from sayso.compare import find_passages
from sayso.compare.citations import find_citations
from sayso.compare.direction import day_of, decide
from sayso.compare.origins import find_origins
from sayso.compare.page_links import LED, links_by_article
from sayso.engines import Local
from sayso.schemas import TABLES

#: The worlds that are reported begin here; tune on others.
REPORTED = 0
SYLLABLES = (
    *("ba", "do", "ke", "li", "mo", "nu", "pra", "sel", "tor", "vin"),
    *("gar", "esh", "ul", "mir", "tan", "os", "rek", "fal"),
)
FIRST = (
    *("Ana", "Bero", "Cilla", "Doran", "Edda", "Falk", "Gerda", "Henk"),
    *("Ilse", "Joran", "Katla", "Loris", "Mirka", "Nils", "Olla", "Per"),
)
UNNAMED = ("residents", "a resident", "activists", "a security source", "an official", "witnesses")
#: Whom a speaker told where the outlet is not named.
REPORTERS = "reporters in a call"
COMMON = (
    *("the", "of", "and", "in", "to", "a", "on", "by", "for", "with", "from"),
    *("at", "was", "were", "has", "had", "after", "that", "it", "as"),
)


class Tongue:
    """An invented language of Zipf-distributed words; the same for all worlds."""

    def __init__(self) -> None:
        chance = random.Random("tongue")
        made = {"".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(3000)}
        self.words = [*COMMON, *sorted(made)]
        self.weights = [1 / (rank + 4) for rank in range(len(self.words))]

    def sentence(self, chance: random.Random) -> list[str]:
        return chance.choices(self.words, self.weights, k=chance.randint(11, 22))


TONGUE = Tongue()


@dataclass
class Sentence:
    """Words, and if it gives an account of a claim: which, whence, and how it is attributed."""

    words: list[str]
    claim: int | None = None
    root: str | None = None
    speaker: str | None = None
    kind: str | None = None
    via: str | None = None
    #: Whose text it is at first: the article (by number) that wrote it.
    writer: int = -1

    def text(self) -> str:
        said = " ".join(self.words)
        said = said[0].upper() + said[1:]
        if self.speaker is None:
            return said + "."
        told = f"told {self.via}" if self.via else "said"
        return f"{said}, {self.speaker} {told}." if self.kind != "outlet" else f"{self.speaker} reported that {said}."


@dataclass
class Piece:
    """An article of a world. ``parents`` are the articles it took text from, ``cites`` those it only names."""

    number: int
    outlet: str
    when: datetime
    sentences: list[Sentence]
    parents: list[int] = field(default_factory=list)
    cites: list[int] = field(default_factory=list)
    hidden: bool = False
    credit: str | None = None
    link: int | None = None
    note: str | None = None
    published: str | None = None
    #: Cut short in the midst of its last sentence, as feeds do.
    short: bool = False


class World:
    """A world of articles with a known copying tree, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(f"world {seed}")
        self.pieces: list[Piece] = []
        self.outlets = self._names(14)
        self.agencies = [f"{name.split()[0]} Agency" for name in self._names(3)]
        self.people = self._people(8)
        self.background = [TONGUE.sentence(self.chance) for _ in range(4)]
        self.begin = datetime(2031, 3, 1, 6) + timedelta(days=self.chance.randint(0, 300))
        for claim in range(2):
            self._tell(claim)
        if self.chance.random() < 0.15:
            self._ring(2)
        for piece in self.pieces:
            piece.published = self._published(piece)

    def _names(self, count: int) -> list[str]:
        ends = ("Post", "Herald", "Radio", "Times", "Wire", "Courier", "Gazette", "Standard")
        found: list[str] = []
        while len(found) < count:
            name = "".join(self.chance.choices(SYLLABLES, k=3)).capitalize() + " " + self.chance.choice(ends)
            if name not in found:
                found.append(name)
        return found

    def _people(self, count: int) -> list[str]:
        return [
            f"{self.chance.choice(FIRST)} {''.join(self.chance.choices(SYLLABLES, k=2)).capitalize()}"
            for _ in range(count)
        ]

    # Originals.

    def _tell(self, claim: int) -> None:
        originals = [self._original(claim, number) for number in range(self.chance.choice((1, 1, 2, 2, 3, 4)))]
        mine = [piece.number for piece in originals]
        for _ in range(self.chance.randint(3, 11)):
            mine.append(self._derived(claim, mine).number)
        used = {parent for piece in self.pieces for parent in (*piece.parents, *piece.cites)}
        for piece in originals:
            piece.hidden = piece.number in used and self.chance.random() < 0.3

    def _original(self, claim: int, number: int) -> Piece:
        chance = self.chance
        outlet = chance.choice(self.agencies) if chance.random() < 0.5 else chance.choice(self.outlets)
        piece = self._piece(outlet, self.begin + timedelta(hours=chance.randint(0, 60)), [])
        body = [self._plain(piece.number) for _ in range(chance.randint(6, 14))]
        how = chance.random()
        account = Sentence(TONGUE.sentence(chance), claim, writer=piece.number)
        if how < 0.4:
            account.root = f"outlet {outlet}"
        elif how < 0.8:
            # A few people are asked by all: two originals may quote the same one.
            account.speaker, account.kind = chance.choice(self.people[4 * claim : 4 * claim + 4]), "person"
            account.root = f"speaker {account.speaker}"
        else:
            account.speaker, account.kind = chance.choice(UNNAMED), "anonymous"
            account.root = f"unnamed {piece.number}"
        if account.speaker and chance.random() < 0.4:
            account.via = outlet
        body.insert(chance.randint(0, 2), account)
        piece.sentences = self._with_background(body)
        return piece

    def _plain(self, writer: int) -> Sentence:
        return Sentence(TONGUE.sentence(self.chance), writer=writer)

    def _with_background(self, body: list[Sentence]) -> list[Sentence]:
        if self.chance.random() < 0.2:
            body = [*body, *(Sentence(words) for words in self.chance.sample(self.background, 2))]
        return body

    def _piece(self, outlet: str, when: datetime, sentences: list[Sentence]) -> Piece:
        piece = Piece(len(self.pieces), outlet, when, sentences)
        self.pieces.append(piece)
        return piece

    # Copies.

    def _derived(self, claim: int, mine: list[int]) -> Piece:
        chance = self.chance
        outlet = chance.choice(self.agencies if chance.random() < 0.08 else self.outlets)
        how = chance.random()
        parents = [self.pieces[number] for number in chance.sample(mine, min(len(mine), 2 if how < 0.2 else 1))]
        when = max(parent.when for parent in parents) + timedelta(minutes=int(chance.expovariate(1 / 1200)) + 5)
        piece = self._piece(outlet, when, [])
        if how > 0.85:
            self._cite(piece, claim, parents[0])
        else:
            self._copy(piece, parents)
        return piece

    def _cite(self, piece: Piece, claim: int, parent: Piece) -> None:
        """Tell it in own words, and say from whom it is."""
        account = next((one for one in parent.sentences if one.claim == claim), None)
        body = [self._plain(piece.number) for _ in range(self.chance.randint(4, 9))]
        if account is not None:
            words = TONGUE.sentence(self.chance)
            said = Sentence(words, claim, account.root, parent.outlet, "outlet", writer=piece.number)
            if parent.outlet == piece.outlet:
                said.speaker = said.kind = None
                said.root = f"outlet {piece.outlet}"
            else:
                piece.cites.append(parent.number)
            body.insert(0, said)
        piece.sentences = self._with_background(body)

    def _copy(self, piece: Piece, parents: list[Piece]) -> None:
        chance = self.chance
        share = chance.choice((0.0, 0.0, 0.0, 0.05, 0.1, 0.2, 0.3, 0.4))
        body: list[Sentence] = []
        for parent in parents:
            taken = parent.sentences
            if len(parents) > 1 or chance.random() < 0.4:
                most = max(round(len(taken) * chance.uniform(0.4, 0.9)), 3)
                first = 0 if chance.random() < 0.7 else chance.randint(0, max(len(taken) - most, 0))
                taken = taken[first : first + most]
            # Some put other words for whom the speaker told.
            unnamed = chance.random() < 0.2
            body += [self._spun(one, share, parent.outlet if unnamed else None) for one in taken]
            piece.parents.append(parent.number)
        if chance.random() < 0.15:
            chance.shuffle(body)
        ahead = [self._plain(piece.number) for _ in range(chance.choice((0, 0, 1, 2)))]
        behind = [self._plain(piece.number) for _ in range(chance.choice((0, 0, 1, 3)))]
        piece.sentences = self._with_background([*ahead, *body, *behind])
        piece.short = chance.random() < 0.1
        if piece.short:
            piece.sentences = [*ahead, *body]
        parent = parents[0]
        source = parent.credit if parent.credit and chance.random() < 0.5 else parent.outlet
        if source != piece.outlet:
            if chance.random() < 0.35:
                piece.credit = source
            elif chance.random() < 0.15:
                piece.note = f"This was first reported by {source}."
        if chance.random() < 0.15:
            piece.link = parent.number

    def _spun(self, one: Sentence, share: float, unnamed: str | None) -> Sentence:
        words = [self.chance.choice(TONGUE.words) if self.chance.random() < share else word for word in one.words]
        via = REPORTERS if one.via and one.via == unnamed else one.via
        return Sentence(words, one.claim, one.root, one.speaker, one.kind, via, one.writer)

    def _ring(self, claim: int) -> None:
        """Let two or three outlets cite each other, and let others copy them."""
        names = self.chance.sample(self.outlets, self.chance.choice((2, 3)))
        when = self.begin + timedelta(hours=5)
        mine = []
        for place, outlet in enumerate(names):
            piece = self._piece(outlet, when + timedelta(hours=place), [])
            cited = names[(place + 1) % len(names)]
            said = Sentence(TONGUE.sentence(self.chance), claim, "ring", cited, "outlet", writer=piece.number)
            piece.sentences = [said, *(self._plain(piece.number) for _ in range(6))]
            mine.append(piece.number)
        for _ in range(self.chance.randint(0, 3)):
            parent = self.pieces[self.chance.choice(mine)]
            piece = self._piece(self.chance.choice(self.outlets), parent.when + timedelta(hours=9), [])
            self._copy(piece, [parent])

    def _published(self, piece: Piece) -> str | None:
        """Return the date the page gives: none, a false one, the day, or the time."""
        kind = self.chance.random()
        if kind < 0.15:
            return None
        when = piece.when
        if kind < 0.25:
            when += timedelta(days=self.chance.choice((-20, -7, -3, -1, 1, 3, 7, 20)))
        return when.strftime("%Y-%m-%dT%H:%M") if self.chance.random() < 0.4 else when.strftime("%Y-%m-%d")

    # What is true.

    def ancestors(self, number: int) -> set[int]:
        """Return all that an article has text from, over others."""
        found: set[int] = set()
        waiting = list(self.pieces[number].parents)
        while waiting:
            parent = waiting.pop()
            if parent not in found:
                found.add(parent)
                waiting += self.pieces[parent].parents
        return found

    def direction(self, one: int, two: int) -> str:
        """Return ``from`` where ``one`` has text from ``two``, ``to`` for the reverse, ``common`` or ``none``."""
        ours, theirs = self.ancestors(one), self.ancestors(two)
        if two in ours:
            return "from"
        if one in theirs:
            return "to"
        return "common" if ours & theirs else "none"

    def roots(self, claim: int) -> set[str]:
        """Return the true origins of a claim: those that any account in the pile goes back to."""
        return {
            str(one.root) for piece in self.pieces if not piece.hidden for one in piece.sentences if one.claim == claim
        }

    # The tables.

    def tables(self) -> dict[str, pa.Table]:
        """Return the pile as contract tables, with attributions and members of claims as if perfectly read."""
        rows: dict[str, list[dict[str, Any]]] = {
            "articles": [],
            "attributions": [],
            "claim_members": [],
            "entities": [],
        }
        named: dict[str, str] = {}
        for piece in self.pieces:
            if not piece.hidden:
                self._write(piece, rows, named)
        rows["entities"] = [{"id": f"e {n}", "name": n, "kind": k, "canonical_id": f"e {n}"} for n, k in named.items()]
        found = {name: TABLES[name].empty_table() for name in EMPTY}
        found |= {name: pa.Table.from_pylist(made, schema=TABLES[name]) for name, made in rows.items()}
        numbers = {piece.number for piece in self.pieces if not piece.hidden}
        links = [
            {"article_id": name_of(p.number), "start": 0, "end": 0, "text": "", "of_article_id": name_of(p.link)}
            | {"of_outlet": self.pieces[p.link].outlet}
            for p in self.pieces
            if not p.hidden and p.link is not None and p.link in numbers
        ]
        return {**found, "links": pa.Table.from_pylist(links, schema=LED)}

    def _write(self, piece: Piece, rows: dict[str, list[dict[str, Any]]], named: dict[str, str]) -> None:
        article = name_of(piece.number)
        text = f"({piece.credit}) - " if piece.credit else ""
        for place, one in enumerate(piece.sentences):
            said = one.text()
            if one.claim is not None:
                identity = f"{article} {place}"
                attribution = self._attribution(identity, article, one, len(text), said) if one.speaker else None
                if attribution:
                    rows["attributions"].append(attribution)
                    shown = "unnamed: " + one.speaker if one.kind == "anonymous" else one.speaker
                    named[str(shown)] = str(one.kind)
                else:
                    # In the outlet's own voice: an event, of which only the place is needed.
                    rows["attributions"].append(self._own(identity, article, len(text), said))
                member = {"id": identity, "claim_id": f"claim {one.claim}", "attribution_id": identity}
                rows["claim_members"].append({**member, "article_id": article, "stance": "asserts"})
            text += said + (" " if place % 3 else "\n\n")
        if piece.short and piece.sentences[-1].claim is None:
            text = text.rstrip()[: -len(piece.sentences[-1].text()) // 2].rsplit(" ", 1)[0]
        else:
            text += piece.note or ""
        rows["articles"].append(
            {"id": article, "page_id": article, "outlet": piece.outlet, "published": piece.published}
            | {"published_from": piece.published, "start": 0, "end": len(text), "text": text, "credit": piece.credit}
        )

    def _attribution(self, identity: str, article: str, one: Sentence, at: int, said: str) -> dict[str, Any]:
        source = said.index(str(one.speaker))
        content = " ".join(one.words)
        begin = said.lower().index(content.lower())
        name = "unnamed: " + str(one.speaker) if one.kind == "anonymous" else one.speaker
        return {
            "id": identity,
            "article_id": article,
            "page_id": article,
            "speaker": name,
            "speaker_id": f"e {name}",
            "speaker_kind": one.kind,
            "source": span(said, source, len(str(one.speaker)), at),
            "cue": None,
            "content": [span(said, begin, len(content), at)],
            "via": [one.via] if one.via and one.via != REPORTERS else [],
            "confidence": 0.8,
            "polarity": "asserts",
        }

    def _own(self, identity: str, article: str, at: int, said: str) -> dict[str, Any]:
        return {
            "id": identity,
            "article_id": article,
            "page_id": article,
            "speaker": None,
            "speaker_id": None,
            "speaker_kind": None,
            "source": None,
            "cue": None,
            "content": [span(said, 0, len(said), at)],
            "via": [],
            "confidence": 0.8,
            "polarity": "asserts",
        }


EMPTY = ("events", "ceasefire_acts", "mentions", "accounts", "ceasefire_accounts", "blocks")


def name_of(number: int) -> str:
    """Return an article's id: scattered, so that ids tell nothing of the order."""
    return f"{number * 7919 % 9973:04}-{number:03}"


def number_of(article: str) -> int:
    """Return an article's number."""
    return int(article[-3:])


def span(said: str, start: int, length: int, at: int) -> dict[str, Any]:
    """Return a span of a sentence that begins at ``at``."""
    return {"start": at + start, "end": at + start + length, "text": said[start : start + length]}


# Measuring.


@dataclass
class Score:
    """What is counted over all worlds."""

    pairs: int = 0
    decided: int = 0
    right: int = 0
    common: int = 0
    by_date: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    bins: dict[int, list[int]] = field(default_factory=dict)
    claims: int = 0
    exact: int = 0
    within: int = 0
    width: int = 0
    outlets: int = 0
    articles: int = 0
    off: Counter[int] = field(default_factory=Counter)
    rings: int = 0
    rings_found: int = 0
    false_rings: int = 0


def run(world: World, engine: Local) -> dict[str, pa.Table]:
    """Return the tables of a world with copies, citations and origins found."""
    tables = world.tables()
    links = tables.pop("links")
    read = {name: tables[name] for name in ("articles", "attributions")}
    copies = decide(
        find_passages(tables["articles"], tables["blocks"], engine=engine), **read, links=links, engine=engine
    )
    cited = find_citations(**read, entities=tables["entities"], copies=copies, links=links)
    names = ("events", "ceasefire_acts", "entities", "mentions", "claim_members", "accounts", "ceasefire_accounts")
    rest = {name: tables[name] for name in names}
    found = find_origins(**read, **rest, copies=copies, **cited, engine=engine)
    return {**tables, "copies": copies, **cited, **found}


def measure_directions(world: World, tables: dict[str, pa.Table], score: Score) -> None:
    """Count the pairs of articles that share a passage which is no stock."""
    published = dict(
        zip(tables["articles"]["id"].to_pylist(), tables["articles"]["published"].to_pylist(), strict=True)
    )
    seen = set()
    for row in tables["copies"].select(["article_id", "of_article_id", "direction", "confidence", "stock"]).to_pylist():
        pair = row["article_id"], row["of_article_id"]
        if row["stock"] or pair in seen:
            continue
        seen.add(pair)
        truth = world.direction(number_of(pair[0]), number_of(pair[1]))
        score.pairs += 1
        score.common += truth in {"common", "none"}
        one, two = day_of(published[pair[0]]), day_of(published[pair[1]])
        if one >= 0 and two >= 0 and one != two:
            score.by_date["decided"] += 1
            score.by_date["right"] += truth == ("from" if one > two else "to")
        if row["direction"] == "from":
            score.decided += 1
            score.right += truth == "from"
            kept = score.bins.setdefault(int(row["confidence"] * 20), [0, 0])
            kept[0] += 1
            kept[1] += truth == "from"
            if truth != "from":
                score.wrong[truth] += 1


def measure_origins(world: World, tables: dict[str, pa.Table], score: Score) -> list[tuple[str, int, int, int, int]]:
    """Count how many claims have the right number of origins; return those that do not."""
    counts = {row["subject_id"]: row for row in tables["origin_counts"].to_pylist()}
    outlet = dict(zip(tables["articles"]["id"].to_pylist(), tables["articles"]["outlet"].to_pylist(), strict=True))
    ringed = {row["subject_id"] for row in tables["rings"].to_pylist()}
    wrong = []
    for claim in range(3):
        truth = len(world.roots(claim))
        if not truth:
            continue
        row = counts[f"claim {claim}"]
        members = {m["article_id"] for m in tables["claim_members"].to_pylist() if m["claim_id"] == f"claim {claim}"}
        score.claims += 1
        score.exact += row["origins"] == truth
        score.within += row["origins_low"] <= truth <= row["origins_high"]
        score.width += row["origins_high"] - row["origins_low"]
        score.outlets += len({outlet[article] for article in members}) == truth
        score.articles += len(members) == truth
        score.off[row["origins"] - truth] += 1
        if claim == 2:
            score.rings += 1
            score.rings_found += f"claim {claim}" in ringed
        else:
            score.false_rings += f"claim {claim}" in ringed
        if row["origins"] != truth:
            wrong.append((f"claim {claim}", truth, row["origins"], row["origins_low"], row["origins_high"]))
    return wrong


def measure(first: int, count: int, show: bool) -> Score:
    """Run the worlds of ``count`` seeds from ``first`` on."""
    score = Score()
    with Local(1) as engine, TemporaryDirectory() as folder:
        for seed in range(first, first + count):
            world = World(seed)
            # That an outlet is an agency is known of real ones too.
            write_agencies(Path(folder) / f"{seed}", world.agencies)
            with data.also(Path(folder) / f"{seed}"):
                tables = run(world, engine)
            measure_directions(world, tables, score)
            wrong = measure_origins(world, tables, score)
            if show and wrong:
                print(seed, wrong)
    return score


def measure_pairs(path: Path, case: Path) -> Counter[str]:
    """Count how directions of judged pairs of real articles fare; ids of articles are the pages' ``record``.

    A judged ``b->a`` says that ``a`` took it from ``b``; ``common``, that both took it from a third.
    """
    with Case(case) as opened:
        tables = {name: opened.table(name) for name in ("articles", "attributions", "copies", "pages")}
    links = links_by_article(tables["pages"], tables["articles"])
    read = {name: tables[name] for name in ("articles", "attributions")}
    with Local(1) as engine:
        copies = decide(tables["copies"], **read, links=links, engine=engine)
    record = dict(zip(tables["pages"]["id"].to_pylist(), tables["pages"]["record"].to_pylist(), strict=True))
    pages = zip(tables["articles"]["id"].to_pylist(), tables["articles"]["page_id"].to_pylist(), strict=True)
    names = {article: record[page] for article, page in pages}
    found = {}
    for row in copies.to_pylist():
        if not row["stock"]:
            found[names[row["article_id"]], names[row["of_article_id"]]] = row["direction"]
    counted: Counter[str] = Counter()
    for pair in json.loads(path.read_text(encoding="utf-8")):
        if pair["relation"] not in {"copy", "duplicate"}:
            continue
        ways = {"b->a": found.get((pair["a"], pair["b"])), "a->b": found.get((pair["b"], pair["a"]))}
        got = [way if direction == "from" else "unknown" for way, direction in ways.items() if direction]
        counted[f"judged {pair['direction']}, found {got[0] if got else 'no copy'}"] += 1
    return counted


def write_agencies(folder: Path, names: list[str]) -> None:
    """Write a file for each agency of a world, as ``sayso/data/outlets`` has them."""
    (folder / "outlets").mkdir(parents=True)
    for number, name in enumerate(names):
        content = f"name: {name}\nkind: agency\naliases: []\ndomains: []\n"
        (folder / "outlets" / f"world-{number}.yaml").write_text(content, encoding="utf-8")


def report(score: Score, seconds: float) -> None:
    """Print the numbers."""
    decided, dated = max(score.decided, 1), score.by_date
    print(
        f"pairs of articles that share a passage: {score.pairs}, of them without a direction in truth: {score.common}"
    )
    print(
        f"direction: right {score.right / decided:.3f} of {score.decided} decided ({score.decided / score.pairs:.0%})"
    )
    print(f"  wrong ones are in truth: {dict(score.wrong)}")
    print(
        "  confidence → right: ", {f"{b / 20:.2f}": f"{r / n:.2f} of {n}" for b, (n, r) in sorted(score.bins.items())}
    )
    share = dated["right"] / max(dated["decided"], 1)
    print(f"by date alone: right {share:.3f} of {dated['decided']} decided ({dated['decided'] / score.pairs:.0%})")
    claims = score.claims
    exact, within = score.exact / claims, score.within / claims
    print(f"origins of {claims} claims: exact {exact:.3f}, within the range {within:.3f}", end=", ")
    print(f"mean width {score.width / claims:.2f}; off by {dict(sorted(score.off.items()))}")
    print(f"counting outlets: exact {score.outlets / claims:.3f}; counting articles: {score.articles / claims:.3f}")
    print(f"rings: found {score.rings_found} of {score.rings}, false {score.false_rings}")
    print(f"{seconds:.0f} s")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=REPORTED)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--show", action="store_true", help="print each claim whose number is not right")
    parser.add_argument("--pairs", type=Path, help="judged pairs of real articles (JSON)")
    parser.add_argument("--case", type=Path, help="a case that holds these articles, with --pairs")
    arguments = parser.parse_args()
    if arguments.pairs:
        for what, number in sorted(measure_pairs(arguments.pairs, arguments.case).items()):
            print(f"{what}: {number}")
        return
    began = time.perf_counter()
    report(measure(arguments.seed, arguments.worlds, arguments.show), time.perf_counter() - began)


if __name__ == "__main__":
    main()
