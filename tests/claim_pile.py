"""Made-up articles with attributions and events, to find claims in."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa

from sayso.compare.claim_settings import ClaimSettings
from sayso.compare.claims import find_claims
from sayso.engines import Local
from sayso.schemas import TABLES

ENGINE = Local(1)
NAMES = ("articles", "attributions", "entities", "mentions", "times", "places", "events", "copies")
#: What the neighbours say, so that words have a rarity.
CHATTER = (
    "The harvest in the Narr valley was late again this year and millers waited",
    "Ferries will cross the strait twice a day from the first week of spring",
    "Schools in Port Averil reopen on Monday after a long winter of repairs",
    "The council debated the price of lamp oil until well past midnight",
    "A choir from the hills sang at the opening of the new granary roof",
    "Fishermen complained about nets torn by driftwood near the lighthouse",
)


class Told:
    """The tables of a case that is told line by line."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in NAMES}

    def article(self, name: str, text: str, outlet: str = "Blue Gazette", published: str | None = "2031-05-14") -> str:
        row = {"id": name, "page_id": name, "outlet": outlet, "published": published, "start": 0, "text": text}
        self.rows["articles"].append(row)
        return name

    def text(self, article: str) -> str:
        return next(row["text"] for row in self.rows["articles"] if row["id"] == article)

    def span(self, article: str, words: str) -> dict[str, Any]:
        start = self.text(article).index(words)
        return {"start": start, "end": start + len(words), "text": words}

    def said(self, article: str, content: str, cue: str = "said", **cells: Any) -> str:
        """Tell of an attribution whose content and cue stand in the article."""
        identity = f"s{len(self.rows['attributions']):03}"
        row = {"id": identity, "article_id": article, "content": [self.span(article, content)], "polarity": "asserts"}
        self.rows["attributions"].append({**row, "cue": self.span(article, cue), **cells})
        return identity

    def event(self, article: str, trigger: str, said: str | None = None, **cells: Any) -> str:
        """Tell of an event; ``words`` are pairs of a cell's name and the words it was read from."""
        identity = f"e{len(self.rows['events']):03}"
        proofs = [{"what": what, **self.span(article, text)} for what, text in cells.pop("words", ())]
        row = {"id": identity, "article_id": article, "attribution_id": said, "type": "ASSAULT", "modality": "asserted"}
        self.rows["events"].append({**row, "trigger": self.span(article, trigger), "evidence": proofs, **cells})
        return identity

    def chatter(self) -> Told:
        for number, line in enumerate(CHATTER):
            self.said(self.article(f"z{number}", f"{line}, a clerk said."), line)
        return self

    def tables(self, chance: random.Random | None = None) -> dict[str, pa.Table]:
        made = {}
        for name, rows in self.rows.items():
            kept = list(rows)
            if chance is not None:
                chance.shuffle(kept)
            made[name] = pa.Table.from_pylist(kept, schema=TABLES[name])
        return made

    def claims(self, **settings: Any) -> dict[str, list[dict[str, Any]]]:
        found = find_claims(**self.tables(), engine=ENGINE, settings=ClaimSettings(**settings))
        return {name: table.to_pylist() for name, table in found.items()}


def granary() -> Told:
    """Two outlets that say the same of guns in a granary, and what else is said."""
    told = Told().chatter()
    one = told.article("a1", "Rebels have hidden heavy guns in the Vessing granary, the ministry said on Tuesday.")
    told.said(one, "Rebels have hidden heavy guns in the Vessing granary")
    two = told.article(
        "a2", "Two days on, Mila Torvane said heavy guns were hidden in the granary at Vessing.", "Red Post"
    )
    told.said(two, "heavy guns were hidden in the granary at Vessing")
    return told


def shelling(low: int, **cells: Any) -> tuple[str, dict[str, Any]]:
    """A sentence about one happening with a count, and the cells of its event."""
    sentence = f"Shelling of the Tarrow market killed {low} people on Wednesday"
    here = {"place": "Tarrow", "latitude": 40.0, "longitude": 20.0, "date_from": "2031-05-14", "date_to": "2031-05-14"}
    counts = {"killed_low": low, "killed_high": low, "words": [("killed", f"{low} people"), ("place", "Tarrow")]}
    return sentence, {**here, **counts, **cells}
