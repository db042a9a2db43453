"""Made-up worlds of articles whose copying is known: what ``bench/worlds.py`` measures on.

A world is a pile of articles about two claims. Originals by agencies and outlets tell them in their own voice, or
quote somebody with a name or without; some originals are hidden: not in the pile. Others copy from any that came
before: whole or cut, with words replaced, from two at once, with or without a credit, a link, a word on where it is
from; some only cite; some cite each other in a ring. Dates are missing, or false. All words, places, people and outlets
are invented.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from sayso.compare.page_links import LED
from sayso.schemas import TABLES

#: Tables of a case that a world leaves empty.
EMPTY = ("events", "ceasefire_acts", "mentions", "accounts", "ceasefire_accounts", "blocks")
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


def name_of(number: int) -> str:
    """Return an article's id: scattered, so that ids tell nothing of the order."""
    return f"{number * 7919 % 9973:04}-{number:03}"


def number_of(article: str) -> int:
    """Return an article's number."""
    return int(article[-3:])


def span(said: str, start: int, length: int, at: int) -> dict[str, Any]:
    """Return a span of a sentence that begins at ``at``."""
    return {"start": at + start, "end": at + start + length, "text": said[start : start + length]}
