"""A crawl without a proxy: names are resolved here, and those that lead inside are refused."""

from __future__ import annotations

from pathlib import Path

from tests.crawl.conftest import crawl, rows

NAMES = {
    "inside.example": "10.0.0.7",
    "here.example": "127.0.0.1",
    "cloud.example": "169.254.169.254",
    "shared.example": "100.64.0.1",
}


def test_a_name_that_leads_inside_is_excluded_by_its_address(tmp_path: Path) -> None:
    urls = [f"http://{name}/feed.xml" for name in NAMES]

    report = crawl(db=str(tmp_path / "a.db"), urls=urls, addresses=NAMES)

    assert report["excluded"] == {"address": len(NAMES)}
    assert set(rows(tmp_path / "a.db", "SELECT detail FROM url")) == {("resolves to an address that is not public",)}
    assert rows(tmp_path / "a.db", "SELECT count(*) FROM robots") == [(0,)]
