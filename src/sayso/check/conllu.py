"""Coreference from CoNLL-U files: ``Entity=`` in the last column, as GUM and CorefUD write it.

``(7-person-…`` opens a mention of entity 7, ``7)`` closes it, ``(7-person-…)`` is one of a single token. Brackets nest;
``(7[1/2]-…`` with ``7[2/2])`` are the pieces of a discontinuous mention. Which part of an opening is the entity is told
by ``# global.Entity``. Ids count within a document. The text is made of the tokens: a space behind each that has no
``SpaceAfter=No``, a line break before ``# newpar``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sayso.check.files import GoldError, named_digest
from sayso.check.glue import placed
from sayso.check.nouns import GoldSet, ReferencesDocument, Token
from sayso.check.spans import Segment

_COLUMNS = 10
_ROW = re.compile(r"\d+(?:[-.]\d+)?\t")
_BRACKET = re.compile(r"\(([^()]+)(\))?|([^()]+)\)")
_PIECE = re.compile(r"(.*)\[(\d+)/(\d+)\]")
_ENTITY_NAMES = ("GRP", "eid", "id")


def looks_conllu(text: str) -> bool:
    """Tell whether a text is CoNLL-U: its first row has ten columns and a number in front."""
    row = next((line for line in text.split("\n") if line.strip() and not line.startswith("#")), "")
    return bool(_ROW.match(row)) and len(row.split("\t")) == _COLUMNS


def load_conllu(path: Path, files: Sequence[tuple[Path, bytes, str]]) -> GoldSet[ReferencesDocument]:
    """Return the documents of CoNLL-U files ``(path, bytes, text)``; raises GoldError when none has ``Entity=``."""
    documents: list[ReferencesDocument] = []
    notes: list[str] = []
    for file, _, text in files:
        for reading in _documents(file, text):
            documents.append(reading.document())
            if reading.loose:
                notes.append(f"{reading.id}: {reading.loose} brackets without a partner; left out")
    if not any(document.chains for document in documents):
        raise GoldError(f"{path}: no coreference (Entity= in the last column); give CoNLL-U with it")
    digests = tuple(named_digest(file, raw) for file, raw, _ in files)
    return GoldSet("coreference", tuple(documents), digests, frozenset({"references"}), tuple(notes))


@dataclass
class _Reading:
    """A document while it is read."""

    id: str
    entity_at: int
    text: str = ""
    begin: int = 0  # where the paragraph begins
    paragraphs: list[Segment] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    mentions: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)
    opened: dict[str, list[int]] = field(default_factory=dict)
    pieces: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)
    loose: int = 0

    def new_paragraph(self) -> None:
        self.text = self.text.rstrip()
        if len(self.text) > self.begin:
            self.paragraphs.append((self.begin, len(self.text)))
            self.text += "\n"
        self.begin = len(self.text)

    def document(self) -> ReferencesDocument:
        self.new_paragraph()
        self.loose += sum(map(len, self.opened.values())) + len(self.pieces)
        chains = sorted(tuple(sorted(set(mentions))) for mentions in self.mentions.values())
        return ReferencesDocument(self.id, self.text, tuple(self.paragraphs), tuple(self.tokens), tuple(chains))

    def sentence(self, rows: Sequence[Sequence[str]]) -> None:
        """Take in the rows of one sentence: their text, tokens, tree and brackets."""
        number_of: dict[str, int] = {"0": -1}
        first = len(self.tokens)
        heads: list[str] = []
        for surface, space, words in _surfaces(rows):
            at = len(self.text)
            self.text += surface + space
            places = placed([word[1] for word in words], surface)
            for index, word in enumerate(words):
                # Words that are not pieces of the surface ("du" = "de" + "le") are one token.
                if index == 0 or places is not None:
                    start, end = places[index] if places is not None else (0, len(surface))
                    self.tokens.append(Token(at + start, at + end, -1))
                    heads.append(word[6])
                number_of[word[0]] = len(self.tokens) - 1
        for index, head in enumerate(heads, first):
            token = self.tokens[index]
            self.tokens[index] = Token(token.start, token.end, number_of.get(head, -1))
        last = first
        for row in rows:
            last = number_of.get(row[0], last)
            self._brackets(row[9], last, empty="." in row[0])

    def _brackets(self, misc: str, token: int, *, empty: bool) -> None:
        """Take in a row's brackets. A mention of nothing but an empty node has no words and is left out."""
        value = next((item[7:] for item in misc.split("|") if item.startswith("Entity=")), "")
        for opening, single, closing in _BRACKET.findall(value):
            if opening and single and empty:
                continue
            if opening:
                parts = opening.split("-")
                name = parts[min(self.entity_at, len(parts) - 1)]
                self.opened.setdefault(name, []).append(token)
                if single:
                    self._close(name, token)
            else:
                self._close(closing, token)

    def _close(self, name: str, token: int) -> None:
        if not self.opened.get(name):
            self.loose += 1
            return
        extent = tuple(range(self.opened[name].pop(), token + 1))
        piece = _PIECE.fullmatch(name)
        if piece is None:
            self.mentions.setdefault(name, []).append(extent)
            return
        entity, number, all_ = piece[1], int(piece[2]), int(piece[3])
        waiting = () if number == 1 else (self.pieces.get(entity) or [()]).pop()
        if number == all_:
            self.mentions.setdefault(entity, []).append(tuple(sorted({*waiting, *extent})))
        else:
            self.pieces.setdefault(entity, []).append((*waiting, *extent))
        if not self.pieces.get(entity, [0]):
            del self.pieces[entity]


def _surfaces(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, str, list[Sequence[str]]]]:
    """Yield what stands in the text: its letters, the space behind, and the words in it (several in "don't")."""
    waiting: list[Sequence[str]] = []
    until = 0
    surface, space = "", " "
    for row in rows:
        number = row[0]
        if "." in number:
            continue  # an empty node stands for a word left out; it has no letters
        if "-" in number:
            surface, space, until = row[1], _space(row), int(number.partition("-")[2])
            continue
        waiting.append(row)
        if int(number) < until:
            continue
        if int(number) > until:
            surface, space = row[1], _space(row)
        yield surface, space, waiting
        waiting = []
    if waiting:  # a range that promises more words than there are
        yield surface, space, waiting


def _space(row: Sequence[str]) -> str:
    return "" if "SpaceAfter=No" in row[9].split("|") else " "


def _documents(path: Path, text: str) -> Iterator[_Reading]:
    reading = _Reading(path.stem, 0)
    rows: list[list[str]] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.startswith("#"):
            key, _, value = (part.strip() for part in line[1:].partition("="))
            if key in ("newdoc", "newdoc id"):
                if reading.tokens:
                    yield reading
                reading = _Reading(value or f"{path.stem}:{number}", reading.entity_at)
            elif key == "global.Entity":
                reading.entity_at = _entity_at(value.split("-"))
            elif key in ("newpar", "newpar id"):
                reading.new_paragraph()
        elif line.strip():
            columns = line.rstrip("\r").split("\t")
            if len(columns) != _COLUMNS or not _ROW.match(line):
                raise GoldError(f"{path}: line {number} is no row of CoNLL-U (ten columns, a number first); mend it")
            rows.append(columns)
        elif rows:
            reading.sentence(rows)
            rows = []
    if reading.tokens:
        yield reading


def _entity_at(names: Iterable[str]) -> int:
    return next((index for index, name in enumerate(names) if name in _ENTITY_NAMES), 0)
