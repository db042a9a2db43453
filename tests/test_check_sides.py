"""The scorers of labels and ceasefires: what counts as the same side, party, voice, act and record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso import data
from sayso.check.ceasefires import Item, Record, act_pairs, add, gold_records
from sayso.check.conflict import Score, same_party, same_side, same_voice
from sayso.check.files import GoldError
from sayso.check.labels import Called, gold_labels, pairs
from sayso.check.labels import score as labels_score

OWN = Path(__file__).parent / "gold/data"


@pytest.fixture(autouse=True, scope="module")
def invented() -> Iterator[None]:
    with data.also(OWN):
        yield


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("Osterian rebels", "Osterian armed opposition", True),
        ("Osterian Armed Forces", "Osterian government", True),
        ("Osterian government", "Osterian armed opposition", False),
        ("Reed Brigades", "Reed Brigade", True),
        ("Reed Brigades", "Wide Front", False),
    ],
)
def test_same_side(gold: str, found: str, same: bool) -> None:
    assert same_side(gold, found) is same


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("Oster", "Osterian Defence Ministry", True),
        ("Oster", "Osterian armed opposition", False),
        ("Oster", "Ordania", False),
        ("Osterian government", "Osterian armed opposition", False),
        ("3 towns", "3 new towns", True),
        ("unnamed: armed groups", "armed groups", True),
        ("prominent figures in Holm", "Prominent figures", True),
        ("Reed Brigades", "Wide Front", False),
        ("Wide Front", "Front", False),
    ],
)
def test_same_party(gold: str, found: str, same: bool) -> None:
    assert same_party(gold, found) is same


def test_same_voice() -> None:
    assert same_voice("outlet", "gull", None, None, own=True)
    assert same_voice("gull", "gull", None, None, own=True)
    assert not same_voice("outlet", "gull", "Ana Lund", "person", own=False)
    assert same_voice("Ana Lund", "gull", "Lund", "person", own=False)
    assert not same_voice("Ana Lund", "gull", None, None, own=True)


def called(group: str, label: str, start: int, voice: str | None = None) -> Called:
    return Called(group, label, ((start, start + len(label)),), voice, None, voice is None)


def test_labels_pair_one_to_one_by_group_words_and_voice() -> None:
    line = {
        "outlet": "gull",
        "labels": [
            {
                "group": "Osterian armed opposition",
                "label": "rebels",
                "words": [{"start": 0, "end": 6}],
                "voice": "outlet",
            },
            {"group": "Reed Brigades", "label": "thugs", "words": [{"start": 20, "end": 25}], "voice": "Ana Lund"},
        ],
    }
    gold = gold_labels(line)
    right = [called("Osterian armed opposition", "rebels", 0), called("Reed Brigades", "thugs", 20, "Ana Lund")]
    assert pairs(gold, right, "gull") == [(0, 0), (1, 1)]
    assert pairs(gold, right[:1] * 2, "gull") == [(0, 0)]
    assert pairs(gold, [called("Wide Front", "thugs", 20, "Ana Lund")], "gull") == []
    assert pairs(gold, [called("Wide Front", "thugs", 20, "Ana Lund")], "gull", group=False) == [(1, 0)]
    assert pairs(gold, [called("Reed Brigades", "thugs", 20)], "gull") == []
    assert pairs(gold, [called("Reed Brigades", "thugs", 20)], "gull", voice=False) == [(1, 0)]
    assert pairs(gold, [called("Reed Brigades", "thugs", 40, "Ana Lund")], "gull") == []


def test_acts_pair_by_act_and_name() -> None:
    gold = [Item("violated", "Wide Front", 0, 10), Item("collapsed", "", 20, 30)]
    assert act_pairs(gold, gold) == [(0, 0), (1, 1)]
    assert act_pairs(gold, [Item("violated", "", 0, 10), Item("collapsed", "Oster", 20, 30)]) == []
    assert act_pairs(gold, [Item("violated", "Wide Front", 50, 60)]) == [(0, 0)]
    assert act_pairs(gold, [Item("violated", "Wide Front", 50, 60)], words=True) == []
    assert act_pairs(gold, [Item("violated", "Oster", 0, 10)], words=True, by=False) == [(0, 0)]


def test_records_are_counted_cell_by_cell() -> None:
    line = {
        "ceasefires": [
            {
                "area": "Holm",
                "duration": "48 hours",
                "parties": ["Oster", "Wide Front"],
                "acts": [
                    {"act": "agreed", "by": "Oster, Wide Front", "words": {"start": 0, "end": 5}},
                    {"act": "violated", "by": ["Oster"], "words": "truce", "modality": "denied"},
                ],
            }
        ]
    }
    gold = gold_records(line, "A truce")
    assert [(item.act, item.by) for item in gold[0].items] == [("agreed", "Oster"), ("agreed", "Wide Front")]
    values = {**dict.fromkeys(gold[0].values), "area": "Holm", "duration": "P2D", "purpose": "holiday"}
    names = {"parties": ("Oster",), "excluded": ("Reed Brigades",), "mediators": ()}
    sums: dict[str, list[int]] = {}
    add(sums, gold, [Record((Item("agreed", "Oster", 0, 5),), names, values)])
    assert sums["act_by"] == [1, 2, 1]
    assert sums["act"] == [1, 1, 1]
    assert sums["ceasefires"] == [1, 1, 1]
    assert (sums["parties"], sums["excluded"]) == ([1, 2, 1], [0, 0, 1])
    assert (sums["area"], sums["duration"], sums["purpose"]) == ([1, 1, 1], [1, 1, 1], [0, 0, 1])


def test_a_score_is_nothing_where_nothing_is_counted() -> None:
    assert Score(0, 0, 0).f1 is None
    assert Score(1, 2, 2).f1 == 0.5
    assert str(Score(0, 0, 0)) == "–"


def test_gold_of_another_kind_is_told(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"text": "A", "attributions": []}\n')
    with pytest.raises(GoldError, match=r"gold\.jsonl: is gold of another kind \(polnear\)"):
        labels_score(path, tmp_path / "table.csv")
