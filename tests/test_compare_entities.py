"""Which entities of a case are one: a small gold of invented names, and the rules it rests on."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pytest

from own_data import own_data
from sayso.compare.entities import canonical_entities
from sayso.compare.spelling import alike_bodies, alike_people, words_of, words_of_body
from sayso.model import content_id

FILES = {
    "actors/keld.yaml": "name: Daro Keld\nkind: person\naliases: [Keld]\ncountry: Oster\n",
    "actors/other-keld.yaml": "name: Daroh Keld\nkind: person\n",
    "nations/invented.yaml": "nations:\n  Oster: {adjectives: [Osterian]}\n  Brisk: {adjectives: [Briskan]}\n",
}
#: A line is an article: what it names, in order; ``kind:name``, ``+`` where the next one follows after one space.
Article = str
_KINDS = {"p": "person", "o": "organisation", "g": "group", "l": "place", "t": "title", "n": "nationality"}


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path) -> Iterator[None]:
    with own_data(tmp_path, FILES):
        yield


def tables(articles: Sequence[Article]) -> tuple[pa.Table, pa.Table, dict[str, str]]:
    """Return entities and mentions of articles, and the names of the entities by id."""
    entities: dict[str, tuple[str, str]] = {}
    rows = []
    for number, line in enumerate(articles):
        place = 0
        for part in line.split("; "):
            close, words = part.startswith("+"), part.lstrip("+")
            kind, _, name = words.partition(":")
            identity = content_id("entity", _KINDS[kind], name)
            entities[identity] = (name, _KINDS[kind])
            place += 1 if close else 50
            rows.append((content_id(line, number), identity, place, place + len(name), _KINDS[kind]))
            place += len(name)
    columns = dict(
        zip(("article_id", "entity_id", "start", "end", "kind"), map(list, zip(*rows, strict=True)), strict=True)
    )
    ids = list(entities)
    found = {"id": ids, "name": [entities[i][0] for i in ids], "kind": [entities[i][1] for i in ids]}
    return pa.table(found), pa.table(columns), {i: entities[i][0] for i in ids}


def joined(*articles: Article) -> dict[str, str]:
    """Return for each name that goes by another the name it goes by."""
    entities, mentions, names = tables(articles)
    result, _ = canonical_entities(entities, mentions)
    ids, roots = result["id"].to_pylist(), result["canonical_id"].to_pylist()
    assert ids == sorted(ids)
    assert all(roots[ids.index(root)] == root for root in roots), "whom others go by goes by itself"
    return {names[one]: names[root] for one, root in zip(ids, roots, strict=True) if one != root}


# How alike ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Sergei Holm", "Sergey Holm"),
        ("Muhammad Lund", "Mohammed Lund"),
        ("Abdel Rahman Lund", "Abdulrahman Lund"),
        ("Nadim Abdul-Karim", "Nadim Abdelkarim"),
        ("Nadim al-Brisk", "Nadim El Brisk"),
        ("Youssef Lund", "Yousef Lund"),
        ("Lund Ana", "Ana Lund"),
        ("Qadri Keel", "Kadri Keel"),
        ("Hussein Lund", "Husayn Lund"),
        ("Jürgen Østby", "Jurgen Østby"),
    ],
)
def test_the_same_name_heard_differently(left: str, right: str) -> None:
    assert alike_people(words_of(left), words_of(right)) == 1.0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Hassan Lund", "Hussein Lund"),
        ("Ana Lund", "Ole Lund"),
        ("Ali Lund", "Adi Lund"),
        ("Ana Lund", "Ana Lindqvist"),
        ("Ana Maria Lund", "Ana Petra Lund"),
        ("B. Lund", "Ana Lund"),
        ("Ana", "Ana Lund"),
        ("", "Ana Lund"),
    ],
)
def test_differing_names_are_not_alike(left: str, right: str) -> None:
    assert alike_people(words_of(left), words_of(right)) == 0.0


def test_what_says_less_is_less_alike() -> None:
    full = words_of("Ana Maria Lund")
    likeness = [alike_people(words_of(name), full) for name in ("Ana Lund", "A. Lund", "Lund")]
    assert 1.0 > likeness[0] > likeness[1] > likeness[2] > 0.0
    assert alike_people(words_of("Khaled Lund"), words_of("Khalid Lund")) < 1.0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ministry of Defence", "Defense Ministry"),
        ("Oster Relief Organisation", "Oster Relief Organization"),
        ("Harbour Centre for Peace", "Harbor Center for Peace"),
        ("Osterian army", "Oster's Army"),
        ("Osters army", "Osterian army"),
        ("Deir el-Brisk", "Deir al-Brisk"),
    ],
)
def test_bodies_and_places(left: str, right: str) -> None:
    assert alike_bodies(words_of_body(left), words_of_body(right)) == 1.0


@pytest.mark.parametrize(
    ("left", "right"),
    [("First Oster Brigade", "Fifth Oster Brigade"), ("Oster army", "Brisk army"), ("Oster", "Oster Relief")],
)
def test_other_bodies(left: str, right: str) -> None:
    assert alike_bodies(words_of_body(left), words_of_body(right)) == 0.0


# Together -------------------------------------------------------------------------------------------------------------
#: The others whom somebody is named with, so that there is company to compare; and articles without them.
NEAR = "o:Harbour Council; l:Tarrow"
FAR = ["o:Mill Union; l:Vessing", "o:Mill Union; l:Strelm", "l:Vessing; l:Strelm", "o:Salt Board; l:Strelm"]


def test_spellings_of_a_full_name_are_one_without_further_evidence() -> None:
    assert joined("p:Sergei Holm", "p:Sergei Holm", "p:Sergey Holm") == {"Sergey Holm": "Sergei Holm"}


def test_nearly_the_same_spelling_needs_company() -> None:
    assert joined(f"p:Khaled Lund; {NEAR}", f"p:Khaled Lund; {NEAR}", f"p:Khalid Lund; {NEAR}", *FAR, *FAR) == {
        "Khalid Lund": "Khaled Lund"
    }
    assert joined(f"p:Khaled Lund; {NEAR}", "p:Khalid Lund; o:Mill Union; l:Vessing", *FAR) == {}


def test_a_shared_title_is_company() -> None:
    assert len(joined("t:envoy; +p:Khaled Lund; l:Tarrow", "t:envoy; +p:Khalid Lund; l:Vessing", *FAR)) == 1
    assert joined("t:envoy; +p:Khaled Lund; l:Tarrow", "t:pilot; +p:Khalid Lund; l:Vessing", *FAR) == {}


def test_called_after_differing_nations_they_are_two() -> None:
    assert joined("n:Osterian; +p:Sergei Holm", "n:Briskan; +p:Sergey Holm") == {}
    assert len(joined("n:Osterian; +t:envoy; +p:Sergei Holm", "n:Osterian; +p:Sergey Holm")) == 1


def test_a_surname_joins_the_one_bearer_it_keeps_company_with() -> None:
    assert joined(f"p:Ana Lund; {NEAR}", f"p:Lund; {NEAR}", *FAR) == {"Lund": "Ana Lund"}
    assert joined(f"p:Ana Lund; {NEAR}", "p:Lund; o:Mill Union", *FAR) == {}


def test_where_two_fit_nothing_is_joined() -> None:
    assert joined(f"p:Ana Lund; {NEAR}", f"p:Ole Lund; {NEAR}", f"p:Lund; {NEAR}", *FAR) == {}
    assert joined(f"p:Ana Lund; {NEAR}", f"p:Arne Lund; {NEAR}", f"p:A. Lund; {NEAR}", *FAR) == {}
    assert joined(f"g:Marsh Free Front; {NEAR}", f"g:Mud Fishers Force; {NEAR}", f"g:MFF; {NEAR}", *FAR) == {}


def test_initials() -> None:
    assert joined("g:Marsh Free Front; +g:MFF", "g:MFF; l:Vessing") == {"MFF": "Marsh Free Front"}
    assert joined(f"g:Marsh Free Front; {NEAR}", f"g:MFF; {NEAR}", *FAR) == {"MFF": "Marsh Free Front"}
    assert joined(f"g:Marsh Free Front; {NEAR}", "g:MFF; l:Vessing", *FAR) == {}
    assert joined("g:Marsh Free Front; +p:MFF") == {}, "of another kind"


def test_known_actors_are_whom_others_go_by_and_never_join_each_other() -> None:
    assert joined("p:Dairo Keld", "p:Daro Keld", "p:Keld") == {"Keld": "Daro Keld"}
    many = ["p:Darroh Keld"] * 5
    assert joined(*many, "p:Daro Keld", "p:Daroh Keld") == {}, "fits two known ones"


def test_a_name_in_an_actor_file_is_that_actor_whatever_it_was_taken_for() -> None:
    assert joined("p:Daro Keld", "o:Keld") == {"Keld": "Daro Keld"}


def test_several_who_spoke_together_and_the_unnamed_stay_as_they_are() -> None:
    entities, mentions, _ = tables(["p:Sergei Holm; p:Sergey Holm"])
    other = pa.table({"id": ["x", "y"], "name": ["unnamed: official", "unnamed: Official"], "kind": ["anonymous"] * 2})
    both = pa.table({"id": ["v", "w"], "name": ["Ana Lund; Ole Bo", "Anna Lund; Ole Bo"], "kind": ["person"] * 2})
    result, _ = canonical_entities(pa.concat_tables([entities, other, both]), mentions)
    rows = dict(zip(result["id"].to_pylist(), result["canonical_id"].to_pylist(), strict=True))
    assert all(rows[one] == one for one in "vwxy")


GOLD = [
    f"t:harbour minister; +p:Sergei Brisk; {NEAR}",
    f"p:Sergey Brisk; {NEAR}",
    "p:Brisk; o:Harbour Council; l:Tarrow",
    "n:Osterian; +p:Muhammad al-Tarrow; g:Marsh Free Front; +g:MFF",
    "n:Osterian; +p:Mohamed El-Tarrow; g:MFF",
    "n:Briskan; +p:Mohammed Tarrowi; l:Vessing",
    "o:Osterian Defence Ministry; l:Strelm",
    "o:Oster's Ministry of Defense; l:Strelm",
    "o:Briskan Defence Ministry; l:Vessing",
    "l:Deir al-Narr; o:Salt Board",
    "l:Deir el Narr; o:Salt Union",
    *FAR,
]
SAME = [
    {"Sergei Brisk", "Sergey Brisk", "Brisk"},
    {"Muhammad al-Tarrow", "Mohamed El-Tarrow"},
    {"Marsh Free Front", "MFF"},
    {"Osterian Defence Ministry", "Oster's Ministry of Defense"},
    {"Deir al-Narr", "Deir el Narr"},
]


def test_the_small_gold() -> None:
    found = joined(*GOLD)
    pairs = {frozenset(pair) for group in SAME for pair in combinations(sorted(group), 2)}
    classes: dict[str, set[str]] = {}
    for name, root in found.items():
        classes.setdefault(root, {root}).add(name)
    assert {frozenset(pair) for group in classes.values() for pair in combinations(sorted(group), 2)} == pairs


def test_the_order_of_pages_does_not_matter() -> None:
    expected = joined(*GOLD)
    for seed in range(5):
        shuffled = list(GOLD)
        random.Random(seed).shuffle(shuffled)
        assert joined(*shuffled) == expected


def test_a_case_without_names() -> None:
    entities = pa.table({name: pa.array([], pa.string()) for name in ("id", "name", "kind")})
    mentions = pa.table(
        {name: pa.array([], pa.string()) for name in ("article_id", "start", "end", "entity_id", "kind")}
    )
    result, made = canonical_entities(entities, mentions)
    assert (result.num_rows, made) == (0, [])


def test_ten_thousand_entities_take_seconds() -> None:
    rng = random.Random(7)
    words = ["".join(rng.choices("banerolimitarvoskeldu", k=rng.choice([5, 7]))).capitalize() for _ in range(3000)]
    lines = [
        "; ".join(f"p:{rng.choice(words)} {rng.choice(words)}" for _ in range(5)) + f"; o:{rng.choice(words)} Council"
        for _ in range(2000)
    ]
    entities, mentions, _ = tables(lines)
    assert entities.num_rows > 10_000
    began = time.process_time()
    canonical_entities(entities, mentions)
    assert time.process_time() - began < 10, "about one second where nothing else runs"
