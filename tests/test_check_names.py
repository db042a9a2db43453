"""Whether two names, and two statements of who speaks, agree."""

from __future__ import annotations

import pytest

from sayso.check.names import same_name, speaker_agrees


@pytest.mark.parametrize(
    ("gold", "found"),
    [
        ("Sergey Lavrov", "Sergei Lavrov"),
        ("Sergey Lavrov", "Lavrov"),
        ("Lavrov", "Russian Foreign Minister Sergei LAVROV"),
        ("Mohammed Alloush", "Mohamad Alloush"),
        ("J. Kirby", "John Kirby"),
        ("José Núñez", "Jose Nunez"),
        ("Rami Abdel Rahman", "Rami Abdul Rahman"),
        ("Russian Defence Ministry", "Russian Ministry of Defense"),
        ("Syria Civil Defence (White Helmets)", "Syrian Civil Defense"),
        ("Syria Civil Defence (White Helmets)", "the White Helmets"),
        ("Syrian Observatory for Human Rights", "SOHR"),
        ("Trump’s", "Trump"),
    ],
)
def test_names_that_agree(gold: str, found: str) -> None:
    assert same_name(gold, found)
    assert same_name(found, gold)


@pytest.mark.parametrize(
    ("gold", "found"),
    [
        ("Hillary Clinton", "Bill Clinton"),
        ("Barack Obama", "Michelle Obama"),
        ("Syrian Army", "Free Syrian Army"),
        ("Turkish Ministry of Health", "Syrian Ministry of Health"),
        ("Sergey Lavrov", "Sergey Shoigu"),
        ("Reuters", "AFP"),
        ("press", "powers"),
        ("child", "killed"),
        ("Lavrov", ""),
        ("", ""),
    ],
)
def test_names_that_differ(gold: str, found: str) -> None:
    assert not same_name(gold, found)
    assert not same_name(found, gold)


def test_outlets_may_leave_out_news() -> None:
    assert same_name("Sputnik News", "Sputnik", outlet=True)
    assert not same_name("Sputnik News", "Sputnik")
    assert same_name("Agence France-Presse", "AFP", outlet=True)


def test_joint_and_unnamed_speakers() -> None:
    joint = "Angela Merkel; Emmanuel Macron"
    assert speaker_agrees(joint, "Emmanuel Macron; Angela Merkel")
    assert speaker_agrees(joint, "Merkel and Macron")
    assert not speaker_agrees(joint, "Merkel")
    assert speaker_agrees(joint, "Merkel", all_joint=False)
    assert not speaker_agrees("Angela Merkel", "Angela Merkel; Emmanuel Macron")
    assert speaker_agrees("unnamed: local sources", None, "anonymous")
    assert speaker_agrees("unnamed: local sources", "local sources")
    assert speaker_agrees("unnamed: local sources", "sources")
    assert not speaker_agrees("unnamed: local sources", "Ana Lund", "person")
    assert speaker_agrees("reports", "unnamed: reports")
    assert speaker_agrees("United States and Russia", "US and Russia")
    assert not speaker_agrees("United States and Russia", "Russia")
    assert speaker_agrees("Sputnik News", "Sputnik", "outlet", outlet=True)
    assert not speaker_agrees("unnamed: local sources", None)
    assert not speaker_agrees("Ana Lund", None, "anonymous")
