"""The Arrow trip: pages and findings come out of a record batch as they went in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.case.happenings import NOUNS
from sayso.model import Article, Attribution, Block, Evidence, Findings, Layout, Mention, Page, Span
from sayso.pipeline import batches

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
maybe = st.none() | words
number = st.integers(0, 2**40)
span = st.builds(Span, number, number, words)
article = st.builds(Article, words, words, maybe, maybe, maybe, maybe, maybe, number, number, words, maybe)
block = st.builds(Block, words, words, maybe, words, number, number)
mention = st.builds(Mention, words, words, words, words, number, number, words, words)
attribution = st.builds(
    Attribution, words, words, words, maybe, maybe, maybe, st.none() | span, st.none() | span,
    st.lists(span, max_size=3).map(tuple), st.sampled_from(["direct", "indirect", "mixed"]),
    st.lists(words, max_size=2).map(tuple), maybe, words, st.floats(0, 1),
)  # fmt: skip
several: Mapping[str, Any] = {"max_size": 3}
evidence = st.builds(Evidence, words, number, number, words)
#: What a field of a happening may hold, by its annotation.
held = {
    "str": words,
    "str | None": maybe,
    "int": number,
    "int | None": st.none() | number,
    "float": st.floats(-180, 180),
    "float | None": st.none() | st.floats(-180, 180),
    "bool": st.booleans(),
    "Span": span,
    "tuple[str, ...]": st.lists(words, max_size=2).map(tuple),
    "tuple[Evidence, ...]": st.lists(evidence, max_size=2).map(tuple),
}
happenings = {
    name: st.lists(st.builds(noun, **{one.name: held[str(one.type)] for one in fields(noun)}), max_size=2).map(tuple)
    for name, noun in NOUNS.items()
}
findings = st.builds(
    Findings, words, st.lists(article, **several).map(tuple), st.lists(block, **several).map(tuple),
    st.lists(mention, **several).map(tuple), st.lists(attribution, **several).map(tuple), error=maybe,
    seconds=st.dictionaries(words, st.floats(0, 1e6), max_size=3), **happenings,
)  # fmt: skip
layout = st.builds(Layout, number, number, words, maybe)
page = st.builds(
    Page, words, words, words, words, maybe, maybe, maybe, maybe, maybe, maybe, maybe, maybe, maybe, maybe,
    st.lists(layout, max_size=3).map(tuple), maybe, maybe, maybe,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(findings, max_size=4))
def test_findings_survive_the_arrow_trip(made: list[Findings]) -> None:
    assert batches.batch_to_findings(batches.findings_to_batch(made)) == made


@settings(max_examples=40, deadline=None)
@given(st.lists(page, max_size=4))
def test_pages_survive_the_arrow_trip(made: list[Page]) -> None:
    assert batches.batch_to_pages(batches.pages_to_batch(made)) == made
