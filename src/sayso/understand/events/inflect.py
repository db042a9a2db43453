"""Forms of English words as the data files need them: plurals, and the forms of verbs that are regular."""

from __future__ import annotations

_VOWELS = frozenset("aeiou")


def plural(noun: str) -> str:
    """Return the regular plural of a noun, or of the last word of a phrase."""
    if noun.endswith(("s", "sh", "ch", "x", "z")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    if noun.endswith("man"):
        return noun[:-3] + "men"
    return noun + "s"


def verb_forms(verb: str) -> dict[str, str]:
    """Return the regular forms of a verb, or of the first word of a phrase: ``{words: shape}``.

    The shapes are ``base``, ``third``, ``past`` and ``ing``.
    """
    first, _, rest = verb.partition(" ")
    behind = f" {rest}" if rest else ""
    if first.endswith("e"):
        third, past, ing = first + "s", first + "d", first[:-1] + "ing"
    elif first.endswith("y") and first[-2:-1] not in _VOWELS:
        third, past, ing = first[:-1] + "ies", first[:-1] + "ied", first + "ing"
    else:
        third = first + ("es" if first.endswith(("s", "sh", "ch", "x", "z")) else "s")
        past, ing = first + "ed", first + "ing"
    return {first + behind: "base", third + behind: "third", past + behind: "past", ing + behind: "ing"}


def shape(form: str) -> str:
    """Tell the shape of a form that a file lists: of its first word."""
    first = form.split(maxsplit=1)[0]
    if first.endswith("ing"):
        return "ing"
    return "third" if first.endswith("s") and not first.endswith("ss") else "past"
