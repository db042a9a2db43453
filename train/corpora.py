"""The annotated corpora as documents of one shape. The folders are given by option; nothing of them is kept here.

What a corpus does not say is ``None`` (not annotated at all) or a set of kinds (annotated more coarsely than we tag),
so that the losses can tell "no" from "not asked".
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import yaml

from sayso import data
from sayso.understand.peoples import nationality
from train.conllu import read_conllu

Extent = tuple[int, int]
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Marked:
    """An annotated attribution: character extents of its parts. ``opened``: what its content holds is annotated too."""

    source: tuple[Extent, ...]
    cue: tuple[Extent, ...]
    content: tuple[Extent, ...]
    opened: bool = False


@dataclass(frozen=True)
class Named:
    """A name, with the kinds it may be by its annotation."""

    start: int
    end: int
    kinds: frozenset[str]


@dataclass(frozen=True)
class Mentioned:
    """A mention of somebody or something, the character its head word begins at, and which entity is meant."""

    start: int
    end: int
    head: int
    entity: int


@dataclass(frozen=True)
class Document:
    """A text with its paragraphs and what is annotated on it; ``unsure`` are stretches whose names nobody looked at."""

    id: str
    text: str
    paragraphs: tuple[Extent, ...]
    attributions: tuple[Marked, ...] | None = None
    names: tuple[Named, ...] | None = None
    mentions: tuple[Mentioned, ...] | None = None
    unsure: tuple[Extent, ...] = field(default=())


@cache
def scheme() -> dict[str, object]:
    """Return our kinds of names and what each corpus's types may be in them (``kinds.yaml``)."""
    loaded: dict[str, object] = yaml.safe_load((HERE / "kinds.yaml").read_text(encoding="utf-8"))
    return loaded


def polnear(path: Path) -> Iterator[Document]:
    """PolNeAR as JSON lines (Newell, Margolin and Ruths 2018): attributions, the outermost only."""
    for line in path.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        text = one["text"]
        marked = tuple(
            Marked(*(tuple((int(a), int(b)) for a, b in item[role]) for role in ("source", "cue", "content")))
            for item in one["attributions"]
        )
        yield Document(one["id"], text, lines_of(text), attributions=marked)


def lines_of(text: str) -> tuple[Extent, ...]:
    """Return the lines of a text that hold anything."""
    return tuple((match.start(), match.end()) for match in re.finditer(r"[^\n]*\S[^\n]*", text))


def uner(path: Path) -> list[Document]:
    """Universal NER (Mayhew et al. 2024): one document each, a sentence a paragraph.

    The training part is an early release in which some documents were not annotated to the end. A capitalised word that
    is part of a name nearly everywhere else but not here counts as *not looked at*; a document in which no name at all
    is marked though many words are capitalised is left out.
    """
    table = scheme()["uner"]
    documents: list[Document] = []
    name, sentences = "", []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows, given = [], ""
        for line in block.splitlines():
            if line.startswith("# newdoc"):
                if sentences:
                    documents.append(_joined(name, sentences, table))
                name, sentences = line.partition("=")[2].strip(), []
            elif line.startswith("# text"):
                given = line.partition("=")[2].strip()
            elif line and not line.startswith("#"):
                columns = line.split("\t")
                rows.append((columns[1], columns[2] if len(columns) > 2 else "O"))
        if rows:
            sentences.append((given, rows))
    if sentences:
        documents.append(_joined(name, sentences, table))
    return _looked_at([_private(document) for document in documents])


def _private(document: Document) -> Document:
    """Letters, reviews and questions of private people hardly speak of politicians; blogs and newsgroups do."""
    if document.id.startswith(("weblog", "newsgroup")):
        return document
    names = tuple(replace(n, kinds=n.kinds - {"politician"}) for n in document.names or ())
    return replace(document, names=names)


def tagged(path: Path, scheme_name: str) -> list[Document]:
    """A file of ``word tag`` lines, an empty line behind each sentence (CrossNER, WikiGold): a document a sentence."""
    table = scheme()[scheme_name]
    documents = []
    for number, block in enumerate(path.read_text(encoding="utf-8").split("\n\n")):
        rows = [tuple(line.split()) for line in block.splitlines() if len(line.split()) == 2]
        rows = [row for row in rows if row[0] != "-DOCSTART-"]
        if rows:
            documents.append(_joined(f"{scheme_name}-{number}", [("", rows)], table))
    return documents


def re3d(folder: Path) -> Iterator[Document]:
    """re3d (Dstl 2017): names in documents on Syria and Iraq, without those whose texts are for non-commercial use.

    It marks common nouns and titles beside names, so only what it is good for is taken: armed groups, places and
    nationalities with capitals. Everything else counts as not looked at.
    """
    table = scheme()["re3d"]
    for part in sorted(path for path in folder.iterdir() if path.is_dir() and path.name != "BBC Online"):
        entities: dict[str, list[Named]] = {}
        for line in (part / "entities.json").read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            kinds, words = table.get(one["type"]), one["value"].split()
            if (
                kinds
                and words
                and all(word[:1].isupper() or word in {"of", "the", "for", "and", "al"} for word in words)
            ):
                if words[0].lower() in {"the", "a"} or not words[-1][:1].isupper():
                    continue
                fits = _narrowed(one["value"], frozenset(kinds))
                if "\n" in one["value"] or not fits <= {"group", "country", "place", "nationality"}:
                    continue
                entities.setdefault(one["documentId"], []).append(Named(one["begin"], one["end"], fits))
        for line in (part / "documents.json").read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            text, names, last = one["text"], [], 0
            for name in sorted(entities.get(one["_id"], ()), key=lambda n: (n.start, -n.end)):
                if name.start >= last and text[name.start : name.end].strip():
                    names.append(name)
                    last = name.end
            yield Document(one["_id"], text, lines_of(text), names=tuple(names), unsure=((0, len(text)),))


