"""Broken files through ``sayso.read``: nothing may raise, hang, eat memory, or break what holds of any page.

    python bench/fuzz.py READER… (html text split table json parquet feed pdf mhtml eml warc wet wacz archive)
                         [--first 0] [--inputs 20000] [--seconds 5] [--mib 256] [--folder build/fuzz]
    python bench/fuzz.py all [--first 0] [--inputs 20000] …
    python bench/fuzz.py total [--folder build/fuzz] [--reasons]

Input ``n`` of a reader is the same in every run, so a run may be cut into slices (``--first``) and a failing input made
again (``--first n --inputs 1``). Every 2,000 inputs a line of JSON is added to ``results.jsonl`` in the folder, and
``all`` goes on to the next reader; ``total`` adds the lines up and counts no input twice. What fails is written to the
folder, named for its reader and number: fix the reader, and keep the smallest file that shows the fault as a test.
Every input is read as a file of its own by ``find_pages``, each page is split into its articles, and of each are
measured:

- seconds of the processor (``--seconds``, the most; a call of C that never comes back ends the run after minutes, with
  its number in the folder's file ``now``);
- the memory it takes at its peak beyond what was held before (``--mib``, the most, where the kernel tells it).

Of files that hold others (archives, mail, saved pages, tables) one in ten has its HTML looked through for the article
and its date, and its pages split; that takes ten times as long as the rest, and is what ``html`` and ``split`` try.

One input in ten is read under the limits that users have, the others under lower ones, so that bombs stay cheap.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import json
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from fuzz_inputs import READERS, made
from sayso.model import Article, Block, Page
from sayso.read import Limits, find_pages, split
from sayso.read.metadata import Head

Found = tuple[Page, list[Article] | None, list[Block] | None]

_MIB = 1024 * 1024
_LOW = Limits(max_file_bytes=_MIB, max_unpacked_bytes=16 * _MIB, max_damages=20, max_pdf_seconds=10)
_USUAL = Limits(max_pdf_seconds=10)
#: Of so many inputs one is read twice, and must give the same pages.
_TWICE = 20
#: Seconds on the wall after which a call that cannot be interrupted ends the run: PDF files may take 100.
_WALL = 180
#: What holds other files.
_HOLDERS = ("archive", "eml", "feed", "json", "mhtml", "parquet", "table", "wacz", "warc", "wet")
_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")
_MOST_FAILURES = 30
_SLICE = 2000


class TookTooLong(BaseException):
    """Raised into the reader by the clock; no ``except Exception`` holds it up."""


def _on_clock(number: int, frame: FrameType | None) -> None:
    raise TookTooLong


def _memory(field: bytes) -> float:
    """Return a line of the kernel's account of this process, in MiB; 0 where there is none."""
    try:
        found = re.search(field + rb":\s+(\d+) kB", _STATUS.read_bytes())
    except OSError:
        return 0.0
    return int(found.group(1)) / 1024 if found else 0.0


def _forget_peak() -> None:
    with contextlib.suppress(OSError):
        _RESET.write_text("5")


def read(path: Path, limits: Limits, *, closely: bool = True) -> list[Found]:
    """Return the pages of one file, each with its articles and blocks, or with None for them unless ``closely``."""
    size = path.stat().st_size
    reported: list[int] = []
    pages = find_pages([path], limits=limits, on_bytes=reported.append)
    if closely:
        found: list[Found] = [(page, *split(page)) for page in pages]
    else:
        nothing = mock.patch.multiple("sayso.read.html", main_text=lambda *_: (), read_head=lambda *_: Head())
        with nothing:
            found = [(page, None, None) for page in pages]
    assert sum(reported) == size, "the bytes reported are not those of the file"
    return found


