"""A headless Chromium, and a reading room for it to look at: for the browser's tests and for taking pictures."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.support.wait import WebDriverWait

from sayso.web import serve

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers give it too little
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: Seconds until a room or an element must be there. A busy machine may need many; nothing waits longer than it must.
PATIENCE = 60


def missing() -> str | None:
    """Return what is not installed, with the fix; None if all is there."""
    lacking = [str(path) for path in (CHROMIUM, DRIVER) if not path.exists()]
    if not lacking:
        return None
    return f"{' and '.join(lacking)} not found; install with: apt-get install chromium chromium-driver"


def start(
    profile: str | Path, width: int, height: int, *flags: str, logs: dict[str, str] | None = None
) -> webdriver.Chrome:
    """Start a headless Chromium with a profile folder of its own; ``logs`` names what it keeps, with the level."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, *flags, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
        options.add_argument(flag)
    if logs:
        options.set_capability("goog:loggingPrefs", logs)
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER)))


def wait_until(browser: webdriver.Chrome, holds: Callable[[webdriver.Chrome], bool], message: str) -> None:
    """Wait until something holds of the page, whatever goes and comes on it meanwhile."""
    WebDriverWait(browser, PATIENCE, ignored_exceptions=[StaleElementReferenceException]).until(holds, message)


def open_room(case: str | Path) -> str:
    """Serve a case from a thread until this process ends; return the room's address, which ends in a slash."""
    said: list[str] = []
    up = threading.Event()

    def ready(url: str) -> None:
        said.append(url)
        up.set()

    options = {"port": 0, "open_browser": False, "ready": ready}
    threading.Thread(target=serve, args=(case,), kwargs=options, daemon=True).start()
    if not up.wait(PATIENCE):
        raise RuntimeError(f"{case}: the reading room did not open; try: sayso open {case}")
    return said[0]
