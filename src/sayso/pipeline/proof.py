"""The proof that what was found on a page stands there: no finding reaches the case without it."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.model import Findings, Page, Span, spans_of


def prove(page: Page, found: Findings) -> None:
    """Raise ValueError unless every finding is anchored in ``page`` and points at what is there.

    What this lets through the case takes: a breach is a fault of the reader, and costs its page only.
    """
    kinds = (found.articles, found.blocks, found.mentions, found.attributions, *found.happenings)
    for kind in kinds:
        if len({thing.id for thing in kind}) != len(kind):
            raise ValueError("two findings have one id")
    pages = {thing.page_id for kind in (found.articles, found.blocks, found.attributions) for thing in kind}
    if found.page_id != page.id or pages - {page.id}:
        raise ValueError("a finding is of another page")
    for span in _spans(found):
        if not 0 <= span.start <= span.end <= len(page.text) or page.text[span.start : span.end] != span.text:
            raise ValueError(f"words at {span.start}–{span.end} are not those on the page")
    for block in found.blocks:
        if not 0 <= block.start <= block.end <= len(page.text):
            raise ValueError(f"a block at {block.start}–{block.end} is not on the page")
    if not all(attribution.content for attribution in found.attributions):
        raise ValueError("an attribution has no content")
    _references(found)


def _references(found: Findings) -> None:
    articles = {article.id for article in found.articles}
    owners = {block.article_id for block in found.blocks if block.article_id is not None}
    owners |= {thing.article_id for kind in (found.mentions, found.attributions, *found.happenings) for thing in kind}
    if not articles >= owners:
        raise ValueError("a finding stands in no article of its page")
    said = {attribution.id for attribution in found.attributions}
    standing = {attribution.parent_id for attribution in found.attributions}
    for kind in (found.events, found.casualties, found.ceasefire_acts, found.labels):
        standing |= {thing.attribution_id for thing in kind}
    if not said >= standing - {None}:
        raise ValueError("a finding stands in an attribution that is not there")
    if not {event.id for event in found.events} >= {count.event_id for count in found.casualties} - {None}:
        raise ValueError("a count of casualties is of an event that is not there")
    ceasefires = {ceasefire.id: ceasefire for ceasefire in found.ceasefires}
    acts = {act.id for act in found.ceasefire_acts}
    if not ceasefires.keys() >= {act.ceasefire_id for act in found.ceasefire_acts}:
        raise ValueError("an act is of a ceasefire that is not there")
    if not acts >= {act for one in found.ceasefires for act in (*one.statements, *one.violations)}:
        raise ValueError("a ceasefire has an act that is not there")


def _spans(found: Findings) -> Iterator[Span]:
    for article in found.articles:
        yield Span(article.start, article.end, article.text)
    for mention in found.mentions:
        yield Span(mention.start, mention.end, mention.text)
    for attribution in found.attributions:
        yield from (span for span in (attribution.source, attribution.cue, *attribution.content) if span is not None)
    for kind in found.happenings:
        for told in kind:
            yield from spans_of(told)
