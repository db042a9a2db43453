"""What is guessed of a subject's graph: accounts reworked, outlets that are meant, sources that may be one.

``graph_of`` makes the whole graph, this and what ``origin_graph`` knows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from sayso.compare.article_facts import Articles
from sayso.compare.citing import trust
from sayso.compare.origin_graph import (
    ALIKE,
    COPIED,
    OWN,
    QUOTED,
    Case,
    Edge,
    Graph,
    Node,
    Sketch,
    copied,
    credited,
    join,
    quoted,
    sketch,
    whose,
)
from sayso.compare.passages import nearest

#: Two accounts are one reworked when so many of the pairs of words of the shorter are the other's, and so many at
#: least: of a text with 40 % of its words replaced a third are left, while two texts of one matter share a few like
#: "of the". Characters of an account that are looked at.
REWORKED, FEWEST, SEEN = 0.2, 3, 600
#: An outlet's accounts of a subject among which the one is looked for that others mean: the earliest.
EARLIEST = 20
_WORD = re.compile(r"\w+")
Words = frozenset[tuple[str, str]]


def graph_of(case: Case, accounts: list[int], rows: dict[str, list[Any]]) -> Graph:
    """Return the graph of a subject; ``rows`` are the columns of ``accounts.ACCOUNTS``, ``article`` being a number."""
    made = sketch(case, accounts, rows)
    graph, every = made.graph, range(len(made.articles))
    for number in every:
        copied(made, number)
    reworked(made)
    join(made)
    voices = {(made.outlet(number), made.one[number]) for number in every}
    for number in every:
        quoted(made, number)
        credited(made, number, voices)
        graph.lead(number, graph.number(whose(case, made.articles[number])), 1.0, OWN)
    told_again(made)
    meant(made)
    unseen(made)
    bodies(made)
    unnamed(made)
    graph.edges = sorted(_best(graph.edges))
    return graph


def reworked(made: Sketch) -> None:
    """Lead from accounts to those of articles that theirs shares passages with, though not the place itself.

    Where the two have words in common, they are one account that was reworked; where only the articles have, they may
    be. Which was first does not matter: the later leads to the earlier.
    """
    passages, graph = made.case.passages, made.graph
    words: dict[int, Words] = {}
    pairs = [(source, target) for source, target, _, tier, _ in graph.edges if tier == COPIED]
    met = {(a, made.articles[b]) for a, b in pairs} | {(b, made.articles[a]) for a, b in pairs}
    alike: dict[int, tuple[bool, int, int]] = {}
    for article, found in made.places.items():
        for other, much in passages.sharing(article):
            if other not in made.places or passages.rank(article) <= passages.rank(other):
                continue
            for middle, number in found:
                if (number, other) in met:
                    continue
                theirs = [n for _, n in made.places[other]]
                for n in (number, *theirs):
                    words.setdefault(n, _words(made, n))
                best, earliest = max((_common(words[number], words[n]), -n) for n in theirs)
                if best >= REWORKED:
                    pairs.append((number, -earliest))
                    citation = made.citation(article, other)
                    graph.lead(number, -earliest, trust().same["reworked"], COPIED, citation)
                elif (near := nearest(made.places[other], middle)) is not None:
                    alike[number] = max(alike.get(number, (False, -len(graph.accounts), -1)), (much, -near, other))
    joined = {number for pair in pairs for number in pair}
    for number, (much, near, other) in alike.items():
        if number not in joined:
            citation = made.citation(made.articles[number], other)
            graph.lead(number, -near, trust().same["near" if much else "little"], ALIKE, citation)


def _words(made: Sketch, number: int) -> Words:
    """Return the pairs of words of an account that stand side by side, in small letters."""
    article, (start, end) = made.articles[number], made.place(number)
    base = int(made.case.facts.starts[article])
    text = made.case.facts.text(article)[start - base : min(end - base, start - base + SEEN)]
    return frozenset(pairwise(_WORD.findall(text.casefold())))


def _common(one: Words, other: Words) -> float:
    """Return the share of the shorter of two accounts that stands in the other; too little tells nothing."""
    both = len(one & other)
    return both / min(len(one), len(other)) if both >= FEWEST else 0.0


def told_again(made: Sketch) -> None:
    """Lead from what an article tells in its own voice, and shares with nobody, to its nearest account that quotes.

    Leads and headlines tell without a source what the text below has from one.
    """
    graph, sizes = made.graph, Counter(made.one)
    quoting = {source for source, _, _, tier, _ in graph.edges if tier == QUOTED}
    citing = {source for source, _, _, tier, _ in graph.edges if COPIED < tier < ALIKE}
    for found in made.places.values():
        others = [place for place in found if place[1] in quoting]
        for middle, number in found:
            other = nearest(others, middle)
            if other is not None and number not in citing and sizes[made.one[number]] == 1:
                graph.lead(number, other, trust().same["told_again"], ALIKE)


def meant(made: Sketch) -> None:
    """Lead from an account that cites an outlet, or from the outlet, to the account that is meant.

    Where the outlet has an earlier account that is one with this, that one is meant, and the outlet's own voice is what
    is left to lead to. Else it is the outlet's earliest account that may have been there before. Where all are later
    (outlets change pages under their first date), the outlet leads to any that goes on.
    """
    graph, own = made.graph, _own_accounts(made)
    first_of: dict[tuple[str, int], int] = {}
    for name, numbers in own.items():
        for number in reversed(numbers):
            first_of[name, made.one[number]] = number
    outlets = {len(graph.accounts) + n: node.name or "" for n, node in enumerate(graph.nodes) if node.kind == "cited"}
    for number, name in outlets.items():
        graph.lead(number, graph.number(Node("outlet", name)), 1.0, OWN)
    going_on = {source for source, _, _, tier, _ in graph.edges if tier < OWN}
    chance, edges, graph.edges = trust().same["outlet"], graph.edges, []
    for edge in edges:
        source, target, certainty, tier, citation = edge
        if tier == OWN or target not in outlets:
            graph.edges.append(edge)
            continue
        name = outlets[target]
        others = [number for number in own.get(name, ())[:EARLIEST] if number != source]
        same, before = False, []
        if source < len(graph.accounts):
            same = first_of.get((name, made.one[source]), source) < source
            article = made.articles[source]
            before = [n for n in others if _may_precede(made.case.facts, made.articles[n], article)]
        if same or before:
            tier_left = tier if same else min(tier + 1, ALIKE)
            graph.lead(source, graph.number(Node("outlet", name)), certainty, tier_left, citation)
        else:
            graph.edges.append(edge)
            for number in going_on.intersection(others):
                graph.lead(target, number, chance, QUOTED)
        if before and not same:
            graph.lead(source, min(before), min(chance, certainty), tier, citation)


def _own_accounts(made: Sketch) -> dict[str, list[int]]:
    """Return the accounts in each outlet's articles, the earliest first."""
    own: dict[str, list[int]] = {}
    for number in range(len(made.articles)):
        own.setdefault(made.outlet(number) or "", []).append(number)
    own.pop("", None)
    return own


