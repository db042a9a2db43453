"""Files of names: one word a line with its tag (IOB), an empty line behind each sentence.

The columns are ``word tag`` with a space or a tab between (CoNLL 2003, WikiGold, CrossNER) or ``number word tag …``
with tabs (Universal NER). ``# newdoc`` or ``-DOCSTART-`` begins a document; with neither, each sentence is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from sayso.check.files import GoldError, named_digest
from sayso.check.glue import glued, placed
from sayso.check.nouns import GoldName, GoldSet, NamesDocument
from sayso.check.spans import Segment

_TAG = re.compile(r"O|[BI]-\S+")
_DOCUMENT_STARTS = "-DOCSTART-"
#: So many lines decide what a file is, and so large a part of them must have a tag. Where it is missing from the rest,
#: the file is this kind with an error in it, which is told with its line.
_LINES_TO_SNIFF = 200
_TAGGED = 0.9


class _Word(NamedTuple):
    form: str
    tag: str


class _Sentence(NamedTuple):
    document: str | None  # None where the file does not tell documents
    given: str | None  # the sentence as it stood, from ``# text``
    words: list[_Word]


def looks_tagged(text: str) -> bool:
    """Tell whether a text is of this kind."""
    lines = [line for line in text.split("\n", _LINES_TO_SNIFF)[:_LINES_TO_SNIFF] if line.strip()]
    lines = [line for line in lines if not _is_comment(line)]
    return bool(lines) and sum(_word(line) is not None for line in lines) >= _TAGGED * len(lines)


@cache
def schemes() -> dict[str, dict[str, frozenset[str]]]:
    """Return, for each corpus, which of our kinds are which of its types (``name_kinds.yaml``)."""
    entries = yaml.safe_load((Path(__file__).parent / "name_kinds.yaml").read_text(encoding="utf-8"))
    return {
        corpus: {str(type_): frozenset(kinds) for type_, kinds in types.items()} for corpus, types in entries.items()
    }


def types_of_kinds(corpus: str) -> dict[str, str]:
    """Return the corpus's type for each of our kinds that has one there."""
    return {kind: type_ for type_, kinds in schemes()[corpus].items() for kind in sorted(kinds)}


def load_tagged(path: Path, raw: bytes, text: str) -> GoldSet[NamesDocument]:
    """Return the documents of a file of tagged words; raises GoldError for a line without a tag or an unknown type."""
    sentences = list(_sentences(path, text))
    types = {word.tag[2:] for sentence in sentences for word in sentence.words if word.tag != "O"}
    if not types:
        raise GoldError(f"{path}: no word of it is tagged as a name; give a file with annotations")
    kind = _corpus(path, types)
    grouped: dict[str, list[_Sentence]] = {}
    for number, sentence in enumerate(sentences, 1):
        grouped.setdefault(sentence.document or f"sentence {number}", []).append(sentence)
    rebuilt = sum(sentence.given is None for sentence in sentences)
    documents = tuple(_document(name, group) for name, group in grouped.items())
    notes = (f"{rebuilt:,} sentences put together from their words: spaces may stand elsewhere than they did",)
    return GoldSet(kind, documents, (named_digest(path, raw),), frozenset({"names"}), notes if rebuilt else ())


def _corpus(path: Path, types: set[str]) -> str:
    for corpus, known in schemes().items():
        if types <= known.keys():
            return corpus
    nearest = min(schemes().values(), key=lambda known: len(types - known.keys()))
    unknown = ", ".join(sorted(types - nearest.keys()))
    raise GoldError(f"{path}: no corpus in name_kinds.yaml has all its types ({unknown}); add one there")


def _sentences(path: Path, text: str) -> Iterable[_Sentence]:
    document: str | None = None
    given: str | None = None
    started = 0
    words: list[_Word] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if not line.strip():
            if words:
                yield _Sentence(document, given, words)
            given, words = None, []
        elif _is_comment(line):
            key, _, rest = line[1:].partition("=")
            if key.strip() in ("newdoc", "newdoc id"):
                started += 1
                document = rest.strip() or f"document {started}"
            elif key.strip() == "text":
                given = rest.strip()
        else:
            word = _word(line)
            if word is None:
                raise GoldError(f"{path}: line {number} is no word with a tag (O, B-TYPE or I-TYPE); mend or remove it")
            if word.form == _DOCUMENT_STARTS:
                started += 1
                document = f"document {started}"
            else:
                words.append(word)


def _is_comment(line: str) -> bool:
    """Tell comments from the word ``#``, which has a tag."""
    return line.startswith("#") and _word(line) is None


def _word(line: str) -> _Word | None:
    columns = line.rstrip("\r\n").split("\t")
    if len(columns) >= 3 and columns[0].isdigit() and _TAG.fullmatch(columns[2]):
        return _Word(columns[1], columns[2])
    columns = line.split()
    # The word is in the first column, the tag in the last: CoNLL 2003 has two more between.
    return _Word(columns[0], columns[-1]) if len(columns) >= 2 and _TAG.fullmatch(columns[-1]) else None


def _document(name: str, sentences: Iterable[_Sentence]) -> NamesDocument:
    """Return sentences as one text, a sentence a line and a paragraph."""
    text = ""
    paragraphs: list[Segment] = []
    names: list[GoldName] = []
    for sentence in sentences:
        forms = [word.form for word in sentence.words]
        line, places = sentence.given or "", placed(forms, sentence.given or "")
        if places is None:
            line, places = glued(forms)
        begin = len(text)
        names += [
            GoldName(begin + places[first][0], begin + places[last][1], type_)
            for first, last, type_ in runs([word.tag for word in sentence.words])
        ]
        paragraphs.append((begin, begin + len(line)))
        text += line + "\n"
    return NamesDocument(name, text, tuple(paragraphs), tuple(names))


def runs(tags: Iterable[str]) -> list[tuple[int, int, str]]:
    """Return ``(first, last, type)`` of the names in tags, by the rules of CoNLL's scorer.

    A name begins at ``B-``, and at an ``I-`` behind ``O`` or behind another type: so IOB1, in which ``B-`` only parts
    neighbours, and IOB2 are both read right.
    """
    found: list[tuple[int, int, str]] = []
    before = "O"
    for index, tag in enumerate(tags):
        if tag != "O":
            if tag[0] == "I" and before[2:] == tag[2:]:
                found[-1] = (found[-1][0], index, tag[2:])
            else:
                found.append((index, index, tag[2:]))
        before = tag
    return found
