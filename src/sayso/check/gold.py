"""Gold: what kind a file is, and its documents. One function reads each kind of attributions.

The kinds, told apart by their contents and not by their names:

- ``polnear``: JSON lines as made from PolNeAR (Newell, Margolin and Ruths 2018): ``text`` and ``attributions``
  with lists of ``[start, end]`` for source, cue and content.
- ``pages``: a JSON list of attributions, each with ``page`` (a file name), ``start``, ``end`` and ``content``;
  the pages lie in a folder given, or in ``../pages`` or ``pages`` beside the gold.
- ``rows``: JSON lines whose ``id`` and ``sha256`` point to a row of a table of articles (CSV columns ``unit_id``,
  ``article_content``), with nesting, speakers, outlets and polarity.
- ``demo``: the gold of the bundled example (``demo_gold``).
- ``reading``: JSON lines of pages with the roles of their lines and with their articles (``page_gold``).
- names: words with IOB tags, one a line; the kind is the corpus whose types these are (``tagged``).
- ``coreference``: CoNLL-U with ``Entity=``, one file or a folder of them (``conllu``).
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sayso.check.by_reference import common_words, given_by_reference
from sayso.check.conllu import load_conllu, looks_conllu
from sayso.check.demo_gold import load_demo
from sayso.check.files import GoldError, decode, digest, named_digest, parse_json, plain, read_bytes, segments
from sayso.check.nouns import GoldAttribution, GoldDocument, GoldSet
from sayso.check.page_gold import load_reading
from sayso.check.spans import Segment
from sayso.check.tagged import load_tagged, looks_tagged
from sayso.model import Page, content_id

KINDS = ("polnear", "pages", "rows", "demo", "reading", "names with IOB tags", "coreference as CoNLL-U")
#: The fields by which JSON lines are known.
_FIELDS = {
    "polnear": {"text", "attributions"},
    "rows": {"id", "sha256", "attributions"},
    "reading": {"page", "sha256", "blocks", "articles"},
}


def load(path: Path, *, pages: Path | None = None, texts: Path | None = None) -> GoldSet[Any]:
    """Return the documents of a gold file of any known kind, or of a folder of CoNLL-U files.

    ``pages`` is the folder of the pages that hand-made gold refers to, ``texts`` the table of articles that row
    gold refers to. Raises GoldError for a file that cannot be read, is of no known kind, or does not fit its texts.
    """
    if path.is_dir():
        return _folder_of_conllu(path)
    raw = read_bytes(path)
    text = decode(path, raw)
    if looks_conllu(text):
        return load_conllu(path, [(path, raw, text)])
    if looks_tagged(text):
        return load_tagged(path, raw, text)
    lines = parse_json(path, text)
    kind = sniff(lines)
    if kind is None:
        raise GoldError(
            f"{path}: no kind of gold known here ({', '.join(KINDS)}); docs/evaluation.md shows what each looks like"
        )
    if kind == "demo":
        return load_demo(path, raw, lines[0])
    readers: dict[str, Callable[..., GoldSet[Any]]] = {
        "polnear": _polnear,
        "pages": _pages,
        "rows": _rows,
        "reading": load_reading,
    }
    try:
        return readers[kind](path, raw, lines, pages=pages, texts=texts)
    except GoldError:
        raise
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, OverflowError) as error:
        raise GoldError(f"{path}: looks like {kind} gold but a field is missing or misshapen ({error!r})") from error


def _folder_of_conllu(folder: Path) -> GoldSet[Any]:
    """Return the files of a folder that are CoNLL-U as one gold, in the order of their names; the rest is left out."""
    files = []
    for path in sorted(path for path in folder.iterdir() if path.is_file() and path.suffix == ".conllu"):
        raw = read_bytes(path)
        files.append((path, raw, decode(path, raw)))
    if not files:
        raise GoldError(f"{folder}: a folder without a .conllu file; give one with them, or the path of a gold file")
    return load_conllu(folder, files)


def sniff(lines: list[Any]) -> str | None:
    """Return the kind of gold that JSON values are, or None."""
    first = lines[0]
    if len(lines) == 1 and isinstance(first, list):
        fits = first and all(isinstance(one, dict) and {"page", "start", "end", "content"} <= set(one) for one in first)
        return "pages" if fits else None
    if not all(isinstance(one, dict) for one in lines):
        return None
    for kind, fields in _FIELDS.items():
        if all(fields <= set(one) for one in lines):
            return kind
    if len(lines) == 1 and "attributions" in first:
        return "demo"
    return None


def _polnear(path: Path, raw: bytes, lines: list[Any], **_: Path | None) -> GoldSet[GoldDocument]:
    documents = []
    for number, one in enumerate(lines, 1):
        name, text = str(one.get("id") or number), str(one["text"])
        marked = tuple(
            GoldAttribution(
                id=f"{name}#{index}",
                content=segments(path, name, text, item.get("content") or ()),
                source=segments(path, name, text, item.get("source") or ()),
                cue=segments(path, name, text, item.get("cue") or ()),
            )
            for index, item in enumerate(one["attributions"], 1)
        )
        page = Page(
            id=content_id("check", path.name, name),
            file=path.name,
            record=name,
            sha256=digest(text.encode("utf-8", "surrogatepass")),
            text=text,
            given_title=plain(one.get("title")),
            given_outlet=plain(one.get("publisher")),
            given_author=plain(one.get("author")),
            given_published=plain(one.get("date")),
        )
        documents.append(GoldDocument(name, text, marked, page, clean=True))
    return GoldSet(
        "polnear", tuple(documents), (named_digest(path, raw),), frozenset({"segments", "linked", "content"})
    )


def _pages(path: Path, raw: bytes, lines: list[Any], *, pages: Path | None, **_: Path | None) -> GoldSet[GoldDocument]:
    folder = _folder(path, pages)
    by_page: dict[str, list[dict[str, Any]]] = {}
    for one in lines[0]:
        by_page.setdefault(str(one["page"]), []).append(one)
    documents, files = [], [named_digest(path, raw)]
    for name in sorted(by_page):
        if Path(name).name != name:
            raise GoldError(f"{path}: page {name!r} is not a plain file name; pages lie in one folder")
        source = read_bytes(folder / name)
        files.append((name, digest(source)))
        text = _decode(folder / name, source)
        marked = []
        for index, one in enumerate(by_page[name], 1):
            start, end = int(one["start"]), int(one["end"])
            if text[start:end] != one["content"]:
                raise GoldError(f"{path}: {name} {start}-{end} does not hold the gold's words; the page has changed")
            marked.append(_marked(f"{name}#{index}", one, content=segments(path, name, text, [(start, end)])))
        page = Page(id=content_id("check", name, digest(source)), file=name, sha256=digest(source), text=text)
        documents.append(GoldDocument(name, text, tuple(marked), page))
    fields = frozenset({"content", "speaker", "style", "via"})
    return GoldSet("pages", tuple(documents), tuple(files), fields)


def _folder(path: Path, pages: Path | None) -> Path:
    tried = [pages] if pages is not None else [path.parent.parent / "pages", path.parent / "pages"]
    for folder in tried:
        if folder.is_dir():
            return folder
    raise GoldError(f"{path}: its pages are not in {' or '.join(map(str, tried))}; give their folder with --pages")


def _decode(path: Path, raw: bytes) -> str:
    """Decode a page of hand-made gold, whose offsets were counted in UTF-8 with line ends as they are."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: is not UTF-8 (byte {error.start}); gold offsets count UTF-8 code points") from error


