"""Takes pictures of a case's reading room, for the documentation and for looking at a change of style.

    python tests/take_screenshots.py case.sayso pictures/

Needs Chromium and its driver, and the extra ``dev``. Writes one PNG for each room, width and colour scheme.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from selenium import webdriver

from chromium import missing, open_room, start
from sayso.case import incidents as told
from sayso.case import linked, views
from sayso.case.reader import Case

SIZES = {"wide": (1280, 900), "phone": (390, 844)}
#: Taller pictures are cut: a page of a long article is not worth megabytes.
TALLEST = 1800


def rooms(case_path: str) -> dict[str, str]:
    """Return the addresses to picture: the article with the most attributions, the speaker quoted most …"""
    with Case(case_path) as case:
        busiest = case.rows("SELECT article_id FROM attributions GROUP BY article_id ORDER BY count(*) DESC LIMIT 1")
        speakers = views.speakers(case, limit=1)
        claims, incidents = linked.claims(case, limit=1), told.incidents(case, limit=1)
    found = {"overview": "", "articles": "articles", "quotes": "quotes", "outlets": "outlets", "copies": "copies"}
    found |= {name: name for name in ("claims", "incidents", "events", "ceasefires", "names")}
    if busiest:
        found["article"] = f"article/{busiest[0][0]}"
    if claims:
        found["claim"] = f"claims/{claims[0]['id']}"
    if incidents:
        found["incident"] = f"incidents/{incidents[0]['id']}"
    if speakers:
        found["speaker"] = f"speaker/{speakers[0]['id']}"
    return found


def main(case_path: str, folder: str) -> None:
    """Serve the case and take the pictures."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    address = open_room(case_path)
    with tempfile.TemporaryDirectory() as profile:
        driver = start(profile, *SIZES["wide"], "--hide-scrollbars")
        try:
            for size, (width, height) in SIZES.items():
                for scheme in ("light", "dark"):
                    feature = {"name": "prefers-color-scheme", "value": scheme}
                    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
                    for name, path in rooms(case_path).items():
                        picture(driver, f"{address}{path}", target / f"{name}-{size}-{scheme}.png", width, height)
        finally:
            driver.quit()


def picture(driver: webdriver.Chrome, url: str, file: Path, width: int, height: int) -> None:
    """Save a picture of a page from its top, as tall as the page is, within bounds."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    driver.get(url)
    tall = int(driver.execute_script("return document.documentElement.scrollHeight"))
    across = int(driver.execute_script("return document.documentElement.scrollWidth"))
    if across > width:
        print(f"{file.name}: {across - width} px wider than the window", file=sys.stderr)
    metrics["height"] = min(max(tall, height), TALLEST)
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    driver.save_screenshot(str(file))
    print(file)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: python tests/take_screenshots.py CASE FOLDER")
    if lacking := missing():
        raise SystemExit(lacking)
    main(sys.argv[1], sys.argv[2])
