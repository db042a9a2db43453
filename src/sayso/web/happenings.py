"""The rooms of what is said to have happened: events, ceasefires, and what each voice calls whom.

Each shows who says so beside what is said; none states that anything happened.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from starlette.requests import Request

from sayso.case import labels, telling, told, views
from sayso.case.reader import Case
from sayso.model import MODALITIES
from sayso.web import forms, ranges

#: Groups on one page of the matrix of names, and voices of each sort across it: more does not fit a wide screen.
GROUPS, VOICES = 25, 6
#: Places shown of one label of one voice.
PLACES = 20


def events(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """List events in the order of their dates, filtered."""
    asked = forms.read_events(request.query_params)
    pager = forms.pager("/events", told.count_events(case, asked.where), asked.page, asked.given)
    found = told.events(case, asked.where, limit=forms.ROWS, offset=pager.offset)
    voices = sorted({*views.outlet_names(case), *views.speaker_names(case)})
    return "events.html", {
        "asked": asked,
        "pager": pager,
        "events": list(zip(found, telling.surroundings(case, found), strict=True)),
        "top": ranges.top_of(found),
        "choices": telling.choices(case),
        "voices": voices,
        "modalities": MODALITIES,
    }


def ceasefires(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """List ceasefires as articles tell of them, in the order of time, with who did what about each."""
    pager = forms.pager("/ceasefires", told.count_ceasefires(case), forms.whole(request.query_params.get("page")), {})
    found = told.ceasefires(case, limit=forms.ROWS, offset=pager.offset)
    acts = [act for one in found for act in one["acts"]]
    for act, around in zip(acts, telling.surroundings(case, acts, ""), strict=True):
        act["around"] = around
    return "ceasefires.html", {"pager": pager, "ceasefires": found}


def names(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """Show what each voice calls each group as a matrix; with ``group``, every voice and place of that one."""
    group = forms.clean(request.query_params.get("group"))
    if group:
        return _one_group(case, group)
    matrix = labels.matrix(case)
    pager = forms.pager("/names", len(matrix.groups), forms.whole(request.query_params.get("page")), {}, GROUPS)
    sorts = [(own, [voice for voice in matrix.voices if voice.own is own]) for own in (True, False)]
    return "names.html", {
        "pager": pager,
        "groups": matrix.groups[pager.offset : pager.offset + GROUPS],
        "sorts": [(own, voices[:VOICES]) for own, voices in sorts],
        "more_voices": any(len(voices) > VOICES for _, voices in sorts),
        "cells": matrix.cells,
        "loads": matrix.loads,
    }


def _one_group(case: Case, group: str) -> tuple[str, dict[str, Any]]:
    rows = labels.places(case, group)
    voices = [
        (own, voice, _labels(list(members)))
        for (own, voice), members in groupby(rows, key=lambda row: (row["own"], row["voice"]))
    ]
    return "name.html", {
        "group": rows[0]["group"] if rows else group,
        "sorts": [(own, [voice for voice in voices if voice[0] is own]) for own in (True, False)],
        "times": rows[0]["total"] if rows else 0,
        "cut": bool(rows) and len(rows) < rows[0]["total"],
        "most": PLACES,
        "loads": labels.loads_of(case, group),
        "change": labels.change(case, group),
        "family": labels.family_of(case, group),
    }


def _labels(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(label, list(members)) for label, members in groupby(rows, key=lambda row: row["label"])]
