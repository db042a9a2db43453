"""Large files that are made to do harm: how long each takes to be read and split, and how much memory.

    python bench/fuzz_large.py [NAME…] [--seconds 60]

Each is read in a process of its own, under the limits that users have, and ended after ``--seconds`` of the processor.
Files of a few KB, broken at random, are bench/fuzz.py's.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sayso.read import find_pages, split

_WORDS = b"The ministry said on Tuesday that three people died in the valley of Oster that night."
_P = b"<p>" + _WORDS
_ENTITIES = b"".join(
    b"<!ENTITY e%d '%s'>" % (number, b"&e%d;" % (number - 1) * 10 if number else b"lol") for number in range(10)
)
_RSS = b"<rss><channel><item><description>"
_ENTITY = b"<!DOCTYPE r [<!ENTITY a '%s'>]>" + _RSS
_RELATED = b"Content-Type: multipart/related; boundary=b\r\n"
_EITHER = b"Content-Type: multipart/alternative; boundary=b\r\n\r\n"
_UU = b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\r\n"
_MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
_SEGMENT = (
    b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://harbour.example/%d\r\nContent-Type: text/plain\r\n"
    b"WARC-Segment-Number: 1\r\nWARC-Record-ID: <x%d>\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
)

CASES: dict[str, tuple[str, Callable[[], bytes]]] = {
    # nesting
    "100,000 div deep": ("x.html", lambda: b"<div>" * 100_000 + _P),
    "100,000 b deep": ("x.html", lambda: b"<b>" * 100_000 + _P),
    "100,000 a, each closing the last": ("x.html", lambda: b"<a href=x>" * 100_000 + _P),
    "100,000 tables deep": ("x.html", lambda: b"<table><tr><td>" * 100_000 + _P),
    "230 div deep, 1,000 times": ("x.html", lambda: (b"<div>" * 230 + b"x" + b"</div>" * 230) * 1000),
    "fonts that overlap": ("x.html", lambda: b"<p><font><b><i>x" * 40_000),
    # tables
    "cells that span all": ("x.html", lambda: b"<table>" + b"<tr><td colspan=999999999 rowspan=999999999>x" * 10_000),
    "one row of 49,000 cells": ("x.html", lambda: b"<table><tr>" + b"<td>x" * 49_000),
    "24,000 rows": ("x.html", lambda: b"<table>" + b"<tr><td>x" * 24_000),
    # many elements
    "499,000 p": ("x.html", lambda: b"<p>x" * 499_000),
    "49,000 p": ("x.html", lambda: b"<p>x said so." * 49_000),
    "49,000 div": ("x.html", lambda: b"<div>x said so.</div>" * 49_000),
    "49,000 span": ("x.html", lambda: b"<p>" + b"<span>x</span>" * 49_000),
    "49,000 links": ("x.html", lambda: b"<p>" + b"<a href=x>xyz</a> " * 49_000),
    "49,000 br": ("x.html", lambda: b"<p>" + b"word word<br>" * 49_000),
    "49,000 li": ("x.html", lambda: b"<ul>" + b"<li>x said so" * 49_000),
    "49,000 time": ("x.html", lambda: b"<time datetime='2031-04-05'>x</time>" * 49_000),
    "49,000 meta": ("x.html", lambda: b"<head>" + b"<meta name=date content=x>" * 49_000 + _P),
    # one element
    "200,000 attributes": ("x.html", lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">x"),
    "an attribute of 10 MB": ("x.html", lambda: b"<p class='" + b"a " * 5_000_000 + b"'>x"),
    "comments that never end": ("x.html", lambda: _P + b"<!--" * 500_000),
    "2,000,000 <": ("x.html", lambda: _P + b"<" * 2_000_000),
    "800,000 references": ("x.html", lambda: b"<p>" + b"&amp;&lt;&#65;&nosuch;" * 200_000),
    "script that never ends": ("x.html", lambda: _P + b"<script>" + b"<p>x</p>" * 1_000_000),
    "JSON-LD, deep": ("x.html", lambda: b"<script type='application/ld+json'>" + b"[" * 400_000 + b"</script>" + _P),
    "HTML in one line of 60 MB": ("x.html", lambda: b"<p>" + b"word " * 12_000_000),
    "HTML of one word of 9 MB": ("x.html", lambda: b"<p>" + b"w" * 9_000_000),
    # text
    "one line of 9.9 MB": ("x.txt", lambda: b"word " * 1_980_000),
    "one word of 9.9 MB": ("x.txt", lambda: b"w" * 9_900_000),
    "one line of 60 MB": ("x.txt", lambda: b"w" * 60_000_000),
    "one line of 100 MB": ("x.txt", lambda: b"w" * 100_000_000),
    "199,000 lines": ("x.txt", lambda: b"x\n" * 199_000),
    "5,000,000 lines": ("x.txt", lambda: b"x\n" * 5_000_000),
    "50,000 sentences": ("x.txt", lambda: (_WORDS + b"\n") * 50_000),
    "20,000 stories": ("x.txt", lambda: (b"Mill Burns Down\n5 April 2031\n" + _WORDS + b"\n\n") * 20_000),
    "9,000,000 blank lines": ("x.txt", lambda: b"a" + b"\n" * 9_000_000 + b"b"),
    "9,000,000 blanks": ("x.txt", lambda: b"a" + b" " * 9_000_000 + b"b"),
    "9 MB in no encoding": ("x.txt", lambda: bytes(range(128, 256)) * 70_000),
    # tables and JSON
    "a cell of 100 MB": ("x.csv", lambda: b"text\n" + b"w" * 100_000_000 + b"\nok\n"),
    "a mark that never closes": ("x.csv", lambda: b'text\n"' + b"w\n" * 100_000),
    "marks that never close": ("x.csv", lambda: b"text,b\n" + b'a,"x\n' * 20_001),
    "300,000 columns": ("x.csv", lambda: b"c," * 300_000 + b"text\n" + b"," * 300_000 + b"x\n"),
    "a line of JSON of 100 MB": ("x.jsonl", lambda: b'{"text":"' + b"w" * 100_000_000 + b'"}\n{"text":"ok"}'),
    "JSON 1,000,000 deep": ("x.jsonl", lambda: b'{"text":' + b"[" * 1_000_000 + b'\n{"text":"ok"}'),
    "500,000 keys": ("x.jsonl", lambda: b"{" + b",".join(b'"k%d":1' % n for n in range(500_000)) + b',"text":"ok"}'),
    # feeds
    "a billion laughs": ("x.xml", lambda: b"<!DOCTYPE r [" + _ENTITIES + b"]>" + _RSS + b"&e9;"),
    "an entity of 100 kB, 20,000 times": ("x.xml", lambda: _ENTITY % (b"x" * 100_000) + b"&a;" * 20_000),
    "50,000 declarations": ("x.xml", lambda: b"<!DOCTYPE r [" + b"<!ENTITY a 'b'>" * 50_000 + b"]>" + _RSS + b"x"),
    "an entry 50,000 deep": ("x.xml", lambda: _RSS + b"<div>" * 50_000),
    "50,000 titles deep": ("x.xml", lambda: b"<rss><channel><item>" + b"<title>" * 50_000),
    "20,000 entries": ("x.xml", lambda: _RSS + b"</description></item><item><description>x said so" * 20_000),
    "200,000 < in an entry": ("x.xml", lambda: _RSS + b"<" * 200_000),
    "200,000 & in an entry": ("x.xml", lambda: _RSS + b"&" * 200_000),
    "a doctype of 100,000 [": ("x.xml", lambda: b"<!DOCTYPE " + b"[" * 100_000 + b"<rss><item>"),
    # saved pages and mail
    "19,000 parts without words": ("x.mhtml", lambda: _RELATED + b"\r\n" + b"--b\r\n\r\n\r\n" * 19_000),
    "9,000 fields": ("x.mhtml", lambda: b"X: y\r\n" * 9_000 + _RELATED + b"\r\n--b\r\n\r\nx"),
    "19,000 stretches of words": ("x.eml", lambda: _MIXED + b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 19_000),
    "19,000 ways to say it": ("x.eml", lambda: _EITHER + b"--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n" * 19_000),
    "uuencoded, 9 MB": ("x.eml", lambda: _UU + b"M" * 9_000_000),
    "100,000 messages forwarded": ("x.eml", lambda: b"Content-Type: message/rfc822\r\n\r\n" * 100_000),
    # web archives
    "200,000 empty records": ("x.warc", lambda: b"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n" * 200_000),
    "100,000 records begun": ("x.warc", lambda: b"".join(_SEGMENT % (n, n) for n in range(100_000))),
}  # fmt: skip


def measure(name: str, seconds: int) -> str:
    """Read one of ``CASES`` in a process of its own; return a line that says what came of it."""
    file, make = CASES[name]
    with tempfile.TemporaryDirectory(prefix="sayso-fuzz-") as folder:
        path = Path(folder) / file
        path.write_bytes(make())
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
            before = _held()
            began, count, bad, error = time.process_time(), 0, 0, ""
            for page in find_pages([path]):
                split(page)
                count, bad, error = count + 1, bad + bool(page.error), page.error or error
            took = time.process_time() - began
            said = f"{took:6.2f} s {_held() - before:6.0f} MiB {count:7,} pages, {bad:6,} of them listed  {error[:60]}"
            os.write(writing, said.encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            line = told.read().decode() or "ended: too long, or out of memory"
        os.waitpid(child, 0)
    return f"{path.stem + path.suffix:8} {name:34} {line}"


def _held() -> float:
    """Return the most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sayso-fuzz-") as folder:  # what is loaded once is no file's own
        (Path(folder) / "warm.html").write_bytes(_P * 40)
        for page in find_pages([folder]):
            split(page)
    ended = 0
    for name in options.names or CASES:
        line = measure(name, options.seconds)
        ended += "ended" in line
        print(line, flush=True)
    return 1 if ended else 0


if __name__ == "__main__":
    sys.exit(main())
