"""The graph of one subject: its accounts, and whom they lead to, by tiers of what counts before what.

0. An account in a passage that stands in another account, or reworked there: the two have one origin, whichever was
   first.
1. Whom its attribution quotes.
2. The agency that its article credits.
3. Articles that it shares passages with, though not these words; articles it links to.
4. Nothing of all that: its own outlet.

What is guessed beyond that is in ``origin_guesses``. Work grows with accounts and citations, not with their pairs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sayso.compare.article_facts import Articles
from sayso.compare.citing import trust
from sayso.compare.passages import Passages, nearest

#: Tiers, see above.
COPIED, QUOTED, CREDITED, ALIKE, OWN = range(5)
#: The accounts of each article: their middle and number, sorted.
Places = dict[int, list[tuple[int, int]]]
#: Source, target, chance, tier, and the citation it comes from.
Edge = tuple[int, int, float, int, str | None]
#: A chain of copies is followed over articles that give no account themselves for so many steps.
STEPS = 5
#: Characters that the place of an account may be off, beside half its length, when a passage is laid over another:
#: words were put in or left out on the way.
DRIFT = 40


@dataclass(frozen=True, slots=True)
class Node:
    """What an account leads to: kind and name as in ``origins``, and the entity.

    ``of`` is an article's number, and for a source without a name the first of the accounts that quote it.
    """

    kind: str
    name: str | None
    entity: str | None = None
    of: int | None = None


@dataclass(slots=True)
class Graph:
    """Accounts (as numbers of rows) and nodes of a subject, and edges (source, target, chance, tier, citation)."""

    accounts: list[int]
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    #: The outlets that sources without a name have told.
    told: dict[Node, set[str]] = field(default_factory=dict)
    _numbers: dict[Node, int] = field(default_factory=dict)

    def number(self, node: Node) -> int:
        """Return the number of a node; accounts come first."""
        if node not in self._numbers:
            self._numbers[node] = len(self.accounts) + len(self.nodes)
            self.nodes.append(node)
        return self._numbers[node]

    def has(self, node: Node) -> bool:
        """Tell whether a node is in the graph."""
        return node in self._numbers

    def lead(self, source: int, target: int, chance: float, tier: int, citation: str | None = None) -> None:
        """Add an edge."""
        if source != target:
            self.edges.append((source, target, chance, tier, citation))


class Citations:
    """The citations of a case by article and by attribution."""

    def __init__(self, citations: pa.Table, facts: Articles) -> None:
        """Lay out ``citations``."""
        self.of_article: dict[int, list[dict[str, Any]]] = {}
        self.of_attribution: dict[str, list[dict[str, Any]]] = {}
        numbers = {article: number for number, article in enumerate(facts.ids.to_pylist())}
        columns = ["id", "kind", "article_id", "attribution_id", "of_kind", "of_name", "of_entity_id", "of_article_id"]
        copied = pc.and_(pc.equal(citations["kind"], "copy"), pc.is_valid(citations["of_article_id"]))
        # Copies of articles are followed passage by passage (see ``Passages``); their ids are wanted for rings only.
        self.copy_ids: dict[tuple[int, int], str] = {}
        for row in citations.filter(copied).select(columns).to_pylist():
            self.copy_ids[numbers.get(row["article_id"], -1), numbers.get(row["of_article_id"], -1)] = row["id"]
        for row in citations.filter(pc.invert(copied)).select(columns).to_pylist():
            row["target"] = numbers.get(row["of_article_id"] or "", -1)
            if row["attribution_id"]:
                self.of_attribution.setdefault(row["attribution_id"], []).append(row)
            elif row["article_id"] in numbers:
                self.of_article.setdefault(numbers[row["article_id"]], []).append(row)


@dataclass(frozen=True, slots=True)
class Case:
    """What graphs are made from. ``bodies`` tells for a person's entity the body they speak for (entity and name)."""

    facts: Articles
    passages: Passages
    citations: Citations
    bodies: dict[str, tuple[str, str]]


@dataclass(slots=True)
class Sketch:
    """A graph in the making. ``rows`` are the columns of ``accounts.ACCOUNTS``, with ``article`` as a number.

    ``articles`` gives the article of each account, ``one`` the first of the accounts that it is likely one with.
    """

    case: Case
    graph: Graph
    rows: dict[str, list[Any]]
    articles: list[int]
    places: Places
    one: list[int]

    def place(self, number: int) -> tuple[int, int]:
        """Return from where to where on its page an account reaches."""
        account = self.graph.accounts[number]
        return self.rows["start"][account], self.rows["end"][account]

    def outlet(self, number: int) -> str | None:
        """Return the outlet of an account's article."""
        return self.case.facts.outlets[self.articles[number]]

    def citation(self, article: int, other: int) -> str | None:
        """Return the citation that says that one article copied another, if there is one."""
        return self.case.citations.copy_ids.get((article, other))


