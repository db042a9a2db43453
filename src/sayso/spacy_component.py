"""Sayso as a spaCy component: ``nlp.add_pipe("sayso")`` puts who says what on every ``Doc``.

What is found is kept on the Doc as plain numbers and words, so that it goes into a ``DocBin``; ``doc._.sayso`` makes
objects with spans of it. spaCy is needed (``pip install sayso[spacy]``), no model of it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from sayso.model import Article, Attribution, Block, Page, content_id
from sayso.understand import AttributionReader, make_reader, understand

#: So many texts are read at once by ``nlp.pipe`` unless it is told otherwise: a learned reader fills its batches.
BATCH = 64
_KEY = "sayso"
#: Between two texts read at once: they are read as articles of one page, and none sees another.
_GAP = "\n\n"
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")
_ErrorHandler = Callable[[str, "SaysoComponent", list[Doc], Exception], None]


@dataclass(frozen=True, slots=True)
class Saying:
    """One attribution on a Doc. Spans reach to the ends of the tokens they touch; ``id_`` of each is
    the attribution's number on the Doc, from 0.

    ``source`` and ``cue`` may be None (floating quotations), ``speaker`` when unclear. ``parent`` is the attribution in
    whose content this one stands. Values are those of the table ``attributions`` (docs/tables.md).
    """

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    speaker: str | None
    speaker_kind: str | None
    via: tuple[str, ...]
    style: str
    polarity: str
    confidence: float
    parent: Saying | None


class SaysoComponent:
    """Finds attributions with the named reader. Holds no state but its settings."""

    def __init__(self, name: str = "sayso", reader: str = "rules") -> None:
        self.name = name
        self.reader = reader
        self._handle: _ErrorHandler = _raise
        _reader(reader)  # an unknown reader is told when the component is added

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with what is found on it."""
        self._read([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = BATCH) -> Iterator[Doc]:
        """Yield the Docs of a stream, read ``batch_size`` at once.

        When a batch fails, its Docs are read one by one and those that fail go to the pipeline's error handler.
        """
        docs = iter(stream)
        while batch := list(islice(docs, max(1, batch_size))):
            try:
                self._read(batch)
            except Exception:
                yield from self._one_by_one(batch)
            else:
                yield from batch

    def set_error_handler(self, handler: _ErrorHandler) -> None:
        """Use ``handler(name, component, docs, error)`` for Docs that cannot be read; spaCy's default raises."""
        self._handle = handler

    def _one_by_one(self, batch: Sequence[Doc]) -> Iterator[Doc]:
        for doc in batch:
            try:
                self._read([doc])
            except Exception as error:
                self._handle(self.name, self, [doc], error)
            else:
                yield doc

    def _read(self, docs: Sequence[Doc]) -> None:
        page, articles, blocks = _page([doc.text for doc in docs])
        found: dict[str, list[Attribution]] = {article.id: [] for article in articles}
        for made in understand(page, articles, blocks, _reader(self.reader)).attributions:
            found[made.article_id].append(made)
        for doc, article in zip(docs, articles, strict=True):
            doc.user_data[_KEY] = _plain(found[article.id], article)
            doc.spans[_KEY] = list(_spans(doc))


def make(nlp: Language, name: str, reader: str) -> SaysoComponent:
    """Return the component for ``nlp.add_pipe("sayso", config={"reader": …})``. ValueError for an unknown reader."""
    return SaysoComponent(name, reader)


def sayings(doc: Doc) -> list[Saying]:
    """Return the attributions on a Doc, in the order of their contents; what ``doc._.sayso`` gives."""
    kept = doc.user_data.get(_KEY)
    if not kept or kept["characters"] != len(doc.text):
        return []  # not read, or cut out of a Doc that was
    rows: list[dict[str, Any]] = kept["attributions"]
    made: dict[int, Saying] = {}

    def one(number: int) -> Saying:
        if number not in made:
            made[number] = _saying(doc, number, rows[number], one)
        return made[number]

    return [one(number) for number in range(len(rows))]


def _saying(doc: Doc, number: int, row: dict[str, Any], of: Callable[[int], Saying]) -> Saying:
    return Saying(
        source=_span(doc, row["source"], "source", number),
        cue=_span(doc, row["cue"], "cue", number),
        content=tuple(span for piece in row["content"] if (span := _span(doc, piece, "content", number)) is not None),
        speaker=row["speaker"],
        speaker_kind=row["speaker_kind"],
        via=tuple(row["via"]),
        style=row["style"],
        polarity=row["polarity"],
        confidence=row["confidence"],
        parent=of(row["parent"]) if row["parent"] is not None else None,
    )


def _spans(doc: Doc) -> Iterator[Span]:
    """All spans for ``doc.spans["sayso"]``, labelled source, cue and content; the id is the attribution's number."""
    for number, row in enumerate(doc.user_data[_KEY]["attributions"]):
        pieces = [("source", row["source"]), ("cue", row["cue"]), *(("content", piece) for piece in row["content"])]
        for label, piece in pieces:
            span = _span(doc, piece, label, number)
            if span is not None:
                yield span


def _span(doc: Doc, piece: Sequence[int] | None, label: str, number: int) -> Span | None:
    if piece is None:
        return None
    return doc.char_span(piece[0], piece[1], label=label, alignment_mode="expand", span_id=str(number))


def _plain(found: Sequence[Attribution], article: Article) -> dict[str, Any]:
    """Findings as lists, dicts, words and numbers, all that a DocBin takes; offsets in the Doc's characters."""
    numbers = {made.id: number for number, made in enumerate(found)}
    rows = []
    for made in found:
        source, cue, *content = [
            [span.start - article.start, span.end - article.start] if span is not None else None
            for span in (made.source, made.cue, *made.content)
        ]
        parent = numbers[made.parent_id] if made.parent_id is not None else None
        row = {"source": source, "cue": cue, "content": content, "parent": parent, "via": list(made.via)}
        for name in ("speaker", "speaker_kind", "style", "polarity", "confidence"):
            row[name] = getattr(made, name)
        rows.append(row)
    return {"characters": len(article.text), "attributions": rows}


def _page(texts: Sequence[str]) -> tuple[Page, list[Article], list[Block]]:
    """Texts as the articles of one page; a paragraph is what blank lines part."""
    page = Page(id=content_id("doc", *texts), file="", sha256="", text=_GAP.join(texts))
    articles, blocks, start = [], [], 0
    for text in texts:
        end = start + len(text)
        article = Article(content_id(page.id, start, end), page.id, None, None, None, None, None, start, end, text)
        articles.append(article)
        for match in _PARAGRAPH.finditer(text):
            left, right = start + match.start(), start + match.end()
            blocks.append(Block(content_id(article.id, left), page.id, article.id, "body", left, right))
        start = end + len(_GAP)
    return page, articles, blocks


@cache
def _reader(name: str) -> AttributionReader:
    return make_reader(name)


def _raise(name: str, component: SaysoComponent, docs: list[Doc], error: Exception) -> None:
    raise error


Doc.set_extension("sayso", getter=sayings, force=True)
Language.factory("sayso", default_config={"reader": "rules"}, assigns=["doc._.sayso"], func=make)
