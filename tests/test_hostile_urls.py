"""The hostile references of the URL standard's own tests, through whole pages into an archive: none costs a page."""

from __future__ import annotations

import html
import json
from pathlib import Path
from urllib.parse import urlsplit

from parvis import read_page
from parvis.archive import queries
from parvis.archive.audit import audit
from parvis.archive.naming import lookup
from parvis.identity import url_key
from parvis.records import Link, Page
from parvis.words import Kind
from tests.archives import LEDGER, open_desk
from tests.pages import day, stored

PAGE = """<!doctype html><html lang=en><head><title>{title}</title>
<link rel=canonical href="{href}"><base href="{base}"></head><body><main><article><h1>{title}</h1>{text}
<p><a href="{href}">Read more about the bridge.</a></p></article>
<div class="card"><a href="{href}"><h3>The other bridge of the harbour</h3><p>What became of it.</p></a></div>
</main></body></html>"""


def references(shared: Path) -> list[tuple[str, str]]:
    cases = json.loads((shared / "suites" / "whatwg-urls.json").read_text(encoding="utf-8"))
    return [(case["input"], case["base"] or "") for case in cases if isinstance(case, dict)]


def page_with(number: int, href: str, base: str) -> Page:
    title = f"Harbour{number} opens bridge{number} today{number}"
    about = "<p>The harbour gets a bridge, the council said on Monday in its session of the week.</p>" * 20
    text = PAGE.format(title=title, text=about, href=html.escape(href), base=html.escape(base if number % 2 else ""))
    return read_page(text.encode("utf-8", "surrogatepass"), f"http://ledger.example/story-{number}", site=LEDGER)


def test_no_reference_costs_a_page(shared: Path, tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    pages = [page_with(number, href, base) for number, (href, base) in enumerate(references(shared))]
    desk.discover(*(page.url for page in pages))
    leases = {lease.url: lease for lease in desk.lease(limit=1_000, per_host=1_000)}
    counts = desk.archive.apply([stored(leases[page.url], page) for page in pages])
    links = tuple(Link(url=href, kind=Kind.ARTICLE) for href, _ in references(shared))
    desk.discover_links(*links)
    hosts = [urlsplit(lease.url).hostname for lease in desk.lease(limit=1_000, per_host=1_000)]
    desk.next_crawl(at=day(2))

    assert len(pages) == 891
    assert counts.new + counts.changed + counts.same == 891
    assert {lookup(desk.archive.conn, url_key(page.url) or "") is None for page in pages} == {False}
    assert len(hosts) > 100
    assert all(hosts)
    assert queries.status(desk.archive).articles.balance == 0
    assert audit(desk.archive) == ()
    desk.archive.close()
