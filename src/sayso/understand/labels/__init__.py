"""Labels: the words that each voice uses for a group or a person, for the table of who calls whom what.

The way of the work: label phrases (``phrases``) → whom each means (``meant``) → in whose words it stands → findings.
Which words are labels, and how loaded they are, is data (``data/labels``; ``load_of``).
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.model import Article, Attribution, Label, Mention, content_id
from sayso.understand import groups
from sayso.understand.holding import innermost
from sayso.understand.labels.lexicon import lexicon, load_of
from sayso.understand.labels.meant import Meant, meant
from sayso.understand.labels.phrases import Names, Phrase, phrases_in
from sayso.understand.reader import Passage

__all__ = ["find_labels", "load_of"]


def find_labels(
    article: Article, passage: Passage, mentions: Sequence[Mention], attributions: Sequence[Attribution]
) -> tuple[Label, ...]:
    """Return the labels of one article in order; they overlap nothing.

    ``speaker`` is whose words they are: the speaker of the innermost attribution whose content holds them, None for the
    outlet itself (then ``attribution_id`` is None too) and where nobody knows who is quoted. An indirect attribution
    whose speaker is unknown leaves the words with the outlet, which chose them. ``group_id`` is None when nobody is
    known to be meant; ``group`` then repeats the label.
    """
    text = passage.text
    names = Names(mentions, article.start)
    phrases = [phrase for start, end, _ in passage.paragraphs for phrase in phrases_in(text, start, end, names)]
    if not phrases:
        return ()
    country = groups.conflict_of(text, mentions)
    pairs = [
        (phrase, whom)
        for phrase, whom in zip(phrases, meant(text, phrases, names, country), strict=True)
        if _is_label(phrase, whom, country)
    ]
    extents = [(phrase.start + article.start, phrase.end + article.start) for phrase, _ in pairs]
    holders = innermost(extents, [one for one in attributions if one.speaker is not None or one.style != "indirect"])
    return tuple(
        Label(
            id=content_id("labels", article.id, phrase.start, phrase.end),
            article_id=article.id,
            attribution_id=holder.id if holder is not None else None,
            group=whom.name,
            group_id=content_id("entity", whom.kind, whom.name) if whom.kind is not None else None,
            label=phrase.label,
            speaker=holder.speaker if holder is not None else None,
            speaker_id=holder.speaker_id if holder is not None else None,
            start=start,
            end=end,
            text=text[phrase.start : phrase.end],
        )
        for (phrase, whom), (start, end), holder in zip(pairs, extents, holders, strict=True)
    )


def _is_label(phrase: Phrase, whom: Meant, country: str | None) -> bool:
    """Whether a phrase says anything of a side: plain words for any state's government or army do not.

    "Government" and "Ordanian troops" are labels only for who fights in the conflict that the article is about.
    """
    heads = lexicon().words
    head = heads.get(phrase.head)
    neutral = all(word.load == "neutral" for word in phrase.words)
    if neutral and (phrase.nation or (head is not None and head.said_of == "state")):
        return whom.kind is not None and _of_conflict(whom.name, country)
    return True


def _of_conflict(group: str, country: str | None) -> bool:
    known = groups.groups().get(group)
    if known is not None:
        return known.country is None or known.country == country
    return country is not None and any(
        groups.group_of(word, country) == group for word in ("government", "rebels", "army")
    )
