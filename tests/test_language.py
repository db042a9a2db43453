"""The language of an article: told by its letters and words, kept, counted, and what is not English left unread."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

import sayso
from command import invoke
from reading import HTML, one
from sayso import data
from sayso.case.filters import Filter
from sayso.case.reader import Case
from sayso.case.schema import migrations
from sayso.data.language_files import language_code, language_name, languages, scripts
from sayso.model import UNDERSTOOD, Page
from sayso.pipeline import duplicates, work
from sayso.read import language, split
from sayso.read.language import article_language, language_of
from small_case import MADE_BY, is_sound
from understanding import RULES
from web_client import Reader, client_of

ENGLISH = (
    "The ministry said on Tuesday that the truce had been broken near the old mill, and that three people had died. "
    "“Nobody fired first,” Ana Lund told reporters at the harbour; she blamed the men from the hills."
)
ARABIC = (
    "قالت المتحدثة باسم الوزارة يوم الثلاثاء إن الهدنة انتهكت قرب الطاحونة القديمة وإن ثلاثة أشخاص قتلوا. "
    "وأضافت أن سكان القرية غادروا منازلهم نحو الميناء في انتظار وصول المساعدات."
)
#: One story in many languages, each told in our own words.
STORIES = {
    "ar": ARABIC,
    "ru": "Представитель министерства заявила во вторник, что перемирие было нарушено у старой мельницы и "
    "погибли трое.",
    "uk": "Речниця міністерства заявила у вівторок, що перемир'я було порушено біля старого млина і загинули "
    "троє людей.",
    "tr": "Bakanlık sözcüsü salı günü, ateşkesin eski değirmenin yakınında bozulduğunu ve üç kişinin öldüğünü söyledi.",
    "fr": "La porte-parole du ministère a déclaré mardi que la trêve avait été rompue près du vieux moulin et que "
    "trois personnes étaient mortes.",
    "fa": "سخنگوی وزارتخانه روز سه‌شنبه گفت که آتش‌بس در نزدیکی آسیاب قدیمی نقض شده و سه نفر کشته شده‌اند.",
    "de": "Die Sprecherin des Ministeriums sagte am Dienstag, die Waffenruhe sei bei der alten Mühle gebrochen worden, "
    "drei Menschen seien gestorben.",
    "es": "La portavoz del ministerio dijo el martes que la tregua se había roto cerca del viejo molino y que tres "
    "personas habían muerto.",
    "nl": "De woordvoerster van het ministerie zei dinsdag dat het bestand bij de oude molen was geschonden en dat er "
    "drie mensen waren omgekomen of gewond.",
    "sv": "Ministeriets talesperson sade i tisdags att vapenvilan hade brutits vid den gamla kvarnen och att tre "
    "människor hade dött.",
    "it": "La portavoce del ministero ha detto martedì che la tregua era stata violata vicino al vecchio mulino e che "
    "tre persone erano morte.",
    "ur": "وزارت کی ترجمان نے منگل کو کہا کہ پرانی چکی کے قریب جنگ بندی کی خلاف ورزی ہوئی اور تین افراد ہلاک ہوئے۔",
    "he": "דוברת המשרד אמרה ביום שלישי כי הפסקת האש הופרה ליד הטחנה הישנה וכי שלושה בני אדם נהרגו.",
    "el": "Η εκπρόσωπος του υπουργείου δήλωσε την Τρίτη ότι η εκεχειρία παραβιάστηκε κοντά στον παλιό μύλο.",
    "zh": "部门发言人星期二表示，停火在旧磨坊附近遭到破坏，三人死亡，另有多人受伤，"
    "村民已经离开家园，前往港口避难，等待进一步的消息。",
    "ja": "省の報道官は火曜日、古い水車小屋の近くで停戦が破られ、三人が死亡したと述べた。"
    "住民は港へ避難し、次の知らせを待っている。",
}
KURDISH = {
    "Kurmanji": "Berdevka wezaretê roja sêşemê got ku agirbest li nêzîkî aşê kevn hatiye binpêkirin û sê kes hatine "
    "kuştin.",
    "Sorani": "وتەبێژی وەزارەت ڕۆژی سێشەممە ڕایگەیاند کە ئاگربەستەکە لە نزیک ئاشە کۆنەکە پێشێل کراوە و سێ کەس کوژراون.",
}
NAMES = (
    "Abu Khalid al-Masri and Umm Yusuf al-Hadidi of Jabhat al-Bahr told Sheikh Abdulrahman al-Qasim in Deir al-Nahr "
    "that fighters of Hayat al-Sahil had left Tell al-Zayt, while Ahmad al-Jabal and Nur al-Din waited."
)


# What a text is in ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", STORIES)
def test_a_story_is_in_its_language(code: str) -> None:
    assert language_of(STORIES[code]) == code


@pytest.mark.parametrize("form", KURDISH)
def test_kurdish_is_told_in_latin_and_in_arabic_letters(form: str) -> None:
    assert language_of(KURDISH[form]) == "ku"


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        ENGLISH.upper(),
        ENGLISH.lower(),
        "".join(c for c in ENGLISH if c.isalpha() or c == " "),  # as a table that lost its punctuation has it
        NAMES,
        f"The banner read «{ARABIC[:70]}». {ENGLISH}",
        f"{ENGLISH} Beneath it stood, in red: {ARABIC[:90]}",
        f"{STORIES['fr'][:60]}… was all that the note said. {ENGLISH}",
        f"Данные: {ENGLISH}",
    ],
    ids=["plain", "capitals", "small", "stripped", "names", "quotation first", "quotation last", "french", "word"],
)
def test_english_stays_english(text: str) -> None:
    assert language_of(text) == "en"


def test_foreign_names_and_links_in_it_do_not_change_a_language() -> None:
    assert language_of(f"{ARABIC} (Harbour Radio, https://harbour.example/news/2031/05/the-truce-is-over)") == "ar"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "Truce broken in Oster",
        "هدنة في المدينة",
        "1 234 5.6 77 12:30 45 99 2031-05-10 17 18 19 20 21 22 23 24 25 26",
        "a1 b2 c3 d4 e5 f6 g7 h8 i9 j10 k11 l12 m13 n14 o15 p16 q17 r18 s19 t20 u21 v22 w23 x24 y25 z26 a27 b28 c29 "
        "d30 e31 f32 g33 h34 i35 j36 k37 l38 m39 n40",
        "Ana Lund Tomas Reik Pieter Holm Mira Sol Jonas Berg Ilse Vann Oskar Tal Rina Moor",
        "\u16a0\u16a2\u16a6\u16a8\u16b1\u16b2" * 20,  # runes: no file has them
        "\U0010fffd\ud800" * 100,
    ],
    ids=["nothing", "blank", "headline", "short", "numbers", "labels", "names", "runes", "no characters"],
)
def test_what_tells_too_little_has_no_language(text: str) -> None:
    assert language_of(text) is None


def test_only_the_beginning_is_looked_at_and_plain_english_needs_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    identifier = language._identifier

    class Heard:
        def __init__(self, name: str) -> None:
            self.name = name

        def rank(self, words: str) -> list[tuple[str, float]]:
            asked.append(len(words))
            found: list[tuple[str, float]] = identifier(self.name).rank(words)
            return found

    monkeypatch.setattr(language, "_identifier", Heard)
    assert language_of(ENGLISH * 1000) == "en"
    assert asked == []
    assert language_of(STORIES["de"] * 1000) == "de"
    assert asked == [language.ASKED]
    assert language_of(STORIES["he"] * 1000) == "he"
    assert asked == [language.ASKED], "letters that only one language has need no model"


def test_english_that_says_little_of_its_commonest_words_is_told_by_the_model() -> None:
    brief = (
        "Harbour mayor denies truce broke; militants deny involvement; ministry promises inquiry before Friday vote."
    )
    assert language._by_common_words(brief) is None
    assert language_of(brief) == "en"


@pytest.mark.parametrize("code", STORIES)
def test_a_sentence_of_english_does_not_settle_a_text_by_its_words(code: str) -> None:
    """A text of two languages is left to its letters and to the model."""
    assert language._by_common_words(f"{STORIES[code]} {STORIES[code]} The mayor said that it was over.") is None


def test_an_article_is_told_by_its_body_not_by_what_stands_around(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"Truce broken near the old mill in the valley\n\n{STORIES['de']}\n\n{STORIES['de']}\n", "utf-8")
    page = one(path)
    (article,), blocks = split(page)
    assert article.language is None, "splitting does not ask"
    assert article_language(article, blocks) == "de"
    assert article_language(article, [replace(block, article_id=None) for block in blocks]) is None
    path.write_text(f"Three dead as the truce breaks near the old mill in the valley\n\n{'5, ' * 30}\n", "utf-8")
    page = one(path)
    (article,), blocks = split(page)
    assert article_language(article, blocks) == "en", "a body that tells too little leaves it to the title"
    html = tmp_path / "b.html"
    html.write_text(HTML, encoding="utf-8")
    page = one(html)
    (article,), blocks = split(page)
    assert article_language(article, blocks) == "en"


# The data files ---------------------------------------------------------------------------------------------------


def test_every_language_of_a_shared_script_is_known_to_the_model() -> None:
    known = set(language._model().labels)
    for script in scripts():
        if len(script.languages) > 1:
            assert script.labels.keys() <= known, script.name


def test_no_character_is_of_two_scripts() -> None:
    taken: dict[int, str] = {}
    for script in scripts():
        for first, last in script.characters:
            for character in range(first, last + 1):
                assert taken.setdefault(character, script.name) == script.name, hex(character)


def test_languages_go_by_code_and_by_name() -> None:
    assert set(UNDERSTOOD) <= languages().keys()
    assert language_name("ar") == "Arabic"
    assert language_name("xx") == "xx"
    assert language_code(" AR ") == language_code("arabic") == "ar"
    assert language_code("Klingon") is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("note: x\n", r"languages/bad\.yaml: needs 'characters' \(a list\)"),
        ("characters: [x]\nlanguages: {ar: Arabic}\n", r"bad\.yaml: 'x' is no range of characters"),
        ("characters: [005A-0041]\nlanguages: {ar: Arabic}\n", r"'005A-0041' is no range"),
        ("characters: [0041-005A]\nlanguages: {no: Norwegian}\n", r"False is no code of ISO 639-1"),
        ("characters: [0041-005A]\nlanguages: {ar: Arabian}\n", r"'ar' is called 'Arabi(c|an)' in another file"),
        ("characters: [0041-005A]\nlanguages: {ar: Arabic}\nlabels: {arz: en}\n", r"label 'arz' leads to 'en'"),
        ("characters: [0041-005A]\nlanguages: {ar: Arabic}\ncommon: {ar: wa}\n", r"'common' should hold a list"),
        ("characters: [0041-005A]\nlanguages: {ar: Arabic}\nlabels: [arz]\n", r"bad\.yaml: needs 'characters'"),
    ],
)
def test_a_broken_file_is_told_by_its_name(tmp_path: Path, words: str, message: str) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "bad.yaml").write_text(words, encoding="utf-8")
    with data.also(tmp_path), pytest.raises(data.DataError, match=message):
        languages()


def test_a_users_own_file_adds_a_script(tmp_path: Path) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "runic.yaml").write_text(
        "note: x\ncharacters: [16A0-16FF]\nlanguages: {is: Icelandic}\n", encoding="utf-8"
    )
    runes = "\u16a0\u16a2\u16a6\u16a8\u16b1\u16b2" * 20
    with data.also(tmp_path):
        assert language_of(runes) == "is"
        assert language_of(ENGLISH) == "en"
    assert language_of(runes) is None


# What becomes of it -----------------------------------------------------------------------------------------------


def _page(text: str) -> Page:
    return Page(id="p1", file="p1.txt", sha256="0" * 64, text=text, media_type="text/csv")


def test_no_attributions_are_made_of_what_is_not_understood() -> None:
    said = "„Es ist vorbei“, sagte Ana Lund. Reuters reported “it is over”, Ana Lund said. "
    found = work.understand_page(_page(STORIES["de"] + " " + said + STORIES["de"]), RULES)
    (article,) = found.articles
    assert (article.language, article.understood, found.error) == ("de", False, None)
    assert found.attributions == found.mentions == ()
    assert found.blocks
    found = work.understand_page(_page(ENGLISH), RULES)
    assert found.articles[0].language == "en"
    assert found.attributions
    found = work.understand_page(_page("“It is over,” Ana Lund said."), RULES)
    assert found.articles[0].language is None
    assert found.attributions, "what tells too little counts as understood"


def test_a_duplicate_takes_over_the_language() -> None:
    first, again = _page(ARABIC), replace(_page(ARABIC), id="p2", file="p2.txt")
    found = work.understand_page(first, RULES)
    taken = duplicates.take_over(again, *split(again), found)
    assert taken is not None
    assert replace(taken, seconds={}) == replace(work.understand_page(again, RULES), seconds={})
    assert taken.articles[0].language == "ar"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of two English articles, two Arabic ones (one a duplicate) and a French one."""
    folder = tmp_path_factory.mktemp("languages")
    texts = {
        "en1": ENGLISH,
        "en2": f"{ENGLISH} The mayor said so too.",
        "fr": STORIES["fr"],
        "ar1": ARABIC,
        "ar2": ARABIC,
    }
    pages = folder / "pages"
    pages.mkdir()
    for name, text in texts.items():
        (pages / f"{name}.txt").write_text(text, encoding="utf-8")
    done = invoke("read", pages, "--into", folder / "a.sayso", "--workers", 1, "--reader", "rules")
    assert done.exit_code == 0, done.output
    (folder / "said.txt").write_text(done.stderr, encoding="utf-8")
    return folder / "a.sayso"


