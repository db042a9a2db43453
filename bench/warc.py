"""Pages per second of a WARC file beside the same pages as HTML files, and the peak memory of each.

    python bench/warc.py FOLDER-OF-HTML [--pages 1000] [--rounds 3] [--large 0]

The pages of the folder are taken again and again until there are enough. Each measurement is a fresh process; rounds
take turns, and the fastest counts. Time is the processor's, so that other work on the machine weighs little.
``--large 2048`` measures, besides, the memory that a WARC file of so many MiB takes: one of the pages after every
picture of 8 MiB.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def measure(path: str) -> None:
    """Read ``path`` once, in this process; print pages, failures, seconds and MiB."""
    from sayso.read import find_pages

    began = time.process_time()
    pages = failed = 0
    for page in find_pages([path]):
        pages += 1
        failed += page.error is not None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1024 if sys.platform != "darwin" else 1)
    print(pages, failed, time.process_time() - began, peak / 2**20)


def record(body: bytes, number: int, media_type: str = "text/html") -> bytes:
    block = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
        f"WARC-Date: 2031-04-05T06:07:08Z\r\nWARC-Target-URI: https://harbour.example/{number}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def lay(folder: Path, pages: list[bytes]) -> dict[str, Path]:
    """Write the same pages as HTML files, as a plain and as a packed WARC file."""
    (folder / "html").mkdir()
    with (folder / "plain.warc").open("wb") as plain, (folder / "packed.warc.gz").open("wb") as packed:
        for number, page in enumerate(pages):
            (folder / "html" / f"{number:06}.html").write_bytes(page)
            plain.write(record(page, number))
            packed.write(gzip.compress(record(page, number), 6))
    return {"HTML files": folder / "html", "WARC": folder / "plain.warc", "WARC, gzip": folder / "packed.warc.gz"}


def lay_large(folder: Path, page: bytes, mebibytes: int) -> dict[str, Path]:
    """Write a plain and a packed WARC file of so many MiB, most of which is pictures."""
    picture = record(random.Random(1).randbytes(8 * 2**20), 0, "image/png")
    packed_picture = gzip.compress(picture, 1)
    with (folder / "large.warc").open("wb") as plain, (folder / "large.warc.gz").open("wb") as packed:
        for number in range(1, mebibytes // 8 + 1):
            plain.write(picture + record(page, number))
            packed.write(packed_picture + gzip.compress(record(page, number)))
    return {"large WARC": folder / "large.warc", "large WARC, gzip": folder / "large.warc.gz"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", type=int, default=0, help="MiB of a file whose memory is measured")
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        measure(options.folder)
        return
    found = [path.read_bytes() for path in sorted(Path(options.folder).rglob("*.html"))]
    with tempfile.TemporaryDirectory(prefix="sayso-bench-") as temporary:
        folder = Path(temporary)
        kinds = lay(folder, [found[number % len(found)] for number in range(options.pages)])
        kinds |= lay_large(folder, found[0], options.large) if options.large else {}
        best: dict[str, list[float]] = {}
        for turn in range(options.rounds):
            for name, path in kinds.items():
                if turn and name.startswith("large"):
                    continue
                again = [sys.executable, __file__, str(path), "--once"]
                out = subprocess.run(again, check=True, stdout=subprocess.PIPE, text=True).stdout
                values = [float(value) for value in out.split()]
                best[name] = min(best.get(name, values), values, key=lambda run: run[2])
    for name, (pages, failed, seconds, peak) in best.items():
        count = f"{pages:,.0f} pages, {failed:,.0f} failed"
        print(f"{name:>18}  {count}, {pages / seconds:,.1f} a second, peak {peak:,.0f} MiB")


if __name__ == "__main__":
    main()
