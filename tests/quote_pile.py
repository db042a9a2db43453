"""Made-up articles with attributions, to find quotes in."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa

from sayso.compare.quotes import find_quotes
from sayso.engines import Local
from sayso.schemas import TABLES

ENGINE = Local(1)
SENTENCE = "the ferry crew refused to carry grain past the burning lighthouse before the harbour commission met"
#: As long as SENTENCE, and without a word in common.
OTHER = "our orchard keepers counted forty wounded donkeys beside the flooded chapel and blamed careless hunters"


class Pile:
    """Made-up articles, a page each, with attributions whose contents are found in their text."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("articles", "attributions", "entities")}
        self.rows |= {"mentions": [], "copies": []}
        self.texts: dict[str, str] = {}

    def article(self, name: str, text: str, *, day: str | None = "2031-05-14", outlet: str | None = None) -> str:
        self.texts[name] = text
        self.rows["articles"].append({"id": name, "page_id": name, "outlet": outlet or name, "published": day})
        return name

    def said(
        self,
        article: str,
        *content: str,
        by: str | None = None,
        kind: str = "person",
        source: str | None = None,
        inside: str | None = None,
        style: str = "indirect",
        polarity: str = "asserts",
    ) -> str:
        text = self.texts[article]
        if by and by not in [row["id"] for row in self.rows["entities"]]:
            self.rows["entities"].append({"id": by, "name": by, "kind": kind, "canonical_id": by})
        spans = [
            {"start": text.index(piece), "end": text.index(piece) + len(piece), "text": piece} for piece in content
        ]
        place = text.index(source) if source else 0
        name = f"{article}/{len(self.rows['attributions'])}"
        self.rows["attributions"].append(
            {
                "id": name,
                "article_id": article,
                "page_id": article,
                "speaker": by,
                "speaker_id": by,
                "speaker_kind": kind if by else None,
                "source": source and {"start": place, "end": place + len(source), "text": source},
                "content": spans,
                "style": style,
                "via": [],
                "parent_id": inside,
                "polarity": polarity,
            }
        )
        return name

    def names(self, article: str, words: str, entity: str, kind: str) -> None:
        start = self.texts[article].index(words)
        self.rows["mentions"].append(
            {"id": f"m{len(self.rows['mentions'])}", "article_id": article, "entity_id": entity, "start": start}
            | {"end": start + len(words), "text": words, "kind": kind}
        )

    def one(self, name: str, words: str, by: str | None = None, **given: Any) -> str:
        """Add an article that holds nothing but one attribution, and return the attribution."""
        article = {key: given.pop(key) for key in ("day", "outlet") if key in given}
        self.article(name, f"Word came that {words}, and no more.", **article)
        return self.said(name, words, by=by, **given)

    def tables(self, order: random.Random | None = None) -> dict[str, pa.Table]:
        made = {}
        for name, rows in self.rows.items():
            mixed = order.sample(rows, len(rows)) if order else rows
            made[name] = pa.Table.from_pylist(mixed, schema=TABLES[name])
        return made

    def found(self, **given: Any) -> dict[str, pa.Table]:
        return find_quotes(**self.tables(), engine=ENGINE, **given)

    def groups(self, **given: Any) -> list[set[str]]:
        members: dict[str, set[str]] = {}
        for row in self.found(**given)["quote_members"].to_pylist():
            members.setdefault(row["quote_id"], set()).add(row["attribution_id"])
        return sorted(members.values(), key=sorted)

    def only(self) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
        """Return the one quote there is, and its members by article."""
        found = self.found()
        (quote,) = found["quotes"].to_pylist()
        self.check_spans(found)
        return quote, {row["article_id"]: row for row in found["quote_members"].to_pylist()}

    def check_spans(self, found: dict[str, pa.Table]) -> None:
        fullest = {row["id"]: row["fullest_id"].partition("/")[0] for row in found["quotes"].to_pylist()}
        for row in found["quote_members"].to_pylist():
            for change in row["changes"]:
                text, other = self.texts[row["article_id"]], self.texts[fullest[row["quote_id"]]]
                assert text[change["start"] : change["end"]] == change["text"]
                assert other[change["of_start"] : change["of_end"]] == change["of_text"]


def told(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(change["what"], change["text"], change["of_text"]) for change in row["changes"]]
