"""Lists of places: the index and where it lies, a user's own lists, our files, and ``sayso places``."""

from __future__ import annotations

import json
import multiprocessing
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from invented_places import TOWNS, invent, towns
from sayso import data
from sayso.cli import main
from sayso.data import DataError
from sayso.understand.places import folding, gazetteer, gazetteer_files, geonames, index, place_files, prepare
from sayso.understand.places.entries import great_circle_km

DUMP = "\t".join(
    (
        *(
            "77",
            "Tarn Mill",
            "Tarn Mill",
            "Mill of Tarn,Tarnmill",
            "50.1",
            "5.1",
            "P",
            "PPL",
            "XV",
            "",
            "01",
            "",
            "",
            "",
        ),
        *("120", "", "5", "Europe/Veskara", "2020-01-01"),
    )
)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield invent(tmp_path, monkeypatch)
    monkeypatch.undo()
    data.forget()


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["places", *arguments])
    return done.exit_code, done.stdout, done.stderr


def indexed(folder: Path) -> list[Path]:
    return sorted((folder / "sayso").glob("*.sqlite"))


def test_the_index_is_made_once_and_always_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for name in ("first", "second"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / name))
        index.open_index("towns", "1", towns)
        made.append(indexed(tmp_path / name)[0].read_bytes())
    assert made[0] == made[1]

    def never() -> Iterator[object]:
        raise AssertionError("made again")

    found = index.open_index("towns", "1", never).find("MELK  harbour")  # type: ignore[arg-type]
    assert [(entry.country, entry.population) for entry in found] == [("XB", 4000), ("XV", 900)]
    assert len(index.open_index("towns", "2", towns).find("Ravno")) == 1
    assert len(indexed(tmp_path / "second")) == 2


def test_only_countries_with_transliterations_are_folded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = index.open_index("towns", "1", towns, fold=frozenset({"XV"}))
    assert [entry.country for entry in made.find("Milk Harbur", fold=True)] == ["XV"]


