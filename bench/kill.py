"""Kill -9 at random moments of a read, resume, and compare the exports with those of an undisturbed run.

    python bench/kill.py --kills 20 [--pages 1500 | PATHS…] [--workers 2] [--seed 1]

Without PATHS a pile of pages is made up: stories that share speakers and passages, exact duplicates, tables, broken
files. Each kill hits the whole process group (the run and its workers). A case is read on until its run ends by
itself, then compared and thrown away; the rest of the kills fall on a fresh one. Exit code 1 when any export differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SPEAKERS = ("Ana Lund", "Tom Berg", "Mira Holt", "Ivo Stane", "the ministry", "Harbour Radio", "Colonel Rask")
VERBS = ("said", "denied", "warned", "told reporters", "claimed", "announced")
WHAT = ("the truce holds", "nobody was hurt", "aid will come on Friday", "the road is shut", "three people were killed")


def make_pile(folder: Path, count: int, chance: random.Random) -> None:
    """Write ``count`` pages, a tenth of them exact duplicates, a tenth sharing a passage, and some broken files."""
    folder.mkdir()
    earlier: list[str] = []
    rows = []
    for number in range(count):
        kind = chance.random()
        if earlier and kind < 0.1:
            text = chance.choice(earlier)
        else:
            parts = [
                f"“{chance.choice(WHAT).capitalize()} on day {chance.randrange(999)},” {chance.choice(SPEAKERS)} "
                f"{chance.choice(VERBS)} near place {chance.randrange(9999)}. "
                f"{chance.choice(SPEAKERS)} {chance.choice(VERBS)} that {chance.choice(WHAT)} ({chance.random()})."
                for _ in range(chance.randrange(4, 14))
            ]
            if earlier and kind < 0.2:
                parts.insert(0, chance.choice(earlier).split("\n\n")[1])
            text = f"Story {number}\n\n" + "\n\n".join(parts) + "\n"
            earlier.append(text)
        if number % 5:
            (folder / f"{chance.randrange(10**9):09}.txt").write_text(text, encoding="utf-8")
        else:
            rows.append({"id": number, "text": text, "outlet": f"Outlet {number % 7}", "published": "2016-09-12"})
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for number in range(5):
        (folder / f"broken{number}.txt").write_bytes(bytes(chance.randrange(256) for _ in range(3000)))


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "sayso", *map(str, arguments)]


def digests(case: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of the export of a case."""
    folder = case.with_suffix(".export")
    subprocess.run(command("export", case, "--as", "jsonl", "--to", folder), check=True, stdout=subprocess.DEVNULL)
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}
    shutil.rmtree(folder)
    return found


def finish(read: list[str]) -> float:
    """Run a read to its end; return how many seconds it took."""
    began = time.monotonic()
    done = subprocess.run(read, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"the read failed ({done.returncode}): {done.stderr}")
    return time.monotonic() - began


def kill_after(read: list[str], seconds: float) -> bool:
    """Start a read in a process group of its own and kill the group after ``seconds``; False when it had ended."""
    process = subprocess.Popen(read, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--pages", type=int, default=1500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to work [a temporary folder]")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="sayso-kill-", dir=options.folder) as name:
        folder = Path(name)
        paths = options.paths or [folder / "pile"]
        if not options.paths:
            make_pile(folder / "pile", options.pages, chance)

        def read(case: Path) -> list[str]:
            return command("read", *paths, "--into", case, "--workers", options.workers, "--quiet")

        whole = folder / "whole.sayso"
        seconds = finish(read(whole))
        wanted = digests(whole)
        print(f"undisturbed: {seconds:.1f} s", flush=True)
        kills = cases = differing = 0
        while kills < options.kills:
            case = folder / f"killed{cases}.sayso"
            moments = []
            while kills < options.kills:
                # Half a second is the start alone; a run that resumes has less left than a whole one takes.
                moment = chance.uniform(min(0.5, seconds / 4), seconds)
                if not kill_after(read(case), moment):
                    break
                kills += 1
                moments.append(f"{moment:.2f}")
            finish(read(case))
            found = digests(case)
            differs = [file for file in wanted if found.get(file) != wanted[file]]
            differing += bool(differs)
            cases += 1
            print(f"case {cases}: killed after {', '.join(moments) or 'nothing'} s: ", end="")
            print(f"DIFFERS in {', '.join(differs)}" if differs else "the same", flush=True)
        verdict = f"{differing} DIFFER" if differing else "all exports byte-identical"
        print(f"{kills} kills, {cases} cases, {verdict}")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
