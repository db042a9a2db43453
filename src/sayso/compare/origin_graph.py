"""The graph of one subject: its accounts, and whom they lead to, by tiers of what counts before what.

1. An account in a passage that stands in another account: that one. The two have one origin, whichever was first.
2. Whom its attribution quotes.
3. The agency that its article credits, or that another article of the same words credits.
4. Articles that it shares much with, though not these words; articles it links to.
5. Nothing of all that: its own outlet.

An outlet that is cited leads on to its own account of the subject, if that goes on. A person leads on to the body that the
words for them name, if that is in the graph. Sources without a name are one only by chance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
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
#: A chain of copies is followed over articles that give no account themselves for so many steps.
STEPS = 5
#: Characters that the place of an account may be off, beside half its length, when a passage is laid over another: words
#: were put in or left out on the way.
DRIFT = 40
#: Two accounts are one reworked when so many of the pairs of words of the shorter are the other's, and so many at least:
#: of a text with 40 % of its words replaced a third are left, while two texts of one matter share a few like "of the".
#: Characters of an account that are looked at.
REWORKED, FEWEST, SEEN = 0.2, 3, 600
_WORD = re.compile(r"\w+")


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
    edges: list[tuple[int, int, float, int, str | None]] = field(default_factory=list)
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


def graph_of(case: Case, accounts: list[int], rows: dict[str, list[Any]]) -> Graph:
    """Return the graph of one subject; ``rows`` are the columns of ``accounts.ACCOUNTS``, with ``article`` as a number."""
    # The earliest first: of accounts that are one, the first speaks for all (see ``possible_worlds``).
    ranks = {a: case.passages.rank(rows["article"][a]) if rows["article"][a] >= 0 else 0 for a in accounts}
    graph = Graph(accounts := sorted(accounts, key=lambda a: (ranks[a], a)))
    places: Places = {}
    for number, account in enumerate(accounts):
        middle = (rows["start"][account] + rows["end"][account]) // 2
        places.setdefault(rows["article"][account], []).append((middle, number))
    for found in places.values():
        found.sort()
    known = [(number, rows["article"][account]) for number, account in enumerate(accounts) if rows["article"][account] >= 0]
    for number, article in known:
        account = accounts[number]
        _copied(graph, case, number, article, (rows["start"][account], rows["end"][account]), places)
    _alike(graph, case, places, rows)
    one = _one(graph)
    for number, article in known:
        _quoted(graph, case, number, article, rows["attribution_id"][accounts[number]], one[number])
        _credited(graph, case, number, article, places, one)
        graph.lead(number, graph.number(_whose(case, article)), 1.0, OWN)
    _cited_outlets(graph, case, places, one)
    _unseen(graph, own_voice=[n for n in sorted(set(one)) if one[n] == n], one=one)
    _bodies(graph, case)
    _unnamed(graph, case, places)
    graph.edges = sorted(_best(graph.edges))
    return graph


def _one(graph: Graph) -> list[int]:
    """Return for each account the first of those that it is likely one with."""
    found = list(range(len(graph.accounts)))

    def first(number: int) -> int:
        while found[number] != number:
            found[number] = found[found[number]]
            number = found[number]
        return number

    for source, target, chance, tier, _ in graph.edges:
        if tier == COPIED and chance >= 0.5 and max(source, target) < len(found):
            low, high = sorted((first(source), first(target)))
            found[high] = low
    return [first(number) for number in range(len(found))]


def _copied(
    graph: Graph,
    case: Case,
    number: int,
    article: int,
    place: tuple[int, int],
    places: Places,
) -> None:
    same = trust().same
    covering = case.passages.covering(article, *place)
    met = False
    for passage in covering:
        other = nearest(places.get(passage.of_article, []), passage.place_of(*place), (place[1] - place[0]) // 2 + DRIFT)
        if other is not None:
            met = True
            citation = case.citations.copy_ids.get((article, passage.of_article))
            chance = same["loose" if passage.loose else "passage"]
            graph.lead(number, other, chance, COPIED, citation)
    if met or not covering:
        return
    # No account of these articles is known, but they have the words: the first of them is whose they are.
    passage, current, steps = covering[0], article, 0
    while steps < STEPS:
        step = case.passages.covering(passage.of_article, passage.of_start, passage.of_end)
        if not step:
            break
        passage, steps = step[0], steps + 1
    current = passage.of_article
    for name, citation, chance in _credits(case, current):
        graph.lead(number, graph.number(_cited(name)), chance, CREDITED, citation)
    graph.lead(number, graph.number(_whose(case, current)), same["passage"], ALIKE)


def _quoted(graph: Graph, case: Case, number: int, article: int, attribution: str | None, one: int) -> None:
    """Lead to whom an attribution quotes, and from the outlets it came through to them as well.

    A source without a name is that of the accounts that are ``one``.
    """
    rows = case.citations.of_attribution.get(attribution or "", [])
    own = case.facts.outlets[article]
    outlets = [row for row in rows if row["kind"] == "via" and row["of_name"] != own]
    speakers = [row for row in rows if row["kind"] == "speaker" and row["of_name"] != own]
    confidence = trust().confidence
    for row in speakers:
        node = Node(row["of_kind"], row["of_name"], row["of_entity_id"], one if row["of_kind"] == "anonymous" else None)
        target = graph.number(_cited(row["of_name"]) if row["of_kind"] in {"outlet", "agency"} else node)
        graph.lead(number, target, confidence["speaker"], QUOTED, row["id"])
        if node.kind == "anonymous":
            graph.told.setdefault(node, set()).update(via["of_name"] for via in rows if via["kind"] == "via")
        for via in outlets:
            graph.lead(graph.number(_cited(via["of_name"])), target, confidence["via"], QUOTED, via["id"])
        for name, citation, _ in _credits(case, article) if not outlets else ():
            if name != row["of_name"]:
                graph.lead(graph.number(_cited(name)), target, trust().same["outlet"], QUOTED, citation)
    for via in outlets:
        target = graph.number(_cited(via["of_name"]))
        graph.lead(number, target, confidence["via"], CREDITED if speakers else QUOTED, via["id"])


def _credits(case: Case, article: int) -> Iterable[tuple[str, str, float]]:
    """Yield the outlets that an article as a whole is from, with the citation and its confidence."""
    rows = case.citations.of_article.get(article, [])
    own = case.facts.outlets[article]
    for row in rows:
        if row["kind"] == "credit" and row["of_name"] and row["of_name"] != own:
            yield row["of_name"], row["id"], trust().confidence[row["kind"]]


def _credited(graph: Graph, case: Case, number: int, article: int, places: Places, one: list[int]) -> None:
    """Lead to the agency that the article credits, and to accounts in articles that it links to.

    A credit is about some of an article: less likely this account, if the article is known to have other passages of that
    agency's, or has accounts of several origins.
    """
    outlets = {case.facts.outlets[other] for other, _ in case.passages.sharing(article)}
    several = len({one[other] for _, other in places[article]}) > 1
    for name, citation, chance in _credits(case, article):
        same = any(case.facts.outlets[other] == name and one[n] == one[number] for other in places for _, n in places[other])
        if not same and name in outlets:
            chance = trust().same["credit_elsewhere"]
        elif not same and several:
            chance = trust().same["credit_several"]
        graph.lead(number, graph.number(_cited(name)), chance, CREDITED, citation)
    for row in case.citations.of_article.get(article, []):
        if row["kind"] == "link" and row["target"] in places and row["target"] != article:
            shares = any(other == row["target"] for other, _ in case.passages.sharing(article))
            chance = trust().same["credit_elsewhere"] if shares else trust().confidence["link"]
            graph.lead(number, places[row["target"]][0][1], chance, ALIKE, row["id"])


def _alike(graph: Graph, case: Case, places: Places, rows: dict[str, list[Any]]) -> None:
    """Lead from accounts to those of articles that theirs shares passages with, though not the place itself.

    Where the two have words in common, they are one account that was reworked; where only the articles have much in
    common, they may be. Which was first does not matter here either: the later leads to the earlier.
    """
    known: dict[int, frozenset[tuple[str, str]]] = {}

    def words(number: int) -> frozenset[tuple[str, str]]:
        if number not in known:
            known[number] = _words(case.facts, places_of[number], rows, graph.accounts[number])
        return known[number]

    places_of = {number: article for article, found in places.items() for _, number in found}
    pairs = [(source, target) for source, target, _, tier, _ in graph.edges if tier == COPIED]
    met = {(a, places_of[b]) for a, b in pairs} | {(b, places_of[a]) for a, b in pairs}
    alike: dict[int, tuple[bool, int, int]] = {}
    for article, found in places.items():
        for other, much in case.passages.sharing(article) if article >= 0 else ():
            if other not in places or case.passages.rank(article) <= case.passages.rank(other):
                continue
            citation = case.citations.copy_ids.get((article, other))
            for middle, number in found:
                if (number, other) in met:
                    continue
                best, target = max((_common(words(number), words(n)), -n) for _, n in places[other])
                if best >= REWORKED:
                    pairs.append((number, -target))
                    graph.lead(number, -target, trust().same["reworked"], COPIED, citation)
                elif (near := nearest(places[other], middle)) is not None:
                    alike[number] = max(alike.get(number, (False, -1, -1)), (much, -near, other))
    joined = {number for pair in pairs for number in pair}
    for number, (much, near, other) in alike.items():
        if number not in joined:
            citation = case.citations.copy_ids.get((places_of[number], other))
            graph.lead(number, -near, trust().same["near" if much else "little"], ALIKE, citation)


def _words(facts: Articles, article: int, rows: dict[str, list[Any]], account: int) -> frozenset[tuple[str, str]]:
    """Return the pairs of words of an account that stand side by side, in small letters."""
    base = int(facts.starts[article])
    text = facts.text(article)[rows["start"][account] - base : rows["end"][account] - base]
    words = _WORD.findall(text[:SEEN].casefold())
    return frozenset(zip(words, words[1:], strict=False))


def _common(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> float:
    """Return the share of the shorter of two accounts that stands in the other; too little tells nothing."""
    both = len(one & other)
    return both / min(len(one), len(other)) if both >= FEWEST else 0.0


def _whose(case: Case, article: int) -> Node:
    """Return whose an article's own voice is: its outlet's, or where no outlet is known, its own."""
    name = case.facts.outlets[article]
    return Node("outlet", name) if name else Node("article", None, None, article)


def _cited(name: str) -> Node:
    """Return an outlet as it is cited: what leads there goes on to its account of the subject, if that is known."""
    return Node("cited", name)


def _cited_outlets(graph: Graph, case: Case, places: Places, one: list[int]) -> None:
    """Lead from an account that cites an outlet, or from the outlet, to the account that is meant.

    Where the outlet has an account in the same words, that one is meant, and the outlet's own voice is what is left to
    lead to. Else it is the outlet's earliest account that may have been there before. Where all of them are later (outlets
    change pages under their first date), the outlet leads to any that goes on.
    """
    own: dict[str, list[int]] = {}
    article_of = {number: article for article, found in places.items() for _, number in found}
    for number, article in sorted(article_of.items()):
        if article >= 0 and case.facts.outlets[article]:
            own.setdefault(case.facts.outlets[article] or "", []).append(number)
    outlets = {len(graph.accounts) + n: node.name or "" for n, node in enumerate(graph.nodes) if node.kind == "cited"}
    for number, name in outlets.items():
        graph.lead(number, graph.number(Node("outlet", name)), 1.0, OWN)
    going_on = {source for source, _, _, tier, _ in graph.edges if tier < OWN}
    chance = trust().same["outlet"]
    for edge in list(graph.edges):
        source, target, certainty, tier, citation = edge
        if tier == OWN or target not in outlets:
            continue
        others = [n for n in own.get(outlets[target], ()) if n != source]
        if source >= len(graph.accounts):
            before, same = [], False
        else:
            same = any(one[n] == one[source] and n < source for n in others)
            before = [n for n in others if _may_precede(case.facts, article_of[n], article_of[source])]
        if same or before:
            graph.edges.remove(edge)
            outlet = graph.number(Node("outlet", outlets[target]))
            graph.lead(source, outlet, certainty, tier if same else min(tier + 1, ALIKE), citation)
        if before and not same:
            first = min(before, key=lambda n: (case.passages.rank(article_of[n]), n))
            graph.lead(source, first, min(chance, certainty), tier, citation)
        for number in others if not (same or before) else ():
            if number in going_on:
                graph.lead(target, number, chance, QUOTED)


def _unseen(graph: Graph, own_voice: list[int], one: list[int]) -> None:
    """Lead from what cites nobody, and from cited outlets that have no article here, to another account by a small chance.

    Their source, which is not among the articles, may be that of the other as well.
    """
    citing = {one[source] for source, _, _, tier, _ in graph.edges if source < len(one) and COPIED < tier < OWN}
    silent = [number for number in own_voice if number not in citing]
    for number in silent:
        others = [other for other in own_voice if other != number]
        if others:
            graph.lead(number, others[0], trust().same["unseen"], ALIKE)
    going_on = {source for source, _, _, tier, _ in graph.edges if tier < OWN}
    for place, node in enumerate(graph.nodes):
        number = len(graph.accounts) + place
        if node.kind == "cited" and number not in going_on and silent:
            graph.lead(number, silent[0], trust().same["unseen_cited"], QUOTED)


def _may_precede(facts: Articles, one: int, other: int) -> bool:
    """Tell whether one article may have been there before another, as far as their days tell."""
    days = int(facts.days[one]), int(facts.days[other])
    return min(days) < 0 or days[0] <= days[1]


def _bodies(graph: Graph, case: Case) -> None:
    """Lead from people to the body they speak for, where another speaks for it too or it speaks itself."""
    people = [(node, case.bodies[node.entity]) for node in graph.nodes if node.entity in case.bodies]
    counted = Counter(body for _, body in people)
    for person, (entity, name) in people:
        body = Node("speaker", name, entity)
        if graph.has(body) or counted[entity, name] > 1:
            graph.lead(graph.number(person), graph.number(body), trust().same["speaks_for"], QUOTED)


def _unnamed(graph: Graph, case: Case, places: Places) -> None:
    """Lead from sources without a name to one for all that are called the same.

    In articles that share much, what is called the same may well be the same, unless their accounts were told apart. So
    may those who told the same outlet.
    """
    article_of = {number: article for article, found in places.items() for _, number in found}
    joined = {frozenset((article_of.get(a), article_of.get(b))) for a, b, _, tier, _ in graph.edges if tier == COPIED}
    unnamed = [node for node in graph.nodes if node.kind == "anonymous"]
    known = {(node.entity or node.name, article_of[node.of or 0]): node for node in unnamed}
    for node in unnamed:
        article = article_of[node.of or 0]
        for other, much in case.passages.sharing(article):
            twin = known.get((node.entity or node.name, other))
            if much and twin not in {None, node} and frozenset((article, other)) not in joined:
                graph.lead(graph.number(node), graph.number(twin or node), trust().same["near"], COPIED)
    first: dict[tuple[str | None, str], Node] = {}
    for node in unnamed:
        for outlet in sorted(graph.told.get(node, ())):
            other_node = first.setdefault((node.entity or node.name, outlet), node)
            graph.lead(graph.number(node), graph.number(other_node), trust().same["unnamed_told"], COPIED)
    counted = Counter(node.entity or node.name for node in unnamed)
    for node in unnamed:
        if counted[node.entity or node.name] > 1:
            one = Node("anonymous", node.name, node.entity)
            graph.lead(graph.number(node), graph.number(one), trust().same["unnamed"], QUOTED)


def _best(edges: list[tuple[int, int, float, int, str | None]]) -> list[tuple[int, int, float, int, str | None]]:
    """Return the edges with only the best of several between the same two nodes in one tier."""
    found: dict[tuple[int, int, int], tuple[int, int, float, int, str | None]] = {}
    for edge in edges:
        key = (edge[0], edge[1], edge[3])
        if key not in found or (edge[2], edge[4] or "") > (found[key][2], found[key][4] or ""):
            found[key] = edge
    return list(found.values())
