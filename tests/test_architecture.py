"""Imports run one way: a package imports only from those before it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src/sayso"
#: What each part of the package may import, besides itself and ``__version__``. The order is the way of the data.
MAY = {
    "model": set(),
    "link_schemas": set(),
    "schemas": {"link_schemas"},
    "data": set(),
    "read": {"model", "data"},
    "fetch": {"model", "read"},
    "understand": {"model", "data", "read"},
    "spacy_component": {"model", "understand"},
    "compare": {"model", "schemas", "data", "read", "understand"},
    "engines": {"model"},
    "case": {"model", "schemas"},
    "pipeline": {"model", "schemas", "data", "read", "understand", "compare", "engines", "case"},
    "export": {"model", "schemas", "case"},
    "web": {"model", "data", "case", "export"},
    "check": {"model", "schemas", "data", "read", "understand", "compare", "engines", "case", "pipeline"},
    "cli": {"model", "data", "read", "fetch", "pipeline", "case", "export", "web", "check", ""},
    "": {"model", "schemas", "data", "read", "pipeline", "case", "export"},
    "__main__": {"cli"},
}
MODULES = sorted(path for path in SOURCE.rglob("*.py"))


def part(path: Path) -> str:
    first = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imported(path: Path) -> list[tuple[int, str]]:
    """Return ``(line, part)`` of every import of Sayso's own, those inside functions and for types included."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            names = [f"sayso.{alias.name}" for alias in node.names] if node.module == "sayso" else [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            head, _, rest = name.partition(".")
            first = rest.partition(".")[0]
            if head == "sayso" and first != "__version__":
                found.append((node.lineno, first if first in MAY else ""))
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_run_one_way(path: Path) -> None:
    own = part(path)
    allowed = MAY[own] | {own}
    wrong = [
        f"line {line}: {own or 'sayso'} imports {name or 'sayso'}"
        for line, name in imported(path)
        if name not in allowed
    ]
    assert not wrong


def test_the_order_has_no_circles() -> None:
    order = list(MAY)
    for name, allowed in MAY.items():
        if name not in ("", "cli"):
            assert all(order.index(other) < order.index(name) for other in allowed), name


def test_a_breach_would_be_seen(tmp_path: Path) -> None:
    module = tmp_path / "bad.py"
    module.write_text(
        "def f():\n    from sayso.case.writer import CaseWriter\n    from sayso import web, __version__\n"
    )
    assert imported(module) == [(2, "case"), (3, "web")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_are_of_a_size_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 450
