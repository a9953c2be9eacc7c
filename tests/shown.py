"""Commands on a page of docs/, each with what the page shows below it."""

from __future__ import annotations

import re

from tests.demo_archive import ROOT


def commands_of(page: str) -> list[tuple[str, str]]:
    """What stands behind each `$ ` of the console blocks, and the lines below it."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [pair for block in blocks for pair in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)]


def masked(text: str) -> list[str]:
    """Lines without what is another at each run: numbers of articles, hashes, the day of today."""
    for pattern, instead in _OTHER:
        text = re.sub(pattern, instead, text, flags=re.MULTILINE)
    return [line.rstrip() for line in text.splitlines() if line.strip()]


_OTHER = (
    (r"^ +\d+  ", ""),
    (r"\b[0-9a-f]{64}\b", "HASH"),
    (r"--page-after \d+", "--page-after NUMBER"),
    (r"run on \d+ \w+ \d{4}", "run on DAY"),
    (r"(the same \d+ rows) on [\d-]+", r"\1 on DAY"),
    (r"article \d+, version \d+", "article NUMBER, version NUMBER"),
)
