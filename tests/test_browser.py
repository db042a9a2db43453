"""The reading room in a real browser: clicking through it, with nothing asked of any other host and no complaint."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import linked_case
import told_case
import web_case

chromium = pytest.importorskip("chromium", reason="selenium is missing; install the extra dev")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium.missing() is not None, reason=str(chromium.missing())),
]
(_, RADIO), (_, BLOG), (_, HOSTILE) = web_case.radio(), web_case.blog(), web_case.hostile()
(_, TELEGRAPH) = told_case.telegraph()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Serve the hand-made case; the address ends in a slash."""
    return chromium.open_room(web_case.build(tmp_path_factory.mktemp("browser") / "case.sayso"))


@pytest.fixture(scope="module")
def told_address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Serve the hand-made case whose articles tell of much, and of the same."""
    return chromium.open_room(linked_case.build(tmp_path_factory.mktemp("told") / "told.sayso"))


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    logs = {"performance": "ALL", "browser": "ALL"}
    started = chromium.start(tmp_path_factory.mktemp("profile"), 1280, 900, logs=logs)
    started.implicitly_wait(chromium.PATIENCE)
    yield started
    started.quit()


@pytest.fixture
def browser(driver, address) -> Iterator[object]:
    """A browser that must end without a foreign request and without a word on its console."""
    yield from watched(driver, address)


@pytest.fixture
def told(driver, told_address) -> Iterator[object]:
    """As ``browser``, in the room of the case whose articles tell of much."""
    yield from watched(driver, told_address)


def watched(driver, address) -> Iterator[object]:
    driver.get(address)
    yield driver
    asked = set()
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.add(message["params"]["request"]["url"])
    assert {url for url in asked if url.startswith(("http", "ws")) and not url.startswith(address)} == set()
    assert any(url.endswith("/static/sayso.css") for url in asked)
    assert driver.get_log("browser") == []


def find(browser, css):
    return browser.find_element("css selector", css)


def reaches(browser, *, heading=None, url=None):
    """Wait until the browser is where a click leads; fail if it never gets there."""

    def there(_):
        return heading in (None, find(browser, "h1").text) and url in (None, browser.current_url)

    chromium.wait_until(browser, there, f"not reached: {heading or url}")


def test_from_the_overview_to_an_attribution_to_its_speaker(browser, address):
    find(browser, "nav").find_element("link text", "Articles").click()
    browser.find_element("link text", "Truce broken at the granary").click()
    reaches(browser, heading="Truce broken at the granary")
    lund = RADIO.attributions[0]
    find(browser, f'a.ref[href="#a-{lund.id}"]').click()
    reaches(browser, url=f"{address}article/{lund.article_id}#a-{lund.id}")
    find(browser, f"#a-{lund.id} a.speaker").click()
    reaches(browser, heading="Ana Lund")
    assert "The same words in 2 articles of 2 outlets" in find(browser, "main").text


def test_an_address_lights_its_words_and_pointing_at_a_note_does_too(browser, address):
    lund, gate = RADIO.attributions[0], RADIO.attributions[-1]
    browser.get(f"{address}article/{lund.article_id}#a-{lund.id}")
    ground = "return getComputedStyle(document.querySelector(arguments[0])).backgroundColor"
    ours, other = f'[data-m~="a-{lund.id}"].cue', f'[data-m~="a-{gate.id}"].cue'
    browser.execute_script("for (const a of document.getAnimations()) a.finish()")
    assert browser.execute_script(ground, ours) != browser.execute_script(ground, other)
    find(browser, f"#a-{gate.id} .num").send_keys("")  # gives it the focus
    assert "lit" in find(browser, other).get_attribute("class").split()
    assert "lit" not in find(browser, ours).get_attribute("class").split()


def test_notes_stand_beside_their_words_and_below_them_on_a_phone(browser, address):
    lund = RADIO.attributions[0]
    browser.get(f"{address}article/{lund.article_id}")
    place = (
        "const r = document.querySelector(arguments[0]).getBoundingClientRect(); return [r.x, r.y, r.right, r.bottom]"
    )
    words, note = f'[data-m~="a-{lund.id}"]', f"#a-{lund.id}"
    text = browser.execute_script(place, ".text")
    beside = browser.execute_script(place, note)
    assert beside[0] > text[2]
    assert abs(beside[1] - browser.execute_script(place, words)[1]) < 40
    metrics = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        assert browser.execute_script(place, note)[1] > browser.execute_script(place, words)[3]
        for path in ("", "articles", "quotes", "speakers", "outlets", "copies", "failures", "help",
                     f"article/{lund.article_id}", f"speaker/{lund.speaker_id}",
                     f"article/{HOSTILE.articles[0].id}"):  # fmt: skip
            browser.get(address + path)
            assert browser.execute_script("return document.documentElement.scrollWidth") <= 390, path
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_filters_answer_without_a_new_page_and_keep_an_address(browser, address):
    browser.get(f"{address}quotes")
    browser.execute_script("window.same = true")
    find(browser, "#f-q").send_keys("convoy NOT agreed")
    browser.find_element("xpath", "//p[@id='count'][starts-with(., '3 attributions')]")
    assert browser.execute_script("return window.same") is True
    reaches(browser, url=f"{address}quotes?q=convoy%20NOT%20agreed")
    assert browser.find_elements("css selector", "mark.hit")
    browser.back()
    browser.find_element("xpath", "//p[@id='count'][starts-with(., '7 attributions')]")


def test_a_copied_passage_leads_to_the_other_article(browser, address):
    browser.get(f"{address}article/{RADIO.articles[0].id}")
    find(browser, ".note.copied a").click()
    reaches(browser, heading="What they do not tell you")
    assert browser.current_url.endswith(f"#c-{web_case.content_id('copy')}")


def test_nothing_on_a_hostile_page_comes_alive(browser, address):
    for path in (
        f"article/{HOSTILE.articles[0].id}",
        f"speaker/{HOSTILE.attributions[0].speaker_id}",
        "quotes",
        "articles",
    ):
        browser.get(address + path)
        assert "alert(" in find(browser, "main").text
        alive = "return document.querySelectorAll('main img, main svg, main script, main b').length"
        assert browser.execute_script(alive) == 0


def test_from_an_event_to_its_words_its_entry_and_its_attribution(told, told_address):
    bombed = TELEGRAPH.events[0]
    told.get(f"{told_address}events")
    find(told, f'[id="e-{bombed.id}"] a.trigger').click()
    reaches(told, url=f"{told_address}article/{bombed.article_id}#e-{bombed.id}")
    told.execute_script("for (const a of document.getAnimations()) a.finish()")
    ground = "return getComputedStyle(document.querySelector(arguments[0])).backgroundColor"
    lit, other = (f'[data-m~="e-{one.id}"].event' for one in TELEGRAPH.events[:2])
    assert told.execute_script(ground, lit) != told.execute_script(ground, other)
    find(told, f'a.letter[href="#told-e-{bombed.id}"]').click()
    find(told, f'[id="told-e-{bombed.id}"]').find_element("link text", "attribution 4").click()
    reaches(told, url=f"{told_address}article/{bombed.article_id}#a-{bombed.attribution_id}")


def test_marks_of_what_is_told_can_be_hidden_by_a_box_alone(told, told_address):
    told.get(f"{told_address}article/{TELEGRAPH.articles[0].id}")
    weight = "return getComputedStyle(document.querySelector('.text .t.event')).fontWeight"
    letter = find(told, ".text a.letter")
    assert told.execute_script(weight) == "600"
    assert letter.is_displayed()
    find(told, "#show-told").send_keys(" ")
    assert told.execute_script(weight) == "400"
    assert not letter.is_displayed()


def test_pointing_at_an_event_lights_its_evidence_too(told, told_address):
    told.get(f"{told_address}article/{TELEGRAPH.articles[0].id}")
    find(told, ".text a.letter[aria-label='Event d']").send_keys("")  # gives it the focus
    lit = [element.text for element in told.find_elements("css selector", ".text .lit")]
    assert lit == ["At least 19 people were killed", "some 40 to 60 injured", "bombed"]


def test_filters_of_events_answer_without_a_new_page(told, told_address):
    told.get(f"{told_address}events")
    told.execute_script("window.same = true")
    find(told, "#e-modality").find_element("css selector", "option[value=denied]").click()
    told.find_element("xpath", "//p[@id='count'][starts-with(., '1 event')]")
    assert told.execute_script("return window.same") is True
    reaches(told, url=f"{told_address}events?modality=denied")


def test_from_a_claim_to_the_words_that_prove_where_it_comes_from(told, told_address):
    told.get(f"{told_address}claims")
    find(told, f'a[href="/claims/{linked_case.CLAIM}"]').click()
    reaches(told, url=f"{told_address}claims/{linked_case.CLAIM}")
    find(told, "#edge-e3 a.proof").click()
    start = web_case.RADIO.index("according to the")
    words = f"words={start}-{start + len('according to the Coastal Telegraph')}"
    reaches(told, url=f"{told_address}article/{RADIO.articles[0].id}?{words}#words")
    marked = told.find_elements("css selector", ".proof")
    assert "".join(one.get_property("textContent") for one in marked) == "according to the Coastal Telegraph"
    place = "return document.getElementById('words').getBoundingClientRect().top"
    assert 0 <= told.execute_script(place) <= 900


def test_filters_of_claims_and_incidents_answer_without_a_new_page(told, told_address):
    told.get(f"{told_address}claims")
    told.execute_script("window.same = true")
    find(told, "input[name=disputed]").click()
    told.find_element("xpath", "//p[@id='count'][starts-with(., '1 claim')]")
    find(told, "#s-sort").find_element("css selector", "option[value=each]").click()
    reaches(told, url=f"{told_address}claims?sort=each&disputed=1")
    assert told.execute_script("return window.same") is True


def test_the_rooms_of_happenings_fit_a_phone(told, told_address):
    metrics = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    told.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        hostile = HOSTILE.articles[0].id
        for path in ("", "events", "ceasefires", "names", "names?group=Hill+Band",
                     "claims", f"claims/{linked_case.CLAIM}", f"claims/{linked_case.EVIL_CLAIM}", "incidents",
                     f"incidents/{linked_case.INCIDENT}", f"incidents/{linked_case.EVIL_INCIDENT}",
                     f"article/{TELEGRAPH.articles[0].id}", f"article/{hostile}"):  # fmt: skip
            told.get(told_address + path)
            assert told.execute_script("return document.documentElement.scrollWidth") <= 390, path
    finally:
        told.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_all_can_be_reached_by_keyboard_alone(browser, address):
    browser.get(f"{address}article/{RADIO.articles[0].id}")
    find(browser, "body").send_keys("\ue004")
    active = browser.switch_to.active_element
    assert active.text == "Skip to the content"
    active.send_keys("\ue007")
    assert browser.execute_script("return document.activeElement.id") == "main"
