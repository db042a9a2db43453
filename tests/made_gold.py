"""Gold of our own invention in every layout, and a reader that knows it, for the tests of ``sayso.check``."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sayso.check.nouns import GoldAttribution, GoldDocument
from sayso.model import Attribution, Page, Span


def mark(content, source=(), cue=(), **rest) -> GoldAttribution:
    """Make an attribution from pairs; one pair may stand for a list of one."""

    def listed(pairs):
        return tuple(pairs) if not pairs or isinstance(pairs[0], tuple) else (tuple(pairs),)

    rest.setdefault("id", "x")
    return GoldAttribution(content=listed(content), source=listed(source), cue=listed(cue), **rest)


def document(text: str, *attributions: GoldAttribution, name: str = "d") -> GoldDocument:
    page = Page(id=name, file=f"{name}.txt", sha256="", text=text)
    return GoldDocument(name, text, tuple(attributions), page, clean=True)


TEXT = "Truce holds\n\nMinister Ana Lund said the truce holds.\n\n“We are watching every bridge,” said Ove Berg."


def at(words: str) -> list[int]:
    start = TEXT.index(words)
    return [start, start + len(words)]


def write_polnear(path: Path, copies: int = 1) -> Path:
    one = {
        "text": TEXT,
        "title": "Truce holds",
        "attributions": [
            {"source": [at("Minister Ana Lund")], "cue": [at("said")], "content": [at("the truce holds")]},
            {"source": [at("Ove Berg")], "cue": [SAID], "content": [QUOTE]},
        ],
    }
    path.write_text("".join(json.dumps(one | {"id": f"d{n}"}) + "\n" for n in range(copies)), encoding="utf-8")
    return path


SAID = [at("said Ove")[0], at("said Ove")[0] + len("said")]
QUOTE = at("“We are watching every bridge,”")


def write_pages(folder: Path) -> Path:
    (folder / "pages").mkdir()
    (folder / "gold").mkdir()
    (folder / "pages" / "p.txt").write_bytes(TEXT.encode())
    start, end = at("the truce holds")
    one = {"page": "p.txt", "start": start, "end": end, "content": TEXT[start:end], "speaker": "Ana Lund"}
    path = folder / "gold" / "g.json"
    path.write_text(json.dumps([one | {"source": "Ana Lund", "cue": "said", "style": "indirect", "via": []}]))
    return path


def write_rows(folder: Path) -> tuple[Path, Path]:
    table = folder / "t.csv"
    quoted = TEXT.replace('"', '""')
    table.write_bytes(f'unit_id,article_title,article_content,source,date\n7,Truce,"{quoted}",gazette,2016\n'.encode())
    start, end = at("the truce holds")
    item = {"id": "a1", "content": [{"start": start, "end": end}], "source": None, "cue": None, "style": "indirect"}
    item |= {"speaker": "Ana Lund", "speaker_kind": "person", "via": [], "parent": None, "polarity": "asserts"}
    one = {"id": "7", "sha256": hashlib.sha256(TEXT.encode()).hexdigest(), "attributions": [item]}
    gold = folder / "rows.jsonl"
    gold.write_text(json.dumps(one) + "\n" + json.dumps(one | {"id": "8"}) + "\n")
    return gold, table


def write_demo(folder: Path) -> Path:
    (folder / "pages").mkdir()
    (folder / "pages" / "a.txt").write_text("Truce holds\n\nLund said it holds. Lund said\nit  holds, Berg said.\n")
    (folder / "pages" / "b.txt").write_text("Nothing is said here by anybody at all.\n")

    def place(words: str, occurrence: int = 1) -> dict[str, object]:
        return {"words": words, "occurrence": occurrence}

    rest = {"file": "pages/a.txt", "style": "indirect", "via": [], "polarity": "asserts"}
    outer = {"passage": place("Lund said it holds, Berg said"), "source": place("Berg"), "cue": place("said", 2)}
    inner = {"passage": place("Lund said it holds", 2), "source": place("Lund"), "cue": place("said")}
    gold = {
        "pages": [
            {"file": "pages/a.txt", "record": None, "fully_annotated": True},
            {"file": "pages/b.txt", "record": None, "fully_annotated": False},
        ],
        "attributions": [
            rest | outer | {"id": "o", "content": [place("Lund said it holds")], "speaker": "Berg", "parent": None},
            rest | inner | {"id": "i", "content": [place("it holds")], "speaker": "Ana Lund", "parent": "o"},
            rest | inner | {"id": "lost", "content": [place("it broke")], "speaker": "Ana Lund", "parent": None},
            rest | inner | {"id": "x", "file": "pages/b.txt", "content": [], "speaker": None, "parent": None},
        ],
    }
    path = folder / "gold.json"
    path.write_text(json.dumps(gold))
    return path


def attribution(text: str, one: GoldAttribution, **changes) -> Attribution:
    def span(segment):
        return Span(*segment, text[slice(*segment)])

    fields = {
        **{"id": one.id, "article_id": "", "page_id": "", "speaker": one.speaker, "speaker_id": None},
        **{"speaker_kind": one.speaker_kind, "source": span(one.source[0]) if one.source else None},
        **{"cue": span(one.cue[0]) if one.cue else None, "content": tuple(map(span, one.content))},
        **{
            "style": one.style or "direct",
            "via": one.via,
            "parent_id": one.parent,
            "polarity": one.polarity or "asserts",
        },
        "confidence": 1.0,
    }
    return Attribution(**fields | changes)


def oracle(gold: GoldDocument) -> list[Attribution]:
    return [attribution(gold.text, one) for one in gold.attributions]
