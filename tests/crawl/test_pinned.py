"""What a crawl that runs is set to: not the module's values, those of its crawler."""

from __future__ import annotations

import json
from typing import Any

import pytest

from parvis.crawl import settings
from tests.crawl.conftest import crawl
from tests.crawl.pinned import COMPONENTS, PINNED
from tests.crawl.press import Press, feed

EXTENSIONS = {**settings.EXTENSIONS, "tests.crawl.pinned.SettingsProbe": 1}


@pytest.fixture(scope="module")
def running(press: Press, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The settings of a crawl while it ran."""
    folder = tmp_path_factory.mktemp("pinned")
    press.put("http://press.example/feed.xml", feed([]))
    crawl(
        db=str(folder / "archive.db"),
        urls=["http://press.example/feed.xml"],
        proxy=press.proxy.replace("//", "//me:secret@"),
        pinned={"EXTENSIONS": EXTENSIONS, "PROBE": str(folder / "settings.json"), "DOWNLOAD_DELAY": 5},
        floor=0,
    )
    found: dict[str, Any] = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", PINNED)
def test_a_running_crawl_is_set_to_what_is_pinned(running: dict[str, Any], name: str) -> None:
    assert running[name] == PINNED[name][0], PINNED[name][1]


def test_every_setting_of_the_module_has_its_row() -> None:
    ours = {name for name in vars(settings) if name.isupper() and not name.startswith("_")}

    assert ours - {*COMPONENTS, "RANDOMIZE_DOWNLOAD_DELAY"} <= set(PINNED)
    assert all(reason for _, reason in PINNED.values())


def test_the_password_of_the_proxy_is_in_no_setting(running: dict[str, Any]) -> None:
    assert "secret" not in repr(running)
