"""The closed classes of English words that the rules lean on.

These are grammar, not knowledge: they do not change with the news, so they stand here and not among the data files.
"""

from __future__ import annotations

import re


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text that parts them with spaces: a closed class, written so that people can read it."""
    return frozenset(words.split())


ARTICLES = word_set("the a an")
DETERMINERS = ARTICLES | word_set(
    "this that these those his her its their our my your another some several many no one"
)
SUBJECT_PRONOUNS = word_set("he she they it we i you")
RELATIVES = word_set("who which whose")
PREPOSITIONS = word_set(
    """
    of in on at by for from with to into over under after before during since until against about among between
    through across near around within without towards toward inside outside amid despite following per
    """
)
CONJUNCTIONS = word_set("and or but nor so yet while when where because although though if unless whereas as than that")
NEGATIONS = word_set("not never no n't wouldn't won't didn't doesn't don't can't cannot couldn't")
AUXILIARIES = word_set(
    """
    is are was were be been being am has have had having do does did will would shall should can could may might
    must 's 're 've 'd isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't can't
    cannot couldn't shouldn't
    """
)
#: Words before a deed that is only meant to be done.
PLANNED = word_set(
    """
    will 'll shall plan plans planned planning prepare prepares preparing intend intends intended scheduled due set
    expected vow vowed pledge pledged promise promised
    """
)
#: Adverbs that stand between a source and its cue and belong to the cue as PolNeAR cuts it.
CUE_ADVERBS = word_set(
    """
    ever both instead himself herself itself themselves
    also further again even still already just now then later earlier once often always never not first only
    repeatedly publicly reportedly previously recently initially officially formally openly strongly clearly
    explicitly subsequently additionally meanwhile firmly separately quickly immediately consistently angrily
    bluntly flatly categorically vehemently privately falsely rightly wrongly correctly simply merely long
    constantly continually directly quietly soon finally
    """
)
WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday mondays fridays")
MONTHS = word_set(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec
    """
)
TIMES = WEEKDAYS | word_set("today yesterday tonight tomorrow overnight earlier later early late afterwards")
#: Nouns that can head a source without a name beside them, singular and plural.
ROLE_NOUNS = word_set(
    """
    source sources official officials spokesman spokesmen spokeswoman spokesperson spokespersons minister ministers
    ministry president chairman chairwoman chief commander commanders general leader leaders director head witness
    witnesses resident residents activist activists medic medics doctor doctors nurse police army military
    government opposition regime rebels rebel militants fighters monitor monitors observatory group groups
    organisation organization agency agencies newspaper channel correspondent reporter reporters journalist
    journalists analyst analysts expert experts diplomat diplomats envoy envoys ambassador ambassadors secretary
    deputy adviser advisers advisor governor mayor lawmaker lawmakers senator statement report reports media website
    survivors survivor rescuers volunteer volunteers worker workers people locals state department kremlin coalition
    council committee commission parliament union party movement front brigade defence defense authorities authority
    court judge lawyer lawyers professor king prince sheikh imam priest bishop founder negotiator mediator member
    members representative representatives delegation delegate side observers observer photographer man woman men
    women father mother brother sister son husband wife relative relatives villagers civilians refugees prisoner
    soldier soldiers officer officers colonel captain analysis study poll survey data figures document documents
    letter researcher researchers teacher student students neighbour neighbours office intelligence team mission
    embassy company critics supporters others aide aides columnist author editor bureau network station radio
    service blog paper daily magazine jihadists terrorists insurgents
    """
)
#: Words that stand before a role noun in a source without a determiner ("local medical sources").
ROLE_MODIFIERS = word_set(
    """
    local medical military security opposition rebel government state official media senior top unnamed anonymous
    several many some two three four five other pro-government anti-government foreign defence defense field
    political diplomatic international independent regional western eastern northern southern human rights civil
    informed well-informed reliable intelligence rescue aid relief health hospital tribal police army former deputy
    regime interior prime exclusive private various activists-run us us-backed un eu nato religious
    """
)
#: Heads behind "according to" that end the source when no mark does (texts that lost their commas).
SOURCE_ENDS = word_set(
    """
    statement statements report reports source sources officials official witnesses activists monitor media agency
    spokesman spokeswoman residents data figures police ministry observatory sources medics authorities
    """
)
_VERBISH = re.compile(r"^[a-z]{3,}(?:ed|ing|ies|ised|ized)$")
#: Past forms that no ending gives away, where a subject ends.
_IRREGULAR = word_set(
    """
    took made gave went came held met left began put set hit struck shot fell saw got sent ran won lost became
    brought broke drove fled flew fought grew kept knew paid rose sat sold spoke spent stood threw wore built bought
    caught felt took
    """
)
_NOT_VERBS = word_set(
    """
    monitoring united armed wounded injured unnamed displaced so-called alleged united spring morning evening
    building being red nothing something anything everything meeting briefing led bed need seed hundred sacred
    series species offspring killing shelling bombing fighting hearing training beijing king ring wing studies
    countries parties enemies allies cities families bodies agencies authorities armies
    """
)


def is_time(word: str) -> bool:
    """Whether a lower-case word alone tells a time ("yesterday", "Tuesday")."""
    return word in TIMES


def is_verbish(word: str) -> bool:
    """Whether a lower-case word looks like a verb and not like part of a name or a noun phrase."""
    return word in AUXILIARIES or word in _IRREGULAR or (word not in _NOT_VERBS and _VERBISH.match(word) is not None)


def is_name_like(text: str) -> bool:
    """Whether a token is written like (part of) a name."""
    return text[0].isupper() or text.lower().startswith(("al-", "el-", "ash-", "as-", "ar-"))
