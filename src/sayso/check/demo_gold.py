"""The gold of the bundled example: words instead of offsets, because a person wrote it and a person reads it.

Every attribution names its page (``file``, and ``record`` for an entry of a feed) and a ``passage`` of it; source, cue
and content are words within the passage. ``{"words": …, "occurrence": n}`` is the n-th place, from 1, where the words
stand, any run of white space counting as one space. Only pages that are ``fully_annotated`` are scored: on the others
a finding that the gold lacks may well be right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sayso.check.files import GoldError, named_digest, plain
from sayso.check.nouns import GoldAttribution, GoldDocument, GoldSet
from sayso.check.spans import Segment, normalise
from sayso.model import Page
from sayso.read.sources import find_pages

FIELDS = frozenset({"linked", "content", "speaker", "style", "via", "polarity", "nested"})


class Folded:
    """A text with every run of white space made one space, and the way back to its offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        parts = list(re.finditer(r"\s+|\S+", text))
        self._folded = "".join(" " if part[0].isspace() else part[0] for part in parts)
        self._back = [
            offset for part in parts for offset in ([part.start()] if part[0].isspace() else range(*part.span()))
        ]
        self._back.append(len(text))

    def find(self, place: Mapping[str, Any], within: Segment | None = None) -> Segment | None:
        """Return where the words of ``place`` stand in the text, or in a segment of it; None if they do not."""
        words = " ".join(str(place["words"]).split())
        count = int(place.get("occurrence", 1))
        if not words or count < 1:
            return None
        start, end = within or (0, len(self.text))
        at = -1
        for _ in range(count):
            at = self._next(words, max(at + 1, 0), start)
            if at < 0 or self._back[at + len(words) - 1] >= end:
                return None
        return self._back[at], self._back[at + len(words) - 1] + 1

    def _next(self, words: str, since: int, start: int) -> int:
        at = self._folded.find(words, since)
        while at >= 0 and self._back[at] < start:
            at = self._folded.find(words, at + 1)
        return at


def load_demo(path: Path, raw: bytes, gold: Any) -> GoldSet[GoldDocument]:
    """Return the documents of the example's gold; its pages lie in ``pages`` beside it.

    An attribution whose words are not on its page is left out and named in the notes. Raises GoldError when the gold is
    misshapen or a page is missing.
    """
    folder = path.parent / "pages"
    pages = {(page.file, page.record): page for page in find_pages([folder])}
    documents: list[GoldDocument] = []
    notes: list[str] = []
    try:
        scored = [(str(one["file"]), plain(one.get("record"))) for one in gold["pages"] if one["fully_annotated"]]
        by_page: dict[tuple[str, str | None], list[dict[str, Any]]] = {key: [] for key in scored}
        for item in gold["attributions"]:
            key = (str(item["file"]), plain(item.get("record")))
            if key in by_page:
                by_page[key].append(item)
        for key, items in sorted(by_page.items(), key=lambda one: (one[0][0], one[0][1] or "")):
            if key not in pages or pages[key].error:
                raise GoldError(f"{path}: page {' '.join(filter(None, key))} cannot be read in {folder}; put it there")
            documents.append(_document(pages[key], items, notes))
    except GoldError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise GoldError(f"{path}: looks like demo gold but a field is missing or misshapen ({error!r})") from error
    names = sorted({file for file, _ in by_page})
    files = [named_digest(path, raw)]
    for name in names:
        files.append((name, named_digest(path, (path.parent / name).read_bytes())[1]))
    return GoldSet("demo", tuple(documents), tuple(files), FIELDS, tuple(notes))


def _document(page: Page, items: list[dict[str, Any]], notes: list[str]) -> GoldDocument:
    folded = Folded(page.text)
    marked = []
    for item in items:
        one = _attribution(folded, item)
        if one is None:
            notes.append(f"{item['id']}: its words are not on the page; left out")
        else:
            marked.append(one)
    name = page.file if page.record is None else f"{page.file} {page.record}"
    return GoldDocument(name, page.text, tuple(marked), page)


def _attribution(folded: Folded, item: Mapping[str, Any]) -> GoldAttribution | None:
    passage = folded.find(item["passage"])
    if passage is None:
        return None
    places: dict[str, list[Segment]] = {}
    for role in ("source", "cue", "content"):
        given = item.get(role) or []
        wanted = given if isinstance(given, list) else [given]
        found = [folded.find(place, passage) for place in wanted]
        if None in found:
            return None
        places[role] = [segment for segment in found if segment is not None]
    return GoldAttribution(
        id=str(item["id"]),
        content=normalise(folded.text, places["content"]),
        source=normalise(folded.text, places["source"]),
        cue=normalise(folded.text, places["cue"]),
        speaker=plain(item.get("speaker")),
        speaker_kind=plain(item.get("speaker_kind")),
        style=plain(item.get("style")),
        via=tuple(str(name) for name in item.get("via") or ()),
        polarity=plain(item.get("polarity")),
        parent=plain(item.get("parent")),
    )