def hold(found: list[Found]) -> None:
    """Assert what holds of the pages of any file."""
    assert found, "no page at all"
    assert len({page.id for page, _, _ in found}) == len(found), "two pages of one id"
    for page, articles, blocks in found:
        _hold_page(page)
        if articles is None or blocks is None:
            continue
        for article in articles:
            assert page.text[article.start : article.end] == article.text, "an article that is not on its page"
            for words in (article.title, article.author, article.outlet, article.published, article.published_from):
                (words or "").encode("utf-8")
        known = {article.id for article in articles} | {None}
        reached = 0
        for block in blocks:
            assert reached <= block.start < block.end <= len(page.text), "blocks out of order"
            assert not page.text[reached : block.start].strip(), "words in no block"
            assert block.article_id in known, "a block of no article"
            reached = block.end
        assert not page.text[reached:].strip(), "words in no block"


def _hold_page(page: Page) -> None:
    assert (page.error is None) == (page.fix is None), "an error without a fix"
    if page.error is not None:
        assert page.error.strip(), "an error that says nothing"
        assert (page.fix or "").strip(), "a fix that says nothing"
        assert not page.text, "a failed page with a text"
        assert "\n" not in page.error, "an error of more than a line"
        assert len(page.error) < 1000, "an error that is too long to show"
        # What zstd says of a frame that asks for too much is its own bound, and no lack of ours.
        assert "memory" not in page.error.replace("requires too much memory", ""), page.error
    else:
        assert page.text.strip(), "a page without words and without an error"
    for words in (
        page.text, page.url, page.record, page.error, page.fix, page.fetched_at, page.language, page.encoding,
        page.given_title, page.given_outlet, page.given_author, page.given_published, *(m.value for m in page.layout),
    ):  # fmt: skip
        (words or "").encode("utf-8")
        assert "\x00" not in (words or ""), "a NUL"
    before = (0, -len(page.text))
    for mark in page.layout:
        assert 0 <= mark.start <= mark.end <= len(page.text), "layout beyond the text"
        if mark.start < mark.end:  # what has no width stands for the whole page, wherever it stands
            assert before <= (mark.start, -mark.end), "layout out of order"
            before = (mark.start, -mark.end)


def fuzz(reader: str, first: int, inputs: int, options: argparse.Namespace) -> dict[str, Any]:
    """Read ``inputs`` broken files from number ``first`` on; return what came of them."""
    folder: Path = options.folder
    signal.signal(signal.SIGPROF, _on_clock)
    reasons: Counter[str] = Counter()
    failures: list[tuple[int, str]] = []
    slowest, largest, pages, began = (0.0, first), (0.0, first), 0, time.process_time()
    with (folder / "now").open("w") as now:
        for seed in range(first, first + inputs):
            now.seek(0)
            now.write(f"{reader} {seed}\n")
            now.flush()
            name, raw = made(reader, seed)
            path = folder / name
            path.write_bytes(raw)
            faulthandler.dump_traceback_later(_WALL, exit=True)
            held, start = _memory(b"VmRSS"), time.process_time()
            _forget_peak()
            signal.setitimer(signal.ITIMER_PROF, options.seconds)
            found: list[Found] = []
            limits, closely = _USUAL if seed % 10 == 0 else _LOW, seed % 10 == 5 or reader not in _HOLDERS
            try:
                found = read(path, limits, closely=closely)
                signal.setitimer(signal.ITIMER_PROF, 0)
                took, peak = time.process_time() - start, _memory(b"VmHWM") - held
                slowest, largest = max(slowest, (took, seed)), max(largest, (peak, seed))
                assert took < options.seconds, f"took {took:.1f} s"
                assert peak < options.mib, f"took {peak:.0f} MiB"
                hold(found)
                if seed % _TWICE == 0:
                    assert read(path, limits, closely=closely) == found, "other pages the second time"
            except (Exception, TookTooLong) as error:
                signal.setitimer(signal.ITIMER_PROF, 0)
                failures.append((seed, _said(error)))
                (folder / f"failed-{reader}-{seed}-{name}").write_bytes(raw)
                print(f"{reader} {seed}: {_said(error)}", file=sys.stderr, flush=True)
            pages += sum(not page.error for page, _, _ in found)
            reasons.update(_plain(page.error) for page, _, _ in found if page.error)
            path.unlink()
            if len(failures) >= _MOST_FAILURES:
                inputs = seed + 1 - first
                break
    faulthandler.cancel_dump_traceback_later()
    return {
        "reader": reader, "first": first, "inputs": inputs, "pages": pages, "reasons": dict(reasons.most_common()),
        "slowest": slowest, "largest": largest, "failures": failures, "seconds": time.process_time() - began,
    }  # fmt: skip


