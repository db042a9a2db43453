"""The documentation is tested: its commands run, its Python runs, every verb, option, table and column is described."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from sayso import data
from sayso.cli import main
from sayso.schemas import TABLES

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_COMMAND = re.compile(r"^ {4}(sayso .+)$", re.MULTILINE)
_PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder as the tutorial's reader has it."""
    shutil.copytree(data.HERE / "demo" / "pages", tmp_path / "pages")
    return tmp_path


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SAYSO_DATA": str(data.HERE / "demo" / "data")}
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_tutorials_commands_run_one_after_another(workplace: Path) -> None:
    commands = _COMMAND.findall((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8"))
    assert len(commands) >= 8
    for command in commands:
        arguments = shlex.split(command)[1:]
        if arguments[0] == "open":
            continue  # serves until it is stopped; tests/test_browser.py does that
        done = run(["-m", "sayso", *arguments], workplace)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        assert done.stdout.strip() or arguments[0] in {"read", "failures"}, command


_WITH_SPACY = pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed: pip install sayso[spacy]")


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial.md", pytest.param("docs/spacy.md", marks=_WITH_SPACY)])
def test_python_in_the_documentation_runs(page: str, workplace: Path) -> None:
    blocks = _PYTHON.findall((ROOT / page).read_text(encoding="utf-8"))
    assert blocks
    for block in blocks:
        done = run(["-c", block], workplace)
        assert done.returncode == 0, f"{block}\n{done.stderr}"
        assert "Lund" in block
        assert done.stdout.strip()


def test_every_verb_and_every_option_of_it_exists_as_documented() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for name, command in main.commands.items():
        assert f"sayso {name}" in text, f"no page of the documentation shows: sayso {name}"
        assert command.help, name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"sayso {name} {parameter.opts[0]} has no help"
    for line in re.findall(
        r"sayso ((?:fetch|read|search|quotes|sources|copies|failures|verify|export|check|demo|open) [^`\n|]*)", text
    ):
        words = shlex.split(line.replace("…", " ").replace("'", '"') if line.count("'") % 2 else line)
        options = {option for p in main.commands[words[0]].params for option in p.opts}
        for word in words[1:]:
            if word.startswith("--"):
                assert word.split("=")[0] in options, f"sayso {line}: there is no {word}"


@pytest.mark.parametrize("table", TABLES)
def test_every_exported_column_is_described(table: str) -> None:
    text = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    section = re.split(rf"^## {table}$", text, flags=re.MULTILINE)[1].split("\n## ")[0]
    named = {
        name.strip() for row in re.findall(r"^\| ([a-z0-9_, ]+) \|", section, re.MULTILINE) for name in row.split(",")
    }
    assert named - {"column"} == set(TABLES[table].names)


def test_every_link_leads_somewhere() -> None:
    for page in PAGES:
        for target in _LINK.findall(page.read_text(encoding="utf-8")):
            if not target.startswith(("http:", "https:")):
                assert (page.parent / target).exists(), f"{page.relative_to(ROOT)}: {target}"


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test"):
        assert f"make {target}" in readme
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
