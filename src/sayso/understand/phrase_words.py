"""Words by which source phrases are taken apart: closed classes of English, as in ``words.py``."""

from __future__ import annotations

from sayso.understand.words import DETERMINERS, ROLE_NOUNS, word_set

PARTICLES = word_set("al el bin ibn abu de von van der di da bint ul abd")
#: In the name of a body, never in a person's.
ORGANISATIONS = word_set(
    """
    ministry department observatory army council committee commission agency organisation organization coalition
    party government union authority administration command center centre institute university association network
    foundation parliament court police office service forces force group front movement corps bureau society company
    directorate kremlin assembly league federation embassy mission fund board bank hospital media helmets
    crescent cross defence defense presidency cabinet monitor regime opposition military brigade brigades battalion
    house staff heads rights nations state states tv radio television campaign post times committees ngo directorate
    """
)
#: Loose bodies of people: more than one, and no organisation.
GROUPS = word_set(
    """
    rebels militants terrorists jihadists insurgents fighters militiamen militias extremists islamists forces troops
    gunmen separatists protesters kurds russians syrians turks americans iranians allies factions
    """
)
ANONYMOUS = word_set(
    """
    source sources official officials witness witnesses eyewitness eyewitnesses resident residents activist
    activists medic medics doctor doctors diplomat diplomats analyst analysts expert experts observer observers
    villagers survivors survivor neighbours civilians refugees people locals man woman child worker workers
    volunteer volunteers rescuers soldier soldiers officer officers correspondent photographer reporter reporters
    journalist journalists critics aides aide lawmakers inhabitants nurse teacher spokesman spokeswoman
    spokesperson student commander relative report reports media mother father brother somebody someone many others
    some one another few press lawyer farmer driver fisherman evacuees women men personnel
    """
)
FEMALE = word_set("spokeswoman chairwoman congresswoman mrs ms miss queen actress woman mother wife sister girl lady")
MALE = word_set("spokesman chairman congressman mr sir king prince lord sheikh imam man father husband brother boy")
#: Stand right before a name.
TITLES = word_set(
    """
    mr mrs ms dr sir lord lady president minister general gen colonel col major maj captain lieutenant lt sergeant
    brigadier admiral commander secretary chancellor king queen prince sheikh imam ayatollah sayyed governor senator
    sen rep gov mayor ambassador envoy judge professor prof chairman chairwoman director pope premier prime vice deputy
    spokesman spokeswoman spokesperson chief analyst activist leader head official resident correspondent
    editor representative coordinator under-secretary-general secretary-general undersecretary counterpart fm pm mp mep
    commissioner adviser advisor candidate congressman congresswoman archbishop bishop rear rev reverend sgt cmdr
    """
)
#: Open the phrase of somebody who holds an office: "Member of the Tidal Coalition Hussein Albus".
OFFICES = word_set(
    """
    member head director president vice-president spokesman spokeswoman spokesperson chairman chairwoman commander
    leader chief governor mayor secretary minister deputy representative coordinator founder co-founder ambassador envoy
    """
)
#: Who "the official" may be on the next appearance.
OFFICIALS = OFFICES | word_set(
    """
    official adviser advisor under-secretary-general secretary-general undersecretary general colonel major captain
    diplomat senator lawmaker commissioner counterpart chancellor premier
    """
)
#: Who speaks for a body, so that "we" in their mouths is that body.
VOICES = word_set("spokesman spokeswoman spokesperson spokespersons spokesmen")
#: Bodies left open: "a monitoring group said".
VAGUE = word_set(
    """
    monitor monitors group groups agency agencies organisation organisations organization organizations watchdog team
    ngo charity
    """
)
PRONOUNS = word_set("he she they it we i you his her their its him them us me our my who")
#: Adjectives between a noun and its preposition: sources *close* to the militia.
TIED = word_set("close near familiar loyal linked allied opposed affiliated")
#: What a medium that no file knows is called by, if the word is part of a name: Harbour Radio.
MEDIA = word_set("radio television tv newspaper channel news broadcaster")
#: Papers that speak for whoever issued them.
DOCUMENTS = word_set(
    """
    statement statements report reports letter communique declaration estimate estimates toll tally bulletin tweet
    figures statistics data information study survey release memo
    """
)
#: What any organisation, group or outlet may be called on its next appearance.
CALLED = {
    "organisation": word_set(
        "group organisation organization monitor watchdog body agency ngo charity network observatory"
    ),
    "group": word_set("group organisation organization movement faction militia alliance"),
    "outlet": word_set(
        "agency broadcaster newspaper channel tv network paper outlet daily website station magazine television media"
    ),
}
#: What a thing called by its kind before its name is: "the newspaper *Harbour Post*".
KIND_BEFORE = {
    "outlet": word_set("newspaper agency channel website broadcaster network station magazine daily paper"),
    "group": word_set("group faction militia movement brigade militants rebels fighters"),
    "organisation": word_set("organisation organization ngo charity company party monitor watchdog institute agency"),
}
#: What fits so many bodies that the latest is meant, whatever word is in a name.
GENERIC = word_set("group organisation organization body agency movement outlet media")
#: Words of a role that only an organisation fills.
BODY_HEADS = (
    (ORGANISATIONS | CALLED["organisation"] | CALLED["group"]) - word_set("staff heads media police monitor")
) | word_set("ministry monitor watchdog")
#: Determiners and other openers that are no part of what somebody is called.
POINTING = word_set("the this that these those his her its their a an our my same another")
NO_ONE = word_set("people media press report many some one others few men women")
PREPOSITIONS = word_set(
    "of at in for from with to on by near among inside outside behind within against about under over across as than"
)
#: Stand before a noun and are no noun, so that capitals behind them may be a body's: "northern Harbour District".
NOT_BEFORE_NAMES = (
    DETERMINERS
    | PREPOSITIONS
    | word_set("and or but both only so-called northern southern eastern western central old new other")
    | (ORGANISATIONS - TITLES)
)
COMMON = word_set("local several many some other two three one military medical security senior unnamed eye")


def is_common(word: str) -> bool:
    """Whether a lower-case word is a common noun or modifier of unnamed sources, so that its capital meant nothing."""
    return word in ANONYMOUS or word in GROUPS or word in ROLE_NOUNS or word in COMMON


def singular(word: str) -> str:
    """Return a noun without the s of its plural."""
    return word[:-1] if word.endswith("s") and len(word) > 4 and not word.endswith("ss") else word


def is_plural(noun: str) -> bool:
    """Whether a lower-case head noun speaks of several."""
    return noun in _PLURALS or (noun.endswith("s") and not noun.endswith(("ss", "us")))


_PLURALS = word_set("people men women children police personnel press media staff ngos")
