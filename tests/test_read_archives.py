"""Archives: what is read from them, and bombs, odd names, limits and broken ones."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from reading import HTML, STORY, one, pages_of
from sayso.read import Limits


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w:gz", **links: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, raw in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
        for name, target in links.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["zip", "w:", "w:gz", "w:bz2", "w:xz"])
def test_archives(tmp_path: Path, mode: str) -> None:
    members = {"in/a.txt": STORY.encode(), "t.csv": b"id,text\n5,Row text\n", "__MACOSX/x": b"no", ".hidden": b"no"}
    path = tmp_path / "pile.bin"
    path.write_bytes(zipped(members) if mode == "zip" else tarred(members, mode))
    first, second = pages_of(path)
    assert (first.file, first.record, first.text) == ("pile.bin", "in/a.txt", STORY)
    assert (second.record, second.text) == ("t.csv!5", "Row text")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_single_packed_files(tmp_path: Path, pack: object) -> None:
    (tmp_path / "a.html.gz").write_bytes(pack(HTML.encode()))  # type: ignore[operator]
    page = one(tmp_path / "a.html.gz")
    assert (page.file, page.record, page.media_type) == ("a.html.gz", None, "text/html")


def test_names_that_point_outside_are_refused_and_others_read(tmp_path: Path) -> None:
    members = {"../up.txt": b"up", "/abs.txt": b"abs", "C:\\x.txt": b"drive", "ok.txt": STORY.encode()}
    (tmp_path / "a.zip").write_bytes(zipped(members))
    (tmp_path / "b.tar").write_bytes(tarred(members, "w:", link="/etc/passwd"))
    for name in ("a.zip", "b.tar"):
        pages = pages_of(tmp_path / name)
        assert [page.text for page in pages if not page.error] == [STORY]
        assert sum("outside the archive" in (page.error or "") for page in pages) == 3
    assert "link" in (pages[-1].error or "")


def test_bombs_are_stopped_and_others_read(tmp_path: Path) -> None:
    blanks = b" " * 12_000_000
    (tmp_path / "a.zip").write_bytes(zipped({"bomb.txt": blanks, "ok.txt": STORY.encode()}))
    bomb, good = pages_of(tmp_path / "a.zip")
    assert "bomb" in (bomb.error or "")
    assert good.text == STORY
    (tmp_path / "b.tar.gz").write_bytes(tarred({"ok.txt": STORY.encode(), "bomb.txt": blanks}))
    good, bomb = pages_of(tmp_path / "b.tar.gz")
    assert good.text == STORY
    assert "bomb" in (bomb.error or "")
    assert "from this file on none is read" in (bomb.error or "")
    assert (bomb.record, bomb.fix) == ("bomb.txt", "if it is not one, unpack it yourself, then read the folder")
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(blanks))
    assert "bomb" in (one(tmp_path / "c.txt.gz").error or "")


def test_limits_on_members_depth_and_total(tmp_path: Path) -> None:
    inner = zipped({"a.txt": b"deep words"})
    (tmp_path / "a.zip").write_bytes(zipped({"b.zip": zipped({"c.zip": inner}), "ok.txt": b"fine words"}))
    deep, good = pages_of(tmp_path / "a.zip")
    assert (deep.record, good.text) == ("b.zip!c.zip", "fine words")
    assert "within 2 others" in (deep.error or "")
    (tmp_path / "m.zip").write_bytes(zipped({f"{n}.txt": b"words" for n in range(9)}))
    pages = pages_of(tmp_path / "m.zip", limits=Limits(max_members=3))
    assert [bool(page.error) for page in pages] == [False] * 3 + [True]
    pages = pages_of(tmp_path / "m.zip", limits=Limits(max_unpacked_bytes=10))
    assert [bool(page.error) for page in pages] == [False] * 2 + [True]
    (tmp_path / "m.tar.gz").write_bytes(tarred({f"{n}.txt": b"words" for n in range(9)}))
    pages = pages_of(tmp_path / "m.tar.gz", limits=Limits(max_members=3))
    assert [bool(page.error) for page in pages] == [False] * 3 + [True]


def test_encrypted_and_cut_archives(tmp_path: Path) -> None:
    raw = bytearray(zipped({"a.txt": b"words"}))
    central = raw.find(b"PK\x01\x02")
    raw[central + 8] |= 1
    (tmp_path / "e.zip").write_bytes(raw)
    assert one(tmp_path / "e.zip").error == "encrypted"
    whole = tarred({"a.txt": STORY.encode(), "b.txt": os.urandom(20_000).hex().encode()})
    (tmp_path / "c.tar.gz").write_bytes(whole[:-5000])
    good, *bad = pages_of(tmp_path / "c.tar.gz")
    assert good.text == STORY
    assert "cut archive" in (bad[0].error or "")