def _rows(path: Path, raw: bytes, lines: list[Any], *, texts: Path | None, **_: Path | None) -> GoldSet[GoldDocument]:
    if texts is None:
        raise GoldError(f"{path}: refers to rows of a table of articles; give the table with --texts FILE.csv")
    rows, table_raw = table(texts)
    documents, notes = [], []
    common = common_words(row["article_content"] or "" for row in rows.values())
    for one in lines:
        name = str(one["id"])
        row = rows.get(name)
        text = row["article_content"] if row else None
        if row is None or text is None or digest(text.encode("utf-8", "surrogatepass")) != one["sha256"]:
            why = "is not in the table" if row is None else "has another text there than the gold was made on"
            notes.append(f"{name}: {why} ({texts.name}); left out")
            continue
        page = Page(
            id=content_id("check", name, one["sha256"]),
            file=texts.name,
            record=name,
            sha256=one["sha256"],
            text=text,
            given_title=plain(row.get("article_title")),
            given_outlet=plain(row.get("source")),
            given_published=plain(row.get("date")),
        )
        documents.append(GoldDocument(name, text, _nested(path, name, text, one["attributions"], common), page))
    if not documents:
        raise GoldError(f"{path}: none of its articles is in {texts}; give the table the gold was made on")
    fields = frozenset({"linked", "content", "speaker", "by_reference", "style", "via", "polarity", "nested"})
    return GoldSet(
        "rows", tuple(documents), (named_digest(path, raw), named_digest(texts, table_raw)), fields, tuple(notes)
    )


def table(path: Path) -> tuple[dict[str, dict[str, str]], bytes]:
    """Return the rows of a table by ``unit_id``. Bytes that are not UTF-8 become U+FFFD, as in the gold's digests."""
    raw = read_bytes(path)
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig", "replace"), newline=""))
    if not {"unit_id", "article_content"} <= set(reader.fieldnames or ()):
        raise GoldError(f"{path}: has no columns unit_id and article_content; give the table the gold was made on")
    try:
        return {str(row["unit_id"]): row for row in reader}, raw
    except csv.Error as error:
        raise GoldError(f"{path}: line {reader.line_num} is no CSV ({error}); mend the table") from error


def _nested(
    path: Path, name: str, text: str, items: Iterable[Mapping[str, Any]], common: frozenset[str]
) -> tuple[GoldAttribution, ...]:
    marked = []
    for item in items:
        source = segments(path, name, text, _pair(item.get("source")))
        one = _marked(
            str(item["id"]),
            item,
            content=segments(path, name, text, [(part["start"], part["end"]) for part in item["content"]]),
            source=source,
            cue=segments(path, name, text, _pair(item.get("cue"))),
        )
        marked.append(replace(one, by_reference=given_by_reference(text, source, common)))
    return tuple(marked)


def _pair(span: Mapping[str, Any] | None) -> list[tuple[Any, Any]]:
    return [(span["start"], span["end"])] if span else []


def _marked(identity: str, item: Mapping[str, Any], **roles: tuple[Segment, ...]) -> GoldAttribution:
    return GoldAttribution(
        id=identity,
        content=roles["content"],
        source=roles.get("source", ()),
        cue=roles.get("cue", ()),
        speaker=plain(item.get("speaker")),
        speaker_kind=plain(item.get("speaker_kind")),
        style=plain(item.get("style")),
        via=tuple(str(name) for name in item.get("via") or ()),
        polarity=plain(item.get("polarity")),
        parent=plain(item.get("parent")),
    )
