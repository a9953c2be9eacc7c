"""Chromium as the oracle: what Parvis calls public, a browser shows.

The browser loads one file with a frame for each page and notes the text that it shows of each; nothing is fetched.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path

import pytest

from parvis.demo import PAPERS, stories
from parvis.demo.pages import page_of
from parvis.demo.story import Delivery, Story
from parvis.page import read_page
from tests.canary import URL, article, paragraphs
from tests.mechanisms import MECHANISMS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
]
COLLECT = """<script>addEventListener("load", () => {
  const frames = [...document.querySelectorAll("iframe")];
  const texts = Object.fromEntries(frames.map(frame => [frame.id, frame.contentDocument.body.innerText]));
  document.documentElement.innerHTML = "<pre></pre>";
  document.querySelector("pre").textContent = JSON.stringify(texts);
})</script>"""
TOKEN = re.compile(r"(?:Pb|Zq)\d+x|zqcanary\w+")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium; .ci/run installs it")


def shown(pages: Mapping[str, bytes], folder: Path) -> dict[str, str]:
    """The text that a browser shows of each page: one start of the browser, a frame a page."""
    frames = "".join(f'<iframe id="{name}" srcdoc="{escape(body.decode())}"></iframe>' for name, body in pages.items())
    file = folder / "pages.html"
    file.write_text(f'<!doctype html><meta charset="utf-8">{COLLECT}{frames}', encoding="utf-8")
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [str(CHROMIUM), *FLAGS, profile, "--dump-dom", file.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    texts: dict[str, str] = json.loads(unescape(done.stdout.split("<pre>")[1].split("</pre>")[0]))
    return texts


# What a browser shows and Parvis withholds all the same: gates that are declared, not enforced.
DECLARED = {name for name in MECHANISMS if name.startswith(("declared", "unreadable", "microdata", "amp"))}


# A box with a field to write in is a form for comments: its lines are counted and not kept.
COMMENTS = {"textarea"}
PAGES = {name: build(paragraphs("Pb", 2), "".join(paragraphs("Zq", 2)), []) for name, build in MECHANISMS.items()}
OPEN = article("".join(paragraphs("Pb", 2)) + f'<div style="display:none">{paragraphs("Zq", 1)[0]}</div>')
CLIENT = [
    next(story for story in stories(paper, 1) if story.delivery in {Delivery.HIDDEN, Delivery.ATTRIBUTE})
    for paper in PAPERS
    if paper != "courrier"
]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    printed = {story.canary: page_of(story, day=1, related=[]) for story in CLIENT}
    return shown({**PAGES, "open": OPEN, **printed}, tmp_path_factory.mktemp("browser"))


@pytest.mark.parametrize("name", sorted(MECHANISMS))
def test_what_parvis_calls_public_a_browser_shows(name: str, texts: dict[str, str]) -> None:
    page = read_page(PAGES[name], URL)
    kept = set(TOKEN.findall("\n".join(block.text for block in page.blocks)))

    assert kept <= set(TOKEN.findall(texts[name]))
    assert "Pb0x" in kept or name in DECLARED | COMMENTS


def test_the_oracle_sees_what_is_not_hidden(texts: dict[str, str]) -> None:
    assert set(TOKEN.findall(texts["open"])) == {"Pb0x", "Pb1x"}


@pytest.mark.parametrize("story", CLIENT, ids=lambda story: story.paper.name)
def test_the_demo_press_hides_in_a_browser_what_it_ships(story: Story, texts: dict[str, str]) -> None:
    assert story.canary.encode() in page_of(story, day=1, related=[])
    assert story.canary not in texts[story.canary]
    assert story.public[0] in texts[story.canary]