def test_the_run_counts_and_names_them(case: Path) -> None:
    said = (case.parent / "said.txt").read_text(encoding="utf-8")
    assert "not understood" in said
    assert (
        "sayso: not understood, but kept and searchable: 2 in Arabic, 1 in French; "
        f"list them with: sayso search {case} --language other\n"
    ) in said
    with Case(case) as opened:
        assert opened.counts()["not_understood"] == 3
        assert opened.not_understood() == {"ar": 2, "fr": 1}
        summary = json.loads(opened.runs()[0]["summary"])
        assert summary["not_understood"] == {"ar": 2, "fr": 1}
        assert summary["in_case"]["not_understood"] == 3


def test_they_are_searchable_and_listed(case: Path) -> None:
    with Case(case) as opened:
        assert len(opened.search(Filter(query="الهدنة"))) == 2
        assert {hit.language for hit in opened.search(Filter(language="other"))} == {"ar", "fr"}
        assert [hit.attributions for hit in opened.search(Filter(language="ar"))] == [0, 0]
        assert opened.count_articles(Filter(language="en")) == 2
        assert opened.count_quotes(Filter(language="en")) == opened.count_quotes() > 0
        assert opened.count_quotes(Filter(language="other")) == 0
    shown = invoke("search", case, "--language", "other").stdout
    assert "3 articles" in shown
    assert shown.count("in Arabic: not understood") == 2
    lines = invoke("search", case, "--language", "French", "--json").stdout.splitlines()
    assert [json.loads(line)["language"] for line in lines] == ["fr"]
    assert len(invoke("search", case, "--json").stdout.splitlines()) == 5
    refused = invoke("search", case, "--language", "Klingon")
    assert refused.exit_code == 2
    assert "'Klingon' is no language that is told apart; there are af, " in refused.stderr