def _may_precede(facts: Articles, one: int, other: int) -> bool:
    """Tell whether one article may have been there before another, as far as their days tell."""
    days = int(facts.days[one]), int(facts.days[other])
    return min(days) < 0 or days[0] <= days[1]


def unseen(made: Sketch) -> None:
    """Lead from what cites nobody, and from cited outlets without an article here, to another account, by small odds.

    Their source, which is not among the articles, may be that of the other as well.
    """
    graph, one = made.graph, made.one
    citing = {one[source] for source, _, _, tier, _ in graph.edges if source < len(one) and COPIED < tier < OWN}
    firsts = sorted(set(one))
    silent = [number for number in firsts if number not in citing]
    for number in silent:
        other = next((other for other in firsts[:2] if other != number), None)
        if other is not None:
            graph.lead(number, other, trust().same["unseen"], ALIKE)
    going_on = {source for source, _, _, tier, _ in graph.edges if tier < OWN}
    citing_it: dict[int, set[int]] = {}
    for source, target, _, _, _ in graph.edges:
        if source < len(one) <= target:
            citing_it.setdefault(target, set()).add(one[source])
    for place, node in enumerate(graph.nodes):
        number = len(graph.accounts) + place
        if node.kind == "cited" and number not in going_on:
            others = (other for other in (*silent, *firsts) if other not in citing_it.get(number, ()))
            other = next(others, None)
            if other is not None:
                graph.lead(number, other, trust().same["unseen_cited"], QUOTED)


def bodies(made: Sketch) -> None:
    """Lead from people to the body they speak for, where another speaks for it too or it speaks itself."""
    graph, known = made.graph, made.case.bodies
    people = [(node, known[node.entity]) for node in graph.nodes if node.entity in known]
    counted = Counter(body for _, body in people)
    for person, (entity, name) in people:
        body = Node("speaker", name, entity)
        if graph.has(body) or counted[entity, name] > 1:
            graph.lead(graph.number(person), graph.number(body), trust().same["speaks_for"], QUOTED)


def unnamed(made: Sketch) -> None:
    """Lead from sources without a name to one for all that are called the same.

    In articles that share much, what is called the same may well be the same, unless their accounts were told apart. So
    may those who told the same outlet.
    """
    graph, articles = made.graph, made.articles
    one = len(articles)
    pairs = [(a, b) for a, b, _, tier, _ in graph.edges if tier == COPIED and max(a, b) < one]
    apart = {frozenset((articles[a], articles[b])) for a, b in pairs}
    nodes = [node for node in graph.nodes if node.kind == "anonymous"]
    known = {(node.entity or node.name, articles[node.of or 0]): node for node in nodes}
    told: dict[tuple[str | None, str], Node] = {}
    counted = Counter(node.entity or node.name for node in nodes)
    for node in nodes:
        called, article = node.entity or node.name, articles[node.of or 0]
        for other, much in made.case.passages.sharing(article):
            twin = known.get((called, other))
            if much and twin not in {None, node} and frozenset((article, other)) not in apart:
                graph.lead(graph.number(node), graph.number(twin or node), trust().same["near"], COPIED)
        for outlet in sorted(graph.told.get(node, ())):
            first = told.setdefault((called, outlet), node)
            graph.lead(graph.number(node), graph.number(first), trust().same["unnamed_told"], COPIED)
        if counted[called] > 1:
            every = graph.number(Node("anonymous", node.name, node.entity))
            graph.lead(graph.number(node), every, trust().same["unnamed"], QUOTED)


def _best(edges: Iterable[Edge]) -> list[Edge]:
    """Return the edges with only the best of several between the same two nodes in one tier."""
    found: dict[tuple[int, int, int], Edge] = {}
    for edge in edges:
        key = (edge[0], edge[1], edge[3])
        if key not in found or (edge[2], edge[4] or "") > (found[key][2], found[key][4] or ""):
            found[key] = edge
    return list(found.values())
