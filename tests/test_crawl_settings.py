"""The settings that keep the promises of the crawl."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from parvis.crawl.request import USER_AGENT, CrawlRequest, user_agent
from parvis.crawl.run import crawl_settings

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return crawl_settings(CrawlRequest(archive=tmp_path / "a.db", sites=(), proxy="http://me:secret@proxy.example:80"))


@pytest.mark.parametrize("scheme", ["file", "data", "ftp", "s3"])
def test_only_http_is_downloaded(settings: Settings, scheme: str) -> None:
    assert settings.get_component_priority_dict_with_base("DOWNLOAD_HANDLERS").get(scheme) is None


@pytest.mark.parametrize("name", ["DOWNLOADER_MIDDLEWARES", "ITEM_PIPELINES", "EXTENSIONS"])
def test_every_component_of_a_setting_exists(settings: Settings, name: str) -> None:
    components = build_component_list(settings.get_component_priority_dict_with_base(name))

    assert [load_object(path) for path in components]


def test_the_gates_stand_before_everything_that_leaves(settings: Settings) -> None:
    order = build_component_list(settings.get_component_priority_dict_with_base("DOWNLOADER_MIDDLEWARES"))
    names = [str(path).rsplit(".", 1)[-1] for path in order]

    assert names.index("AddressGuard") < names.index("RobotsGate") < names.index("RetryMiddleware")


def test_the_password_of_the_proxy_is_in_no_setting(settings: Settings) -> None:
    assert settings["PARVIS_PROXY_HOST"] == "proxy.example"
    assert "secret" not in repr(settings.copy_to_dict())


def test_the_user_agent_is_honest_and_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert re.fullmatch(rf"Parvis/{re.escape(version)} \([a-z ]+(; \+\S+)?\)", USER_AGENT)


def test_scrapy_lists_the_spiders_from_a_bare_checkout(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error::DeprecationWarning", "-m", "scrapy", "list"]
    environment = {**os.environ, "PARVIS_DB": str(tmp_path / "a.db")}

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout.split() == ["feed", "listing", "site", "sitemap"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("contact", "ending"),
    [
        (None, "metadata)"),
        ("mailto:archive@library.example", "; +mailto:archive@library.example)"),
        ("evil\r\nCookie: x (", "; +evilCookie: x)"),
    ],
)
def test_the_user_agent_names_whoever_runs_the_crawl(contact: str | None, ending: str) -> None:
    assert user_agent(contact).endswith(ending)