@pytest.mark.parametrize("spoil", [lambda raw: raw[: len(raw) // 2], lambda raw: b"no database", lambda raw: b""])
def test_a_spoilt_index_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: object) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    index.open_index("towns", "1", towns)
    (path,) = indexed(tmp_path)
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]
    assert len(index.open_index("towns", "1", towns).find("Ravno")) == 1
    assert sqlite3.connect(path).execute("SELECT count(*) FROM places").fetchone() == (len(TOWNS),)


def test_without_a_place_to_write_the_index_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert [entry.name for entry in index.open_index("towns", "1", towns).find("Ravno")] == ["Ravno"]
    assert blocked.read_text() == "in the way"


def _ravno(made: index.Index, queue: multiprocessing.Queue[str]) -> None:
    queue.put(made.find("Ravno")[0].name)


def test_a_forked_process_looks_up_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = index.open_index("towns", "1", towns)
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[str] = context.Queue()
    process = context.Process(target=_ravno, args=(made, queue))
    process.start()
    assert queue.get(timeout=30) == "Ravno"
    process.join()


def test_a_relative_cache_folder_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert index.cache_folder() == Path("/home/somebody/.cache/sayso")


def test_the_real_list_is_read_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    first = next(geonames.towns())
    monkeypatch.setattr(geonames, "PIECE", 997)  # every town lies over a border
    some = geonames.towns()
    assert next(some) == first
    ids = {next(some)[0].id for _ in range(500)}
    assert len(ids) == 500
    for entry, names in [next(some) for _ in range(500)]:
        assert -90 <= entry.latitude <= 90
        assert -180 <= entry.longitude <= 180
        assert names[0] == entry.name
        assert len(entry.country or "") == 2


@pytest.mark.parametrize("content", ["", "[]", '{"1": {"name": "x"}}', '{"1": {"name": "x"', '{"1": {}} x'])
def test_another_list_than_expected_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    (tmp_path / "othernames" / "data").mkdir(parents=True)
    (tmp_path / "othernames" / "__init__.py").touch()
    (tmp_path / "othernames" / "data" / geonames.FILE).write_text(content)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(geonames, "PACKAGE", "othernames")
    with pytest.raises(DataError, match="install"):
        list(geonames.towns())
    monkeypatch.setattr(geonames, "PACKAGE", "nonames")
    with pytest.raises(DataError, match="pip install"):
        list(geonames.towns())
    assert geonames.installed() == "none"


def test_a_users_list_comes_before_all_others(own: Path, tmp_path: Path) -> None:
    before = data.digest()
    (tmp_path / "My villages.csv").write_text(
        "Name;Latitude;Longitude;Aliases;Country\nRavno;51.15;3.05;Rawno|Raffno;XV\n\nOld Quay;51.0;3.0;;\n"
    )
    code, out, err = run("add", str(tmp_path / "My villages.csv"))
    assert (code, out) == (0, "")
    assert "my-villages.csv: 2 places" in err
    assert (own / "gazetteers" / "my-villages.csv").is_file()
    assert data.digest() != before
    code, out, _ = run("find", "raffno", "--json")
    row = json.loads(out)[0]
    assert code == 0
    assert (row["chosen"], row["latitude"], row["country"], row["gazetteer_id"]) == (
        True,
        51.15,
        "Veskara",
        "My villages:2",
    )
    assert [entry.rank for entry in gazetteer.find("Ravno")] == [2, 0]


def test_a_dump_of_geonames_can_be_added(own: Path, tmp_path: Path) -> None:
    mountain = DUMP.replace("Mill", "Peak").replace("77\t", "78\t").replace("\tP\tPPL\t", "\tT\tMT\t")
    (tmp_path / "XV.txt").write_text(f"{DUMP}\n{mountain}\nbroken line\n{DUMP.replace('50.1', 'north')}\n")
    code, _, err = run("add", str(tmp_path / "XV.txt"))
    assert code == 0
    assert "line 3: 1 columns; a dump of GeoNames has 19" in err
    assert "line 4: latitude 'north' is no number from -90 to 90" in err
    assert "xv.csv: 2 places" in err
    (entry,) = gazetteer.find("Mill of Tarn")
    assert (entry.name, entry.kind, entry.country, entry.population) == ("Tarn Mill", "town", "XV", 120)
    assert gazetteer.find("Tarn Peak")[0].kind == "feature"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "holds no line|no column name"),
        ("place,lat,lon\nOster,1,2\n", "line 1: no column name, latitude, longitude"),
        ("name,latitude,longitude\n", "holds no line"),
        ("name,latitude,longitude\nOster,91,2\n", "line 2: latitude '91' is no number from -90 to 90"),
        ("name,latitude,longitude\nOster,nan,2\n", "line 2: latitude 'nan' is no number"),
        ("name,latitude,longitude\n,1,2\n", "line 2: no name"),
        ("name,latitude,longitude,kind\nOster,1,2,village\n", "line 2: kind 'village' is none of"),
        ("name,latitude,longitude,country\nOster,1,2,Veskara\n", "line 2: country 'Veskara' is no code"),
    ],
)
def test_a_list_that_cannot_be_used_names_file_line_and_fix(
    own: Path, tmp_path: Path, content: str, fault: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(content)
    with pytest.raises(DataError, match=fault) as told:
        gazetteer_files.add(path)
    assert str(path) in str(told.value)
    code, _, err = run("add", str(path))
    assert code == 1
    assert len(err.strip().splitlines()) == 1
    assert not list((own / "gazetteers").glob("*"))


def test_files_that_are_no_text_and_files_that_are_not_there(own: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(b"name,latitude,longitude\nOst\xff,1,2\n")
    assert "is not UTF-8" in run("add", str(tmp_path / "list.csv"))[2]
    assert "cannot be read" in run("add", str(tmp_path / "nothing.csv"))[2]


def test_adding_needs_a_folder_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(data.FOLDER, raising=False)
    (tmp_path / "list.csv").write_text("name,latitude,longitude\nOster,1,2\n")
    code, _, err = run("add", str(tmp_path / "list.csv"))
    assert code == 1
    assert "export SAYSO_DATA=my-data" in err


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_a_clear_error(raw: bytes) -> None:
    path = Path(tempfile.gettempdir()) / f"sayso-list-{os.getpid()}.csv"
    path.write_bytes(b"name,latitude,longitude\n" + raw)
    told = ""
    try:
        found = list(gazetteer_files.read(path))
    except DataError as error:
        found, told = [], str(error)
    path.unlink()
    assert not told or str(path) in told
    for entry, names in found:
        assert names[0] == entry.name
        assert -90 <= entry.latitude <= 90


def test_looking_a_name_up(own: Path) -> None:
    code, out, _ = run("find", "Melk Harbour", "--in", "veskara")
    assert code == 0
    assert out.index("Veskara") < out.index("Borland")
    assert "→" in out
    code, out, err = run("find", "Quennel")
    assert (code, out) == (1, "")
    assert "sayso places add" in err
    code, _, err = run("find", "Ravno", "--in", "Nowhere")
    assert code == 1
    assert "ISO 3166" in err


def test_preparing_makes_the_index(own: Path, tmp_path: Path) -> None:
    assert not gazetteer.is_ready()
    prepare()
    assert gazetteer.is_ready()
    assert len(indexed(tmp_path / "cache")) == 1


@pytest.mark.parametrize(
    ("kind", "content", "fault"),
    [
        ("places", "towns: []", "needs 'places'"),
        ("places", "places: [Oster]", "should be '{name"),
        ("places", "places: [{name: Oster, kind: village}]", "kind 'village' is none of"),
        ("places", "places: [{name: Oster, kind: town, lat: 1, lon: 2, radius: 3}]", "'radius' means nothing"),
        ("places", "places: [{name: Oster, kind: town, lat: 1, lon: 200, radius_km: 3}]", "lon 200 is no number"),
        ("places", "places: [{name: Oster, kind: town, lat: true, lon: 2, radius_km: 3}]", "lat True is no number"),
        (
            "places",
            "country: Veskara\nplaces: [{name: Oster, kind: town, lat: 1, lon: 2, radius_km: 3}]",
            "no code of ISO",
        ),
        ("places", "places: [{name: Oster, kind: town, lat: 1, lon: 2, radius_km: 3, aliases: [no]}]", "list of names"),
        ("place_words", "before: [in]", "means nothing; the files are"),
    ],
)
def test_an_unusable_file_is_named(own: Path, kind: str, content: str, fault: str) -> None:
    (own / kind / "mine.yaml").write_text(content)
    data.forget()
    with pytest.raises(DataError, match=fault) as told:
        (place_files.own if kind == "places" else place_files.words)()
    assert f"data/{kind}/mine.yaml" in str(told.value)


def test_words_that_yaml_takes_for_yes_and_no_are_told(own: Path) -> None:
    (own / "place_words" / "locatives.yaml").write_text("before: [in, on]")
    data.forget()
    with pytest.raises(DataError, match=r"locatives\.yaml.*in quotes"):
        place_files.words()


def test_our_own_places_lie_where_they_say() -> None:
    ours = place_files.own()
    for entries in ours.plain.values():
        for entry in entries:
            home = ours.countries.get(entry.country or "")
            if home is not None and entry.country != "US":
                apart = great_circle_km(entry.latitude, entry.longitude, home.latitude, home.longitude)
                assert apart <= home.radius_km + entry.radius_km + 900, entry
    by_id = {entry.id: entry for entries in ours.plain.values() for entry in entries}
    places = [given for _, content in data.load("places") for given in content["places"]]
    assert len(by_id) == len(places), "two places of one file have the same name; tell them apart by parentheses"


def test_distances() -> None:
    assert great_circle_km(0, 0, 0, 180) == pytest.approx(20015, abs=1)
    assert great_circle_km(51.2, 3.1, 51.2, 3.1) == 0
    assert great_circle_km(0, 0, 1, 0) == pytest.approx(111.2, abs=0.1)


@given(st.text(max_size=120))
def test_any_name_folds_and_folds_no_further(name: str) -> None:
    plain = folding.plain(name)
    assert folding.plain(plain) in (plain, plain.removeprefix("the "))
    assert folding.folded(name) == folding.folded(name)
    assert -(2**63) <= folding.key(name) < 2**63
