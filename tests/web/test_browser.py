"""A person before a real browser: what Chromium shows, and what it does with an archive that is out to harm it."""

from __future__ import annotations

import csv
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Literal

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from tests.web.hostile_archive import make_hostile_archive
from tests.web.vectors import VECTORS

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
Scheme = Literal["light", "dark"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium; .ci/run installs it")
LIGHT_AND_NARROW: list[tuple[Scheme, int]] = [("light", 1200), ("dark", 1200), ("light", 390), ("dark", 390)]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@contextmanager
def served(path: Path) -> Iterator[str]:
    """`parvis serve`, as a person starts it; it is ready when its port takes a connection."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "parvis", "--db", str(path), "serve", "--port", str(port)]
    with subprocess.Popen(command, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stderr=subprocess.PIPE) as process:
        try:
            while process.poll() is None:
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def home(demo_db: Path) -> Iterator[str]:
    with served(demo_db) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(accept_downloads=True, java_script_enabled=False)
    yield context.new_page()
    context.close()


def open_first(page: Page) -> None:
    page.locator(".hits h2 a").first.click()
    page.wait_for_url("**/a/*")


def test_an_article_is_found_by_a_french_phrase_without_accents(page: Page, home: str) -> None:
    page.goto(home)
    page.get_by_role("searchbox", name="Search the archive").fill('"cimetiere, l\'herbe pousse"')
    page.keyboard.press("Enter")
    open_first(page)

    assert page.get_by_role("heading", level=1).inner_text().startswith("Au cimetière, l'herbe pousse")


def test_one_sees_why_a_page_is_called_locked(page: Page, home: str) -> None:
    page.goto(f"{home}/search?q=headline:ferry&access=locked")
    open_first(page)

    assert page.get_by_role("heading", name="Why it is called locked").is_visible()
    assert "measure.hidden" in page.locator("#verdict ~ .wide").inner_text()


def test_boilerplate_opens_its_explanation_by_keyboard(page: Page, home: str) -> None:
    page.goto(f"{home}/search?q=headline:ferry&access=locked")
    open_first(page)
    band = page.locator(".band.removed").first
    band.locator("summary").focus()
    page.keyboard.press("Enter")
    band.get_by_role("link", name="On how many pages, since when").first.click()
    page.wait_for_url("**/b/*")

    assert "pages of this site" in page.locator("main").inner_text()


def test_one_sees_which_walls_a_site_had_in_which_month(page: Page, home: str) -> None:
    page.goto(home)
    page.get_by_role("link", name="The Harbour Ledger").click()

    assert "locked" in page.locator("#walls ~ .wide tbody tr").first.inner_text()


def test_the_rows_behind_a_number_are_downloaded_and_counted(page: Page, home: str) -> None:
    page.goto(home)
    number = page.locator(".numbers a").nth(1)
    walled = int(number.inner_text())
    number.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()

    with download.value.path().open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == walled


def test_a_record_is_cited(page: Page, home: str) -> None:
    page.goto(f"{home}/a/1")
    with page.expect_download() as download:
        page.get_by_role("link", name="BibTeX").click()

    assert download.value.path().read_text(encoding="utf-8").startswith("@online{")


@pytest.mark.parametrize(("scheme", "width"), LIGHT_AND_NARROW)
def test_nothing_is_wider_than_the_window(browser: Browser, home: str, scheme: Scheme, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    wide = []
    for path in ("/", "/search?q=ferry", "/a/1", "/sites/courrier", "/codebook", "/about", "/runs", "/changes"):
        page.goto(home + path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
    context.close()

    assert wide == []


def test_a_hostile_archive_runs_nothing_and_asks_nobody(browser: Browser, tmp_path: Path) -> None:
    path = make_hostile_archive(tmp_path / "archive.db")
    context = browser.new_context()
    page = context.new_page()
    noticed: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        noticed.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    with served(path) as home:
        page.on("request", lambda asked: noticed.append(asked.url) if not asked.url.startswith(home) else None)
        page.on("pageerror", lambda error: noticed.append(str(error)))
        page.on("console", lambda said: noticed.append(said.text))
        for shown in (
            "/",
            "/search",
            "/sites/ledger",
            "/walls",
            "/changes",
            *(f"/a/{n}" for n in range(1, len(VECTORS), 3)),
        ):
            page.goto(home + shown)
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    context.close()

    assert noticed == []
