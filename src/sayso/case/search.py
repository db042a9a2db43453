"""The search language: phrases, AND, OR, NOT, prefixes and brackets, turned into a safe FTS5 expression.

    "last good harvest" AND (bridge OR market) NOT retracted
    cease*  -militants  -"last good harvest"

Words side by side mean AND. Every word reaches FTS5 inside double quotes, so no input can be a syntax error there;
what cannot be understood here (a lone operator, an unclosed bracket or quotation mark) is read in the kindest way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Longer queries are cut: SQLite parses FTS5 expressions by recursion.
MAX_TERMS = 64
_TOKEN = re.compile(r"""(-?)(?:["“”„]([^"“”„]*)["“”„]?(\*?)|([()])|([^\s()"“”„]+))""")
_WORD = re.compile(r"\w", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Query:
    """A query understood: ``expression`` for FTS5, and its words for marking hits.

    Of a query of nothing but NOT the expression is empty, and ``without`` holds what is not to be found: FTS5 has no
    way of saying "all but these". When both are empty, the query matches nothing.
    """

    expression: str
    terms: tuple[str, ...]
    without: str = ""


def parse(text: str) -> Query:
    """Read a search text as typed; never raises."""
    tokens = _tokens(text)[:MAX_TERMS]
    terms: list[str] = []
    expression, rest = _either(tokens, terms, 0)
    while rest:  # a bracket too many: what follows still counts
        more, rest = _either(rest[1:], terms, 0)
        expression = _join(" AND ", [expression, more])
    return Query(expression, tuple(terms), "" if expression else _only_unwanted(tokens))


def _only_unwanted(tokens: list[tuple[str, str]]) -> str:
    """Return what a query of nothing but NOT leaves out: of ``-a -(b c)`` it is ``a OR (b AND c)``."""
    turned: list[tuple[str, str]] = []
    depth = 0
    for kind, value in tokens:
        if kind == "bracket":
            depth = max(0, depth + (1 if value == "(" else -1))
        if kind == "operator" and not depth:
            if value == "OR":
                return ""  # "without this, or without that" is nearly everything: nobody means it
            turned.append(("operator", "OR"))
        else:
            turned.append((kind, value))
    return _either(turned, [], 0)[0]


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for minus, phrase, phrase_star, bracket, word in _TOKEN.findall(text):
        if bracket:
            if minus and bracket == "(":
                found.append(("operator", "NOT"))
            found.append(("bracket", bracket))
        elif word in ("AND", "OR", "NOT") and not minus:
            found.append(("operator", word))
        else:
            star = "*" if phrase_star or word.endswith("*") else ""
            words = (phrase or word).replace("\x00", " ").replace('"', " ").rstrip("*").strip()
            if not _WORD.search(words):
                continue  # only punctuation: FTS5 would see an empty phrase
            if minus:
                found.append(("operator", "NOT"))
            found.append(("term", f'"{words}"{star}'))
    return found


def _either(tokens: list[tuple[str, str]], terms: list[str], depth: int) -> tuple[str, list[tuple[str, str]]]:
    """OR of groups; returns the expression and the tokens left (from a closing bracket on)."""
    groups: list[str] = []
    while True:
        group, tokens = _both(tokens, terms, depth)
        groups.append(group)
        if tokens and tokens[0] == ("operator", "OR"):
            tokens = tokens[1:]
            continue
        return _join(" OR ", groups), tokens


def _both(tokens: list[tuple[str, str]], terms: list[str], depth: int) -> tuple[str, list[tuple[str, str]]]:
    """AND of terms, less the terms behind NOT."""
    wanted: list[str] = []
    unwanted: list[str] = []
    negate = False
    while tokens and tokens[0] not in (("operator", "OR"), ("bracket", ")")):
        kind, value = tokens[0]
        tokens = tokens[1:]
        if kind == "operator":
            negate = value == "NOT"
            continue
        if kind == "bracket":
            inner_terms: list[str] = []
            value, tokens = _either(tokens, inner_terms, depth + 1)
            tokens = tokens[1:]  # the closing bracket, if it is there
            if not negate:
                terms.extend(inner_terms)
        elif not negate:
            terms.append(value.strip('"*').strip('"'))
        if value:
            (unwanted if negate else wanted).append(value)
        negate = False
    expression = _join(" AND ", wanted)
    if expression and unwanted:  # FTS5 has no unary NOT; see Query.without
        expression = f"({expression} NOT {_join(' OR ', unwanted)})"
    return expression, tokens


def _join(operator: str, parts: list[str]) -> str:
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return parts[0] if parts else ""
    return f"({operator.join(parts)})"
