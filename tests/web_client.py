"""The reading room as a client sees it: its test client, a reader of its pages, and the hand-made case's addresses."""

from __future__ import annotations

import warnings
from html.parser import HTMLParser
from pathlib import Path

import web_case
from sayso.web.app import make_app

with warnings.catch_warnings():  # an older httpx and a newer Starlette disagree on names
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

(_, RADIO), (_, BLOG), (_, HOSTILE) = web_case.radio(), web_case.blog(), web_case.hostile()
ARTICLE = f"/article/{RADIO.articles[0].id}"
LUND = f"/speaker/{RADIO.attributions[0].speaker_id}"


def client_of(case: Path, base_url: str = "http://localhost", **options: object) -> TestClient:
    """Return a client of the room of a case; ``options`` go to Starlette's ``TestClient``."""
    return TestClient(make_app(case), base_url=base_url, **options)  # type: ignore[arg-type]


class Reader(HTMLParser):
    """Collects what a browser would: elements with their attributes, and the words of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]
