"""One article in, its findings out, with no look at any other article.

``understand`` reads like the way of the work: spans (a reader) → nesting → speakers → via → style → findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.model import Article, Attribution, Block, Findings, Mention, Page, Span, content_id
from sayso.understand import references, via
from sayso.understand.credits import credit_of
from sayso.understand.happenings import Happenings, find_happenings, joined
from sayso.understand.mentions import find_mentions
from sayso.understand.nesting import parents_of
from sayso.understand.quotations import quotations
from sayso.understand.reader import AttributionReader, Extent, Passage, RawAttribution, Reading
from sayso.understand.rules import RuleReader
from sayso.understand.style import style_of

__all__ = ["DEFAULT_READER", "READERS", "AttributionReader", "make_reader", "passage_of", "rekey", "understand"]

READERS = ("encoder", "rules")
DEFAULT_READER = "encoder"


def make_reader(name: str = DEFAULT_READER) -> AttributionReader:
    """Return the attribution reader of that name. Raises ValueError for a name that is none of ``READERS``."""
    if name == "rules":
        return RuleReader()
    if name == "encoder":
        from sayso.understand.encoder.reading import EncoderReader  # noqa: PLC0415 (rules need no ONNX Runtime)

        return EncoderReader()
    raise ValueError(f"no reader {name!r}; there are: {', '.join(READERS)}")


def understand(page: Page, articles: Sequence[Article], blocks: Sequence[Block], reader: AttributionReader) -> Findings:
    """Return all that is found in the articles of one page, anchored to ``page.text``."""
    passages = [passage_of(article, blocks) for article in articles]
    mentions: list[Mention] = []
    attributions: list[Attribution] = []
    told: list[Happenings] = []
    for article, passage, reading in zip(articles, passages, reader.read(passages), strict=True):
        made = _attributions(article, passage, reading, via.imprint_of(page, article, blocks))
        attributions += made
        named = find_mentions(article, passage, made, reading.names)
        mentions += named
        told.append(find_happenings(article, passage, named, made))
    found = (tuple(articles), tuple(blocks), tuple(mentions), tuple(attributions))
    return Findings(page.id, *found, **joined(told))


def passage_of(article: Article, blocks: Sequence[Block]) -> Passage:
    """Return what a reader is given of an article: its text and its blocks as paragraphs, in article offsets."""
    paragraphs = [
        (block.start - article.start, block.end - article.start, block.role)
        for block in blocks
        if block.article_id == article.id and block.role not in {"boilerplate", "byline"}
    ]
    return Passage(article.text, tuple(sorted(paragraphs)))


def _attributions(article: Article, passage: Passage, reading: Reading, imprint: via.Imprint) -> list[Attribution]:
    text, found = passage.text, reading.attributions
    parents = parents_of(found)
    speakers = references.resolve(passage, found, parents, names=reading.names, chains=reading.chains)
    through = via.resolve(passage, found, parents, speakers, imprint)
    quoted = quotations(text, [(start, end) for start, end, _ in passage.paragraphs])
    ids = [_id(article.id, raw) for raw in found]
    made = []
    for number, raw in enumerate(found):
        speaker, parent = speakers[number], parents[number]
        made.append(
            Attribution(
                id=ids[number],
                article_id=article.id,
                page_id=article.page_id,
                speaker=speaker.name,
                speaker_id=entity_id(speaker.kind, speaker.name) if speaker.name else None,
                speaker_kind=speaker.kind,
                source=_span(text, raw.source, article.start),
                cue=_span(text, raw.cue, article.start),
                content=tuple(_anchored(text, piece, article.start) for piece in raw.content),
                style=style_of(text, raw.content, quoted),
                via=through[number],
                parent_id=ids[parent] if parent is not None else None,
                polarity=raw.polarity,
                confidence=round(raw.confidence, 3),
            )
        )
    return made


def entity_id(kind: str | None, name: str) -> str:
    """Return the id of the entity that goes by this canonical name."""
    return content_id("entity", kind, name)


def rekey(findings: Findings, page: Page, articles: Sequence[Article], blocks: Sequence[Block]) -> Findings | None:
    """Return ``findings`` as they stand on another page with the same text, or None when its articles
    lie elsewhere or are another outlet's.

    The result equals understanding ``page`` afresh, at a fraction of the cost.
    """
    old = [(article.start, article.end) for article in findings.articles]
    if old != [(article.start, article.end) for article in articles]:
        return None
    if [article.outlet for article in findings.articles] != [article.outlet for article in articles]:
        return None  # "this newspaper" is another
    roles = [(block.start, block.end, block.role, block.article_id is None) for block in findings.blocks]
    if roles != [(block.start, block.end, block.role, block.article_id is None) for block in blocks]:
        return None
    pairs = list(zip(findings.articles, articles, strict=True))
    renamed = {before.id: after.id for before, after in pairs}
    # Of the same words, so in the same language; their authors may differ, and with them whom they credit.
    told = [replace(new, language=old.language, credit=credit_of(page, new, blocks)) for old, new in pairs]
    attributions = []
    ids: dict[str, str] = {}
    for made in findings.attributions:
        start = next(article.start for article in findings.articles if article.id == made.article_id)
        ids[made.id] = _id(renamed[made.article_id], _raw_extents(made, start))
    for made in findings.attributions:
        attributions.append(
            replace(
                made,
                id=ids[made.id],
                article_id=renamed[made.article_id],
                page_id=page.id,
                parent_id=ids[made.parent_id] if made.parent_id else None,
            )
        )
    mentions = [
        replace(m, article_id=renamed[m.article_id], id=content_id("mention", renamed[m.article_id], m.start, m.end))
        for m in findings.mentions
    ]
    # An article's own date may be another than that of the words' first article, so dates are worked out afresh.
    happenings = [
        find_happenings(
            article,
            passage_of(article, blocks),
            [mention for mention in mentions if mention.article_id == article.id],
            [attribution for attribution in attributions if attribution.article_id == article.id],
        )
        for article in told
        if article.understood
    ]
    found = (tuple(told), tuple(blocks), tuple(mentions), tuple(attributions))
    return Findings(page.id, *found, **joined(happenings))


def _id(article_id: str, raw: RawAttribution) -> str:
    return content_id("attribution", article_id, raw.source, raw.cue, raw.content)


def _raw_extents(made: Attribution, start: int) -> RawAttribution:
    def extent(span: Span | None) -> Extent | None:
        return (span.start - start, span.end - start) if span else None

    content = tuple((span.start - start, span.end - start) for span in made.content)
    return RawAttribution(extent(made.source), extent(made.cue), content)


def _anchored(text: str, extent: Extent, offset: int) -> Span:
    return Span(extent[0] + offset, extent[1] + offset, text[extent[0] : extent[1]])


def _span(text: str, extent: Extent | None, offset: int) -> Span | None:
    return _anchored(text, extent, offset) if extent else None