def _said(error: BaseException) -> str:
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where is not None else ""
    return f"{type(error).__name__} {place} {str(error)[:200]!r}"


def _plain(reason: str) -> str:
    """Return a reason without what differs from file to file: names, numbers and what stands in brackets."""
    plain = re.sub(r"\(.*|: .*|'.*", "…", reason, flags=re.S)
    return re.sub(r"\d[\d,]*", "N", plain)[:80].encode("ascii", "backslashreplace").decode()


def slices(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the slices that were run, of which each reader's numbers are counted once."""
    with (folder / "results.jsonl").open() as lines:
        yield from map(json.loads, lines)


def total(folder: Path, *, reasons: bool) -> None:
    """Print, for each reader, how many different inputs were read and what came of them."""
    by_reader: dict[str, list[dict[str, Any]]] = {}
    for part in slices(folder):
        by_reader.setdefault(part["reader"], []).append(part)
    counts = 0
    for reader, parts in by_reader.items():
        numbers: set[int] = set()
        for part in parts:
            numbers.update(range(part["first"], part["first"] + part["inputs"]))
        counts += len(numbers)
        said: Counter[str] = Counter()
        for part in parts:
            said.update(part["reasons"])
        slowest, largest = max(part["slowest"] for part in parts), max(part["largest"] for part in parts)
        print(f"{reader:8} {len(numbers):7,} inputs; {sum(part['pages'] for part in parts):7,} pages read, "
              f"{said.total():7,} listed for {len(said):3} reasons; {sum(len(p['failures']) for p in parts)} failures; "
              f"{sum(part['seconds'] for part in parts):5.0f} s; slowest {slowest[0]:.2f} s (input {slowest[1]}); "
              f"most memory {largest[0]:.0f} MiB (input {largest[1]})")  # fmt: skip
        for reason, times in said.most_common() if reasons else ():
            print(f"         {times:7,} {reason}")
    print(f"together {counts:7,} inputs")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="+", choices=(*READERS, "all", "total"))
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--mib", type=float, default=256.0)
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"))
    parser.add_argument("--reasons", action="store_true", help="with total: why pages were refused, and how many")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if "total" in options.what:
        total(options.folder, reasons=options.reasons)
        return 0
    warm = options.folder / "warm.html"  # what is loaded once is no input's own memory or time
    warm.write_bytes(made("html", 0)[1] + b"<p>words" * 40)
    read(warm, _LOW)
    warm.unlink()
    failed = 0
    for first in range(options.first, options.first + options.inputs, _SLICE):
        for reader in READERS if "all" in options.what else options.what:
            failed += _slice(reader, first, min(_SLICE, options.first + options.inputs - first), options)
    return 1 if failed else 0


def _slice(reader: str, first: int, inputs: int, options: argparse.Namespace) -> int:
    """Read some inputs, write down what came of them, and return how many failed."""
    (options.folder / reader).mkdir(exist_ok=True)
    own = argparse.Namespace(**{**vars(options), "folder": options.folder / reader})
    came = fuzz(reader, first, inputs, own)
    with (options.folder / "results.jsonl").open("a") as results:
        results.write(json.dumps(came) + "\n")
    print(f"{came['reader']}: {came['inputs']:,} inputs from {came['first']:,}, {came['pages']:,} pages read, "
          f"{sum(came['reasons'].values()):,} listed, {len(came['failures'])} failures, {came['seconds']:.0f} s; "
          f"slowest {came['slowest'][0]:.2f} s ({came['slowest'][1]}), "
          f"most memory {came['largest'][0]:.0f} MiB ({came['largest'][1]})", flush=True)  # fmt: skip
    return len(came["failures"])


if __name__ == "__main__":
    sys.exit(main())