def gum(folder: Path, *, genres: frozenset[str] | None = None) -> Iterator[Document]:
    """GUM (Zeldes 2017): mentions with their heads and coreference. ``genres``: those to take, None for all."""
    for path in sorted(folder.glob("*.conllu")):
        if genres is None or path.stem.split("_")[1] in genres:
            text, paragraphs, mentions = read_conllu(path)
            yield Document(
                path.stem, text, tuple(paragraphs), mentions=tuple(Mentioned(*mention) for mention in mentions)
            )


def _joined(name: str, sentences: list, table: object) -> Document:
    """Sentences of tagged words as one text, a sentence a line."""
    text, paragraphs, names = "", [], []
    for given, rows in sentences:
        begin = len(text)
        places, at = [], 0
        line = given
        for word, _ in rows:
            found = line.find(word, at) if line else -1
            if found < 0 or found - at > 40:
                places, line = [], ""
                break
            places.append((begin + found, begin + found + len(word)))
            at = found + len(word)
        if not places:
            line, at = "", 0
            for word, _ in rows:
                glue = "" if not line or word in _NO_SPACE or word.startswith(("'", "’")) or line[-1] in "([“" else " "
                places.append((begin + len(line) + len(glue), begin + len(line) + len(glue) + len(word)))
                line += glue + word
        names += _spans([tag for _, tag in rows], places, line, begin, table)
        text += line + "\n"
        paragraphs.append((begin, begin + len(line)))
    return Document(name, text, tuple(paragraphs), names=tuple(names))


_NO_SPACE = frozenset(".,;:!?)]”%") | {"n't"}


def _spans(tags: list[str], places: list[Extent], line: str, begin: int, table: object) -> list[Named]:
    found: list[Named] = []
    index = 0
    while index < len(tags):
        if tags[index] == "O" or "-" not in tags[index]:
            index += 1
            continue
        kind, last = tags[index][2:], index + 1
        while last < len(tags) and tags[last] == f"I-{kind}":
            last += 1
        start, end = places[index][0], places[last - 1][1]
        found.append(Named(start, end, _narrowed(line[start - begin : end - begin], frozenset(table[kind]))))
        index = last
    return found


def _narrowed(words: str, kinds: frozenset[str]) -> frozenset[str]:
    """Return the kinds that are left when the name itself tells more than the corpus does.

    Corpora do not tell armed groups from other organisations, nor countries from other places, nor peoples from other
    names; left open, the loss would settle on either. Names and adjectives of nations are those of ``data/nations``.
    """
    if "group" in kinds and len(kinds) > 1:
        armed = any(re.search(rf"\b{re.escape(marker)}\b", words) for marker in scheme()["armed"])
        kinds = frozenset({"group"}) if armed else kinds - {"group"}
    if {"country", "place"} <= kinds:
        kinds = frozenset({"country" if words.removeprefix("the ").removeprefix("The ") in _nations() else "place"})
    if "nationality" in kinds and len(kinds) > 1:
        people = all(nationality(word) for word in re.split(r"[\s-]", words))
        kinds = frozenset({"nationality"}) if people else kinds - {"nationality"}
    return kinds


@cache
def _nations() -> frozenset[str]:
    found = {"US", "U.S.", "U.S", "USA", "U.S.A.", "UK", "U.K.", "Britain", "England", "Scotland", "Wales", "America"}
    for _, content in data.load("nations"):
        for country, given in content["nations"].items():
            found |= {str(country), *map(str, given.get("names") or ())}
    return frozenset(found)


def _looked_at(documents: list[Document]) -> list[Document]:
    named: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    words_of = {document.id: _capitals(document) for document in documents}
    for words in words_of.values():
        for _, word, inside in words:
            (named if inside else plain)[word] += 1
    kept = []
    for document in documents:
        words = words_of[document.id]
        if not document.names and len(words) > 15:
            continue
        unsure = tuple(
            (start, start + len(word))
            for start, word, inside in words
            if not inside and named[word] >= 3 and named[word] >= 3 * plain[word]
        )
        kept.append(replace(document, unsure=unsure))
    return kept


def _capitals(document: Document) -> list[tuple[int, str, bool]]:
    """The capitalised words of a document that begin no line: where, which, and whether part of a name."""
    inside = {place for name in document.names or () for place in range(name.start, name.end)}
    begins = {start for start, _ in document.paragraphs}
    return [
        (match.start(), match.group(), match.start() in inside)
        for match in re.finditer(r"\b[A-Z]\w+", document.text)
        if match.start() not in begins
    ]
