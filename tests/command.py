"""The command line as the tests run it, and pages of our own invention for it to read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from sayso.cli import main

STORY = (
    "Truce day {n}\n\n“The truce holds,” Ana Lund said on Tuesday. The militants denied it. According to Harbour "
    'Radio, three people died near the old mill, and Lund told reporters that "aid will come on Friday".\n\n{words}\n'
)


def story(number: int) -> str:
    """Return a page of words that no other number has, with three things said."""
    return STORY.format(n=number, words=" ".join(f"word{number}x{place}" for place in range(30)))


def invoke(*arguments: object) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def spawn(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own; ``options`` go to ``subprocess.run``."""
    command = [sys.executable, "-m", "sayso", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def write_pages(folder: Path) -> Path:
    """Make the folder, with three good pages, a row that would play with the terminal, and a file that is no text."""
    folder.mkdir()
    for number in range(3):
        (folder / f"page{number}.txt").write_text(story(number), encoding="utf-8")
    rows = [
        {
            "id": 7,
            "text": story(7),
            "title": "[red]Row[/red] \x1b[31mseven",
            "outlet": "Row\u202ePost",
            "published": "2016-09-12",
        }
    ]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "broken.txt").write_bytes(bytes(range(256)) * 20)
    return folder


def many(folder: Path) -> Path:
    """Make the folder, with enough pages to fill a small disk or to be stopped in."""
    folder.mkdir()
    for number in range(150):
        (folder / f"{number}.txt").write_text(story(number) + story(number + 1000) * 3, encoding="utf-8")
    return folder
