"""Neither the proxy's password nor a token of a URL stands in what a crawl leaves behind or says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawl.conftest import ROOT, rows
from tests.crawl.press import Press, feed

PASSWORD, TOKEN = "zqpassword", "zqtoken0123456789"
LOUD = ["-L", "DEBUG", "-a", "delay=0"]
COMMANDS = {
    "parvis": ["parvis", "--db", "archive.db", "crawl", "--delay", "0", "--proxy"],
    "scrapy": ["scrapy", "crawl", "site", *LOUD, "-s"],
}


@pytest.mark.parametrize("program", COMMANDS)
def test_a_secret_is_sent_where_it_must_be_and_told_nowhere(press: Press, tmp_path: Path, program: str) -> None:
    url = f"http://secret.example/feed.xml?token={TOKEN}"
    press.put(url, feed(["http://ann:zqpw@secret.example/story"]))
    proxy = press.proxy.replace("//", f"//me:{PASSWORD}@")
    last = [proxy, url] if program == "parvis" else [f"PARVIS_PROXY={proxy}", "-a", f"url={url}"]

    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PARVIS_DB": str(tmp_path / "archive.db")}
    command = [sys.executable, "-m", *COMMANDS[program], *last]
    folder = tmp_path if program == "parvis" else ROOT
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=90, check=False)

    said = done.stdout + done.stderr
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [asked.headers["Proxy-Authorization"] for asked in press.asked if asked.path.endswith(TOKEN)]
    assert rows(tmp_path / "archive.db", "SELECT url FROM url WHERE kind = 'feed'") == [(url,)]
    assert rows(tmp_path / "archive.db", "SELECT count(*) FROM crawl WHERE instr(command, 'zq')") == [(0,)]
    assert not [secret for secret in (PASSWORD, TOKEN, "zqpw") if secret in said]
    assert not [secret for secret in (PASSWORD, "zqpw") if secret.encode() in kept]
