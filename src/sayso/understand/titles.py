"""Titles before names: "former Foreign Minister Ana Lund" (see sayso/data/titles)."""

from __future__ import annotations

import re

from sayso import data

#: A title and the words before it take no more words than this ("former deputy chief of the general staff").
MAX_WORDS = 8
#: Nothing but one space parts a title from the name: "the minister, Ana Lund" is an apposition, the readers' business.
_WORD = re.compile(r"[^\W_][\w’'.-]*")


@data.cached
def _titles() -> tuple[dict[str, str], frozenset[str]]:
    """Return titles by how they are written, in small letters and without full stops; and the words before titles."""
    found: dict[str, str] = {}
    before: set[str] = set()
    for file, content in data.load("titles"):
        place = f"data/titles/{file}.yaml"
        lists = [content.get("titles") or [], content.get("before") or []]
        if not all(isinstance(given, list) for given in lists):
            raise data.DataError(f"{place}: 'titles' and 'before' should be lists: - foreign minister")
        for entry in lists[0]:
            name, others = next(iter(entry.items())) if isinstance(entry, dict) else (entry, [])
            if not isinstance(name, str) or not isinstance(others, list):
                raise data.DataError(f"{place}: {entry!r}: write '- title' or '- title: [other spellings]'")
            for words in (name, *others):
                found.setdefault(_plain(str(words)), name)
        before.update(_plain(str(word)) for word in lists[1])
    return found, frozenset(before)


def before(text: str, start: int, floor: int = 0) -> tuple[int, int, str] | None:
    """Return where the title stands that ends right before ``start``, and the title; None when there is none.

    Offsets are into ``text``; nothing before ``floor`` is looked at. Words such as "former" are part of the words, and
    not of the title. The longest title counts.
    """
    titles, modifiers = _titles()
    if start <= floor or text[start - 1] not in " \xa0":
        return None
    end = start - 1
    words: list[tuple[int, str]] = []
    place = end
    while len(words) < MAX_WORDS and place > floor:
        left = place
        while left > floor and not text[left - 1].isspace():
            left -= 1
        word = text[left:place]
        if not _WORD.fullmatch(word):
            break
        words.append((left, _plain(word)))
        if left <= floor or text[left - 1] not in " \xa0":
            break
        place = left - 1
    words.reverse()
    for number in range(len(words)):
        title = titles.get(" ".join(word for _, word in words[number:]))
        if title is not None:
            first = number
            while first and words[first - 1][1] in modifiers:
                first -= 1
            return words[first][0], end, title
    return None


def strip(name: str) -> int:
    """Return how many characters at the beginning of a name are titles: 9 for "Minister Ana Lund"."""
    titles, modifiers = _titles()
    starts = [match.start() for match in re.finditer(r"\S+", name)]
    at = 0
    while at < len(starts) - 1:
        begins = (name[starts[at] : starts[n]].rstrip() for n in range(len(starts) - 1, at, -1))
        longest = next((words for words in begins if _plain(words) in titles or _plain(words) in modifiers), None)
        if longest is None:
            break
        at += len(longest.split())
    return starts[at] if at else 0


def opens(word: str) -> bool:
    """Whether some title begins with this word."""
    return _plain(word) in _first_words()


@data.cached
def _first_words() -> frozenset[str]:
    titles, modifiers = _titles()
    return frozenset(words.split()[0] for words in titles) | modifiers


def _plain(words: str) -> str:
    return words.replace(".", "").lower()