def sketch(case: Case, accounts: list[int], rows: dict[str, list[Any]]) -> Sketch:
    """Return a graph with the accounts of a subject only, the earliest first, those of no known article left out.

    Of accounts that are one, the first speaks for all (see ``possible_worlds``).
    """
    known = [account for account in accounts if rows["article"][account] >= 0]
    known.sort(key=lambda account: (case.passages.rank(rows["article"][account]), account))
    articles = [rows["article"][account] for account in known]
    places: Places = {}
    for number, account in enumerate(known):
        places.setdefault(articles[number], []).append(((rows["start"][account] + rows["end"][account]) // 2, number))
    for found in places.values():
        found.sort()
    return Sketch(case, Graph(known), rows, articles, places, list(range(len(known))))


def copied(sketch: Sketch, number: int) -> None:
    """Lead to the accounts whose places are in the same passages."""
    case, graph, same = sketch.case, sketch.graph, trust().same
    article, (start, end) = sketch.articles[number], sketch.place(number)
    covering = case.passages.covering(article, start, end)
    met = False
    for passage in covering:
        others = sketch.places.get(passage.of_article, [])
        other = nearest(others, passage.place_of(start, end), (end - start) // 2 + DRIFT)
        if other is not None:
            met = True
            chance = same["loose" if passage.loose else "passage"]
            graph.lead(number, other, chance, COPIED, sketch.citation(article, passage.of_article))
    if met or not covering:
        return
    # No account of these articles is known, but they have the words: the first of them is whose they are.
    passage = covering[0]
    for _ in range(STEPS):
        step = case.passages.covering(passage.of_article, passage.of_start, passage.of_end)
        if not step:
            break
        passage = step[0]
    for name, citation, chance in _credits(case, passage.of_article):
        graph.lead(number, graph.number(cited(name)), chance, CREDITED, citation)
    graph.lead(number, graph.number(whose(case, passage.of_article)), same["passage"], ALIKE)


def join(sketch: Sketch) -> None:
    """Work out which accounts are likely one, by the edges there are."""
    found = sketch.one

    def first(number: int) -> int:
        while found[number] != number:
            found[number] = found[found[number]]
            number = found[number]
        return number

    for source, target, chance, tier, _ in sketch.graph.edges:
        if tier == COPIED and chance >= 0.5:
            low, high = sorted((first(source), first(target)))
            found[high] = low
    sketch.one = [first(number) for number in range(len(found))]


def quoted(sketch: Sketch, number: int) -> None:
    """Lead to whom an attribution quotes, and from the outlets it came through to them as well.

    A source without a name is that of the accounts that are one.
    """
    case, graph, article = sketch.case, sketch.graph, sketch.articles[number]
    attribution = sketch.rows["attribution_id"][graph.accounts[number]]
    rows = case.citations.of_attribution.get(attribution or "", [])
    own, confidence = sketch.outlet(number), trust().confidence
    outlets = [row for row in rows if row["kind"] == "via" and row["of_name"] != own]
    speakers = [row for row in rows if row["kind"] == "speaker" and row["of_name"] != own]
    for row in speakers:
        unnamed = sketch.one[number] if row["of_kind"] == "anonymous" else None
        node = Node(row["of_kind"], row["of_name"], row["of_entity_id"], unnamed)
        target = graph.number(cited(row["of_name"]) if row["of_kind"] in {"outlet", "agency"} else node)
        graph.lead(number, target, confidence["speaker"], QUOTED, row["id"])
        if unnamed is not None:
            graph.told.setdefault(node, set()).update(via["of_name"] for via in rows if via["kind"] == "via")
        for via in outlets:
            graph.lead(graph.number(cited(via["of_name"])), target, confidence["via"], QUOTED, via["id"])
        for name, citation, _ in _credits(case, article) if not outlets else ():
            if name != row["of_name"]:
                graph.lead(graph.number(cited(name)), target, trust().same["outlet"], QUOTED, citation)
    for via in outlets:
        target = graph.number(cited(via["of_name"]))
        graph.lead(number, target, confidence["via"], CREDITED if speakers else QUOTED, via["id"])


def credited(sketch: Sketch, number: int, voices: set[tuple[str | None, int]]) -> None:
    """Lead to the agency that the article credits, and to accounts in articles that it links to.

    A credit is about some of an article: less likely this account, if the article is known to have other passages of
    that agency's, or has accounts of several origins. ``voices`` are outlets of accounts, and what these are one with.
    """
    case, graph, article = sketch.case, sketch.graph, sketch.articles[number]
    sharing = {other for other, _ in case.passages.sharing(article)}
    outlets = {case.facts.outlets[other] for other in sharing}
    several = len({sketch.one[other] for _, other in sketch.places[article]}) > 1
    for name, citation, confidence in _credits(case, article):
        chance = confidence
        if (name, sketch.one[number]) not in voices:
            chance = trust().same["credit_elsewhere"] if name in outlets else chance
            chance = trust().same["credit_several"] if several and name not in outlets else chance
        graph.lead(number, graph.number(cited(name)), chance, CREDITED, citation)
    for row in case.citations.of_article.get(article, []):
        if row["kind"] == "link" and row["target"] in sketch.places and row["target"] != article:
            shares = row["target"] in sharing
            chance = trust().same["credit_elsewhere"] if shares else trust().confidence["link"]
            graph.lead(number, sketch.places[row["target"]][0][1], chance, ALIKE, row["id"])


def _credits(case: Case, article: int) -> Iterable[tuple[str, str, float]]:
    """Yield the outlets that an article as a whole is from, with the citation and its confidence."""
    own = case.facts.outlets[article]
    for row in case.citations.of_article.get(article, []):
        if row["kind"] == "credit" and row["of_name"] and row["of_name"] != own:
            yield row["of_name"], row["id"], trust().confidence["credit"]


def whose(case: Case, article: int) -> Node:
    """Return whose an article's own voice is: its outlet's, or where no outlet is known, its own."""
    name = case.facts.outlets[article]
    return Node("outlet", name) if name else Node("article", None, None, article)


def cited(name: str) -> Node:
    """Return an outlet as it is cited: what leads there goes on to its account of the subject, if that is known."""
    return Node("cited", name)
