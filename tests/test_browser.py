"""Chromium as the oracle: what Parvis calls public, a browser shows.

The browser loads one file, once without scripts and once with them, with a frame for each page, and notes the text
that it shows of each; nothing is fetched.
"""

from __future__ import annotations

import json
import random
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
from tests.canaries import draw_canary
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


def tokens(text: str) -> set[str]:
    return set(TOKEN.findall(text))


pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium; .ci/run installs it")


def shown(pages: Mapping[str, bytes], folder: Path, *, scripts: bool) -> dict[str, str]:
    """The text that a browser shows of each page: one start of the browser, a frame a page."""
    sandbox = "" if scripts else 'sandbox="allow-same-origin"'  # in which no script runs
    frames = "".join(
        f'<iframe {sandbox} id="{name}" srcdoc="{escape(body.decode())}"></iframe>' for name, body in pages.items()
    )
    file = folder / f"pages-{scripts}.html"
    file.write_text(f'<!doctype html><meta charset="utf-8">{COLLECT}{frames}', encoding="utf-8")
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [str(CHROMIUM), *FLAGS, profile, "--dump-dom", file.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    texts: dict[str, str] = json.loads(unescape(done.stdout.split("<pre>")[1].split("</pre>")[0]))
    return texts


def drawn(name: str, number: int) -> bytes:
    """The same page at every run."""
    return draw_canary(random.Random(f"{name} {number}"), MECHANISMS[name]).page()  # noqa: S311  invented pages


VARIANTS = 2  # of each mechanism
PAGES = {f"{name} {n}": drawn(name, n) for name in MECHANISMS for n in range(VARIANTS)}
OPEN = article("".join(paragraphs("Pb", 2)) + f'<div style="display:none">{paragraphs("Zq", 1)[0]}</div>')
SCRIPTED = article(
    "<noscript><p>Pb0x</p></noscript><p>Pb1x</p><script>document.querySelector('.body').remove()</script>"
)
CLIENT = [
    next(story for story in stories(paper, 1) if story.delivery in {Delivery.HIDDEN, Delivery.ATTRIBUTE})
    for paper in PAPERS
    if paper != "courrier"
]


@pytest.fixture(scope="module", params=[False, True], ids=["without scripts", "with scripts"])
def texts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    printed = {story.canary: page_of(story, day=1, related=[]) for story in CLIENT}
    pages = {**PAGES, "open": OPEN, "scripted": SCRIPTED, **printed}
    return shown(pages, tmp_path_factory.mktemp("browser"), scripts=request.param)


def test_what_parvis_calls_public_a_browser_shows(texts: dict[str, str]) -> None:
    kept = {name: tokens(json.dumps(read_page(body, URL).as_dict())) for name, body in PAGES.items()}

    assert {name: more for name in kept if (more := kept[name] - tokens(texts[name]))} == {}
    assert sum(map(len, kept.values())) > len(PAGES)


def test_the_oracle_sees_what_is_not_hidden(texts: dict[str, str]) -> None:
    assert tokens(texts["open"]) == {"Pb0x", "Pb1x"}


def test_the_oracle_runs_scripts_or_does_not(texts: dict[str, str], request: pytest.FixtureRequest) -> None:
    scripts = "with scripts" in request.node.name

    assert tokens(texts["scripted"]) == (set() if scripts else {"Pb0x", "Pb1x"})


@pytest.mark.parametrize("story", CLIENT, ids=lambda story: story.paper.name)
def test_the_demo_press_hides_in_a_browser_what_it_ships(story: Story, texts: dict[str, str]) -> None:
    assert story.canary.encode() in page_of(story, day=1, related=[])
    assert story.canary not in texts[story.canary]
    assert story.public[0] in texts[story.canary]