def test_exports_have_the_language(case: Path, tmp_path: Path) -> None:
    sayso.export(case, "jsonl", tmp_path / "out")
    rows = [json.loads(line) for line in (tmp_path / "out" / "articles.jsonl").read_text("utf-8").splitlines()]
    assert sorted(row["language"] for row in rows) == ["ar", "ar", "en", "en", "fr"]
    assert list(rows[0])[-2:] == ["language", "credit"]


def test_the_reading_room_says_so(case: Path) -> None:
    with Case(case) as opened:
        (arabic, _), (english, _) = (opened.search(Filter(language=code)) for code in ("ar", "en"))
    with client_of(case) as client:
        overview = Reader(client.get("/").text)
        assert "3 not understood: 2 in Arabic, 1 in French" in " ".join(overview.words.split())
        assert "/articles?language=ar" in [link.get("href") for link in overview.all("a")]
        listed = " ".join(Reader(client.get("/articles?language=ar").text).words.split())
        assert "Only articles in Arabic." in listed
        assert listed.count("in Arabic: not understood") == 2
        assert "This article is in Arabic: not understood." in client.get(f"/article/{arabic.id}").text
        shown = client.get(f"/article/{english.id}").text
        assert "not understood" not in shown
        assert "English, told by its words" in shown


def test_a_case_without_the_column_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.sayso"
    db = sqlite3.connect(path)
    for script in migrations()[:2]:
        db.executescript(script)
    db.execute("PRAGMA application_id = 0x53415953")
    db.execute("PRAGMA user_version = 2")
    db.execute("INSERT INTO pages(id, file, sha256, text, made_by) VALUES ('p', 'p.txt', '', 'Words.', ?)", (MADE_BY,))
    db.execute("INSERT INTO articles(id, page_id, start, \"end\", text) VALUES ('a', 'p', 0, 6, 'Words.')")
    db.commit()
    db.close()
    (tmp_path / "new.txt").write_text(ARABIC, encoding="utf-8")
    sayso.read(tmp_path / "new.txt", into=path, reader="rules", workers=1)
    with Case(path) as opened:
        assert sorted(str(row["language"]) for row in opened.table("articles").to_pylist()) == ["None", "ar"]
        assert opened.counts()["not_understood"] == 1
    assert is_sound(path)
