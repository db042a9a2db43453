"""The data files: each loads, holds only keys that mean something, and a user's own folder adds and replaces."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from sayso import data
from sayso.model import POLARITIES
from sayso.read.furniture import furniture
from sayso.read.metadata_files import metadata_words
from sayso.read.outlets import canonical, outlets
from sayso.understand import actors, cues, groups, kinds, make_reader, peoples, titles
from sayso.understand.labels.lexicon import lexicon as label_words
from sayso.understand.times import lexicon as times
from understanding import only, read

HERE = Path(data.__file__).parent
OUTLET_KINDS = {"agency", "state", "newspaper", "broadcaster", "partisan", "party", "blog"}
#: The demo's pages also come from bodies that publish without being a medium.
DEMO_KINDS = {"monitor", "government", "aggregator"}
#: For each kind of file: the keys it must have, and those it may have.
KEYS = {
    "actors": ({"name", "kind"}, {"aliases", "roles", "country", "gender", "former_names", "succeeds"}),
    "outlets": ({"name", "kind", "aliases", "domains"}, {"country", "owner"}),
    "bodies": ({"name", "kind", "called"}, set()),
    "ceasefires": (
        {"kind"},
        {"note", "act", "modality", "verbs", "behind", "declared", "nouns", "deeds", "despite", "violence", "weak"}
        | {
            "tails",
            "other",
            "everywhere",
            "somewhere",
            "unilateral",
            "things",
            "doing",
            "before",
            "tied",
            "people",
            "purposes",
        },
    ),
    "cues": ({"polarity", "verbs"}, {"phrases"}),
    "groups": (
        {"name"},
        {"kind", "country", "every_nation", "part_of", "like", "names", "members", "words", "before", "heads", "loose"}
        | {"deeds", "behind_nation", "civilian"},
    ),
    "kinds": ({"note", "speaks", "tagged"}, set()),
    "nationalities": ({"note", "words"}, set()),
    "titles": ({"note"}, {"titles", "before"}),
    "furniture": ({"note", "role"}, {"closing", "heads", "whole", "starts", "contains", "patterns", "tails", "signs"}),
    "nations": ({"nations"}, set()),
    "documents": (
        {"note"},
        {"no_titles", "no_title_starts", "no_title_patterns", "no_authors", "no_author_starts", "no_author_patterns"}
        | {"printers"},
    ),
    "labels": (
        {"note", "load", "said_of"},
        {"needs_modifier", "heads", "adjectives", "names", "backing", "holding", "behind"},
    ),
    "background": (
        {"language", "conflicts", "begins", "since", "then", "tolls", "units", "states", "continues"}
        | {"months", "news", "says"},
        set(),
    ),
    "languages": ({"note", "characters", "languages"}, {"labels", "common"}),
    "times": ({"note", "class", "words"}, set()),
    "metadata": (
        {"note"},
        {"meta", "meta_labels", "marks", "not_in", "labels", "ends", "nobody", "never_in", "not_people"}
        | {"changed", "first", "articles", "pages", "counted", "desks"}
        | {"salutations", "signed", "closings", "introduced"},
    ),
    "places": ({"places"}, {"country", "regions"}),
    "place_words": (
        {"note"},
        {"kind", "radius_km", "before", "after", "named_after", "helping", "words", "bodies", "countries"},
    ),
    "events": ({"type", "deed", "modes"}, set()),
    "harms": ({"harm", "states", "nouns", "tolls"}, {"verbs", "happens", "unless"}),
    "victims": ({"victims", "words"}, {"plurals", "recipient"}),
    "quantities": (set(), {"units", "scales", "vague", "bounds", "behind_least", "none"}),
}
#: Names that an outlet and an actor share on purpose: a party is quoted as an actor and has a site of its own.
#: The actor wins where it speaks, the outlet where it publishes.
SHARED_NAMES = {
    "syrian national coalition": {"syrian-national-coalition", "etilaf"},
    "etilaf": {"syrian-national-coalition", "etilaf"},
}
FILES = [
    pytest.param(kind, path, id=f"{path.parent.parent.name}/{kind}/{path.stem}")
    for kind in data.KINDS
    for root in (HERE, HERE / "demo/data")
    for path in sorted((root / kind).glob("*.yaml"))
]


def content(path: Path) -> dict[str, Any]:
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(given, dict)
    return given


@pytest.mark.parametrize(("kind", "path"), FILES)
def test_a_file_has_the_keys_it_needs_and_no_others(kind: str, path: Path) -> None:
    needed, allowed = KEYS[kind]
    keys = content(path).keys()
    assert needed <= keys
    assert keys <= needed | allowed
    assert re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*\.yaml", path.name), "file names hold small letters, digits, hyphens"


@pytest.mark.parametrize(("kind", "path"), [file for file in FILES if file.values[0] == "actors"])
def test_actors(kind: str, path: Path) -> None:
    given = content(path)
    assert given["kind"] in actors.KINDS
    assert given.get("gender") in {None, "m", "f"}
    assert given.get("gender") is None or given["kind"] == "person"
    roles = [role["role"] if isinstance(role, dict) else role for role in given.get("roles", ())]
    former = [one["name"] for one in given.get("former_names", ())]
    for name in (given["name"], *given.get("aliases", ()), *roles, *former):
        assert isinstance(name, str)
        assert name == " ".join(name.split()) != ""


@pytest.mark.parametrize(("kind", "path"), [file for file in FILES if file.values[0] == "outlets"])
def test_outlets(kind: str, path: Path) -> None:
    given = content(path)
    assert given["kind"] in OUTLET_KINDS | (DEMO_KINDS if "demo" in path.parts else set())
    assert all(isinstance(name, str) and name.strip() for name in (given["name"], *given["aliases"]))
    assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", domain) for domain in given["domains"])


@pytest.mark.parametrize(("kind", "path"), [file for file in FILES if file.values[0] == "cues"])
def test_cues(kind: str, path: Path) -> None:
    given = content(path)
    assert given["polarity"] in POLARITIES
    for words in (given["verbs"], given.get("phrases") or {}):
        for lemma, entry in words.items():
            assert set(entry["frames"]) <= cues.FRAMES, lemma
            assert lemma == lemma.lower()
    assert all(" " in lemma for lemma in given.get("phrases") or {})
    assert all(" " not in lemma for lemma in given["verbs"])


def test_no_form_of_a_cue_is_given_twice() -> None:
    lemmas: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for entries in cues.lexicon().values():
        for words, cue in entries:
            lemmas[words].add(cue.lemma)
    assert {words: found for words, found in lemmas.items() if len(found) > 1} == {}


def test_every_polarity_has_its_cues() -> None:
    assert {cue.polarity for entries in cues.lexicon().values() for _, cue in entries} == set(POLARITIES)


def test_no_name_belongs_to_two() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for kind in ("actors", "outlets"):
        for file, given in data.load(kind):
            former = [one["name"] for one in given.get("former_names", ())]
            for name in (given["name"], *given.get("aliases", ()), *former):
                owners[actors.fold(str(name))].add(file)
    assert {name: files for name, files in owners.items() if len(files) > 1} == SHARED_NAMES


def test_outlets_are_known_to_the_reader_of_pages_and_of_sentences() -> None:
    for outlet in outlets():
        assert canonical(outlet.name) == outlet.name
        assert actors.find(outlet.name) is not None


# A folder of one's own ------------------------------------------------------------------------------------------------


def put(folder: Path, place: str, words: str | bytes) -> None:
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(words if isinstance(words, bytes) else words.encode())


def test_own_files_add(tmp_path: Path) -> None:
    put(tmp_path, "cues/mine.yaml", "polarity: threatens\nverbs:\n  growl: {frames: [quote, clause], strong: true}\n")
    put(
        tmp_path,
        "actors/old-salt.yaml",
        "name: Old Salt\nkind: person\naliases: [the Salt]\nroles: [pilot]\ngender: m\n",
    )
    put(tmp_path, "outlets/gull.yaml", "name: The Gull\nkind: blog\naliases: [Gull News]\ndomains: [gull.example]\n")
    put(tmp_path, "furniture/gulls.yaml", "note: Calls of gulls.\nwhole: [caw caw]\n")
    before = data.digest()
    with data.also(tmp_path):
        made = only("On Monday the Salt growled that the ferry would sink.")
        assert (made.speaker, made.cue and made.cue.text, made.polarity) == ("Old Salt", "growled", "threatens")
        assert only("Ana Lund told Gull News that it rained.").via == ("The Gull",)
        assert only("Ana Lund said that it rained.").polarity == "asserts", "ours are still there"
        assert canonical("gull.example") == "The Gull"
        assert furniture("Caw caw!") is not None
        assert data.digest() != before
    assert read("On Monday the Salt growled that the ferry would sink.") == []
    assert furniture("Caw caw!") is None
    assert data.digest() == before


def test_a_file_of_the_same_name_replaces_ours(tmp_path: Path) -> None:
    put(
        tmp_path,
        "cues/denies.yaml",
        "polarity: denies\nverbs:\n  gainsay: {frames: [np], forms: [gainsays, gainsaid]}\n",
    )
    with data.also(tmp_path):
        assert read("Ana Lund denied the claim.") == []
        assert only("Ana Lund gainsaid the claim.").polarity == "denies"
    assert only("Ana Lund denied the claim.").polarity == "denies"


def test_the_folder_may_be_named_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYSO_DATA", str(tmp_path))
    put(tmp_path, "cues/mine.yaml", "polarity: asserts\nverbs: {}\n")
    assert data.roots() == [HERE, tmp_path]
    assert tmp_path / "cues/mine.yaml" in data.files("cues")


def test_a_folder_that_is_not_there_adds_nothing(tmp_path: Path) -> None:
    with data.also(tmp_path / "no"):
        assert only("Ana Lund said that it rained.").speaker == "Ana Lund"


def _load_all() -> None:
    make_reader("rules")
    outlets()
    metadata_words("author", "meta")
    actors.known()
    kinds.of_tag("person")
    titles.opens("minister")
    peoples.nationality("Osterian")
    times.lexicon()
    groups.groups()
    label_words()


GOOD_ACTOR = "name: Old Salt\nkind: person\n"


@pytest.mark.parametrize(
    ("place", "words", "message"),
    [
        ("cues/bad.yaml", "verbs: [", r"bad\.yaml: not readable as YAML"),
        ("cues/bad.yaml", b"\xff\xfe\x00", r"bad\.yaml: not readable as YAML"),
        ("cues/bad.yaml", "- said\n", r"bad\.yaml: should hold 'key: value' lines"),
        ("cues/bad.yaml", "polarity: shouts\n", r"cues/bad\.yaml: polarity: unknown value shouts; there are accuses"),
        ("cues/bad.yaml", "polarity: [asserts]\n", r"cues/bad\.yaml: polarity: unknown value"),
        ("cues/bad.yaml", "verb:\n  growl: {frames: [quote]}\n", r"cues/bad\.yaml: unknown key verb; there are"),
        ("cues/bad.yaml", "verbs: [growl]\n", r"cues/bad\.yaml: verbs: should hold"),
        ("cues/bad.yaml", "verbs:\n  growl: [quote]\n", r"cues/bad\.yaml: growl: should hold \{frames"),
        ("cues/bad.yaml", "verbs:\n  growl: {frame: [quote]}\n", r"growl: unknown key frame; there are .*frames"),
        ("cues/bad.yaml", "verbs:\n  growl: {frames: quote}\n", r"growl: frames should be a list"),
        (
            "cues/bad.yaml",
            "verbs:\n  growl: {frames: [quotes]}\n",
            r"growl: unknown frame quotes; there are according, clause",
        ),
        ("cues/bad.yaml", 'verbs:\n  growl: {forms: [""]}\n', r"growl: a form is empty"),
        ("cues/bad.yaml", "verbs:\n  growl at: {frames: [np]}\n", r"growl at: .* belong under 'phrases'"),
        ("actors/bad.yaml", "kind: person\n", r"actors/bad\.yaml: 'name' is missing"),
        ("actors/bad.yaml", "name: X\nkind: ship\n", r"actors/bad\.yaml: kind 'ship' is none of person"),
        ("actors/bad.yaml", f"{GOOD_ACTOR}aliases: the Salt\n", r"actors/bad\.yaml: 'aliases' should be a list"),
        ("actors/bad.yaml", f"{GOOD_ACTOR}roles: pilot\n", r"actors/bad\.yaml: 'roles' should be a list"),
        (
            "actors/bad.yaml",
            f"{GOOD_ACTOR}alias: [the Salt]\n",
            r"actors/bad\.yaml: unknown key 'alias'; there are name",
        ),
        (
            "actors/bad.yaml",
            f"{GOOD_ACTOR}former_names: [Young Salt]\n",
            r"'former_names' should hold \{name: …, from: 2014-06-29, until: 2017-01-28\}, not 'Young Salt'",
        ),
        (
            "actors/bad.yaml",
            f"{GOOD_ACTOR}former_names: [{{name: Young Salt, until: May 2017}}]\n",
            r"'former_names': 'May 2017' is no date; write it as precise as known: 2017, 2017-01 or 2017-01-28",
        ),
        (
            "actors/bad.yaml",
            f"{GOOD_ACTOR}former_names: [{{name: Young Salt, from: 2018, until: 2017-01-28}}]\n",
            r"'Young Salt' ends \(2017-01-28\) before it begins \(2018\)",
        ),
        ("actors/bad.yaml", f"{GOOD_ACTOR}roles: [{{role: pilot, form: 2014}}]\n", r"'roles' should hold \{role: …"),
        (
            "actors/bad.yaml",
            f"{GOOD_ACTOR}succeeds: {{name: Nobody, from: 2017}}\n",
            r"bad\.yaml: 'succeeds': no actor file has the name 'Nobody'; give its 'name' word for word",
        ),
        ("actors/bad.yaml", f"{GOOD_ACTOR}succeeds: {{name: Old Salt}}\n", r"'Old Salt' would succeed itself"),
        ("kinds/bad.yaml", "tagged: []\n", r"kinds/bad\.yaml: needs 'speaks: true' or 'false'"),
        ("kinds/bad.yaml", "speaks: true\ntagged: []\n", r"kinds/bad\.yaml: those that speak are person"),
        ("kinds/bad.yaml", "speaks: false\ntagged: [person]\n", r"yaml: 'person' is \w+ already"),
        ("titles/bad.yaml", "titles: minister\n", r"titles/bad\.yaml: 'titles' and 'before' should be lists"),
        ("titles/bad.yaml", "titles: [{minister: min}]\n", r"titles/bad\.yaml: .* write '- title'"),
        ("nationalities/bad.yaml", "words: [Osterian]\n", r"nationalities/bad\.yaml: 'words' should hold"),
        ("outlets/bad.yaml", "kind: blog\n", r"outlets/bad\.yaml"),
        ("times/bad.yaml", "class: era\nwords: {now: 1}\n", r"times/bad\.yaml: 'class' should be one of"),
        ("times/bad.yaml", "words: {now: 1}\n", r"times/bad\.yaml: 'class' should be one of"),
        ("times/bad.yaml", "class: month\nwords: [gullmonth]\n", r"of the class month should be 'word: value' lines"),
        ("times/bad.yaml", "class: last\nwords: {gone: 1}\n", r"of the class last should be a list"),
        ("times/bad.yaml", "class: last\nwords: []\n", r"of the class last should be a list"),
        (
            "times/bad.yaml",
            "class: month\nwords: {gullmonth: 13}\n",
            r"gullmonth: 13 means nothing for the class month",
        ),
        ("times/bad.yaml", "class: month\nwords: {gullmonth: yes}\n", r"gullmonth: True means nothing"),
        ("times/bad.yaml", "class: at\nwords: [on]\n", r"times/bad\.yaml: True is no word; put quotes around"),
        (
            "times/bad.yaml",
            "class: day\nwords: {gullday: {days: 99}}\n",
            r"gullday: .* means nothing for the class day",
        ),
        ("times/bad.yaml", "class: holiday\nwords: {Gull Day: {date: 13-01}}\n", r"Gull Day: .* means nothing"),
        ("times/bad.yaml", "class: holiday\nwords: {Gull Day: {nth: [8, 1, 1]}}\n", r"Gull Day: .* means nothing"),
        ("times/bad.yaml", "class: month\nwords: {monday: 1}\n", r"'monday' is a \w+ already"),
        ("times/bad.yaml", "class: last\nwords: [a b c d e f g]\n", r"more than 6 words"),
        ("groups/bad.yaml", "name: Pilots\nkind: ship\n", r"'kind' should be group or organisation, not 'ship'"),
        ("groups/bad.yaml", "words: [pilots]\n", r"groups/bad\.yaml: 'name' is missing"),
        ("groups/bad.yaml", "name: Pilots\nword: [pilot]\n", r"unknown key 'word'; there are before"),
        ("groups/bad.yaml", "name: Pilots\nwords: pilot\n", r"groups/bad\.yaml: 'words' should be a list"),
        ("groups/bad.yaml", "name: Pilots\ncountry: Atlantis\n", r"'country': 'Atlantis' is no nation"),
        ("groups/bad.yaml", "name: Pilots\nevery_nation: true\n", r"goes with \{nation\} in 'name'"),
        ("groups/bad.yaml", "name: Pilots\nlike: pilots\n", r"'like': no file 'pilots'"),
        ("groups/bad.yaml", "name: Pilots\npart_of: Guild\n", r"'part_of': no group file has the name 'Guild'"),
        ("labels/bad.yaml", "load: loud\nsaid_of: any\n", r"labels/bad\.yaml: 'load' should be one of neutral"),
        ("labels/bad.yaml", "load: neutral\n", r"labels/bad\.yaml: 'said_of' should be one of armed"),
        ("labels/bad.yaml", "load: neutral\nsaid_of: any\nhead: [x]\n", r"unknown key 'head'; there are adjectives"),
        ("labels/bad.yaml", "load: neutral\nsaid_of: any\nheads: x\n", r"labels/bad\.yaml: 'heads' should be a list"),
        ("groups/bad.yaml", "name: Islamic State\n", r"another file has the name 'Islamic State'"),
        ("metadata/bad.yaml", "meta: [x]\n", r"metadata/bad\.yaml: is not looked into; there are author, json-ld"),
        ("metadata/title.yaml", "metas: [x]\n", r"metadata/title\.yaml: unknown key 'metas'; there are meta"),
        ("metadata/title.yaml", "meta: x\n", r"metadata/title\.yaml: 'meta' should be a list of words"),
        ("metadata/title.yaml", "meta: [null]\n", r"metadata/title\.yaml: 'meta' should be a list of words; put"),
        ("metadata/title.yaml", "meta: [Title]\n", r"metadata/title\.yaml: 'Title' should be in small letters"),
    ],
)
def test_a_broken_file_is_told_by_its_name(tmp_path: Path, place: str, words: str | bytes, message: str) -> None:
    put(tmp_path, place, words)
    with data.also(tmp_path), pytest.raises(data.DataError, match=message):
        _load_all()


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("claim", ["claims", "claimed", "claiming"]),
        ("note", ["notes", "noted", "noting"]),
        ("deny", ["denies", "denied", "denying"]),
        ("convey", ["conveys", "conveyed", "conveying"]),
        ("stress", ["stresses", "stressed", "stressing"]),
        ("y", ["ies", "ied", "ying"]),
    ],
)
def test_regular_forms_need_not_be_given(tmp_path: Path, lemma: str, forms: list[str]) -> None:
    put(tmp_path, "cues/asserts.yaml", f"polarity: asserts\nverbs:\n  {lemma!r}: {{frames: [clause]}}\n")
    with data.also(tmp_path):
        found = [words[0] for entries in cues.lexicon().values() for words, cue in entries if cue.lemma == lemma]
    assert sorted(set(found)) == sorted({lemma, *forms})
