"""The files in ``data/metadata``: where pages say who wrote them, when, and for whom, one piece of metadata a file."""

from __future__ import annotations

import re

from sayso import data
from sayso.data import DataError

#: The lists that a file holds.
_LISTS = {
    "title": ("meta",),
    "outlet": ("meta",),
    "published": ("meta", "changed", "first"),
    "author": (
        "meta", "meta_labels", "marks", "not_in", "labels", "ends", "nobody", "never_in", "not_people", "counted",
        "desks",
    ),
    "json-ld": ("articles", "pages"),
    "letters": ("salutations", "signed", "closings", "introduced"),
}  # fmt: skip
#: These become parts of XPath expressions, in which other characters would mean something.
_PLAIN = {("author", "marks"), ("author", "not_in")}
_PLAIN_WORD = re.compile(r"[a-z0-9_-]+")


def metadata_words(file: str, key: str) -> tuple[str, ...]:
    """Return the list ``key`` of the file ``file``, in its order; raises DataError for a file that cannot be used."""
    return _files()[file, key]


@data.cached
def _files() -> dict[tuple[str, str], tuple[str, ...]]:
    given = dict(data.load("metadata"))
    for file, content in given.items():
        unknown = [key for key in content if key not in ("note", *_LISTS.get(file, ()))]
        if file not in _LISTS or unknown:
            raise DataError(
                f"metadata/{file}.yaml: unknown key {unknown[0]!r}; there are {', '.join(_LISTS[file])}"
                if file in _LISTS
                else f"metadata/{file}.yaml: is not looked into; there are {', '.join(sorted(_LISTS))}"
            )
    return {(file, key): _list(file, key, given[file].get(key)) for file, keys in _LISTS.items() for key in keys}


def _list(file: str, key: str, given: object) -> tuple[str, ...]:
    place = f"metadata/{file}.yaml"
    if not isinstance(given, list) or not given or not all(isinstance(word, str) and word.strip() for word in given):
        raise DataError(f"{place}: {key!r} should be a list of words; put those that YAML takes for others into quotes")
    for word in given:
        if word != " ".join(word.lower().split()):
            raise DataError(f"{place}: {word!r} should be in small letters, with single blanks")
        if (file, key) in _PLAIN and not _PLAIN_WORD.fullmatch(word):
            raise DataError(f"{place}: {word!r} in {key!r} may hold letters, digits, '-' and '_' only")
    return tuple(given)
