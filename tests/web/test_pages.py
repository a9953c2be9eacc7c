"""The pages say what the archive says, and agree with its numbers."""

from __future__ import annotations

import csv
import io

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.web.reader import Reader, texts

PATHS = [
    "/", "/search", "/search?q=ferry", "/search?q=xyzzyx", "/search?q=%22open", "/a/1", "/a/1/v/1", "/b/1",
    "/sites/harbour", "/walls", "/changes", "/runs", "/trend",
    "/trend?q=site:harbour&by=week&group=access", "/codebook", "/about",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_one_document_that_can_be_walked_by_ear(reader: Reader, path: str) -> None:
    page = reader.page(path)

    assert len(page.css("h1")) == len(page.css("main")) == 1
    assert len(page.css("html[lang=en]")) == 1
    assert page.css("script, iframe, object, [style], [onclick]") == []
    assert [table for table in page.css("table") if not table.css("caption") or not table.css("th[scope]")] == []
    assert [mark for mark in page.css("input:not([type=hidden]), select") if not is_named(page, mark)] == []
    assert [svg for svg in page.css("svg[role=img]") if not svg.attributes.get("aria-label")] == []


def is_named(page: LexborHTMLParser, node: LexborNode) -> bool:
    """Whether a label stands around a field or names it."""
    around = node.parent is not None and node.parent.tag == "label"
    return around or bool(page.css(f'label[for="{node.attributes.get("id")}"]'))


def test_links_lead_somewhere(reader: Reader) -> None:
    paths = {
        href for path in PATHS for node in reader.page(path).css("a[href^='/']") if (href := node.attributes["href"])
    }

    assert {path: answer for path in sorted(paths) if (answer := reader.get(path).status_code) != 200} == {}


def test_the_front_page_counts_what_its_links_find(reader: Reader) -> None:
    page = reader.page("/")
    linked = [
        (a.text(), str(a.attributes["href"])) for a in page.css("dd a, td a") if "/search" in str(a.attributes["href"])
    ]
    counted = {
        text: reader.json(href.replace("/search", "/search.json"))["total"] for text, href in linked if "%" not in text
    }

    assert counted == {text: int(text.replace(",", "")) for text in counted}
    assert texts(page, "h1") == ["61% of 126 articles stop an anonymous reader at a wall."]


@pytest.fixture(scope="module")
def ferry(reader: Reader) -> str:
    """The page of a locked article; which number it has depends on which page came first."""
    [found] = reader.json("/search.json?q=headline:ferry&access=locked")["articles"]
    return f"/a/{found['id']}"


def test_an_article_shows_its_anatomy_and_nothing_of_what_is_withheld(reader: Reader, ferry: str) -> None:
    page, record = reader.page(ferry), reader.json(f"{ferry}.json")
    withheld = [band for band in record["anatomy"] if band["role"] == "withheld"]

    assert len(page.css(".strip rect[class^=f-]")) == len(page.css(".band")) == len(record["anatomy"])
    assert sum(band["words"] for band in withheld) == record["versions"][-1]["data"]["withheld_words"] == 111
    assert texts(page, ".l-withheld") == ["withheld 111 words length only, never kept"]
    assert texts(page, ".band.removed summary")[0].startswith("navigation 13 words removed")


def test_heights_of_bands_fill_the_strip(reader: Reader, ferry: str) -> None:
    rects = reader.page(ferry).css(".strip rect[class^=f-]")

    assert sum(float(str(rect.attributes["height"])) for rect in rects) == pytest.approx(640, abs=1)


def test_an_article_explains_its_verdict(reader: Reader, ferry: str) -> None:
    assert "measure.hidden" in texts(reader.page(ferry), "#verdict ~ .wide th code")


def test_zotero_finds_what_it_reads(reader: Reader, ferry: str) -> None:
    metas = {m.attributes["name"]: m.attributes["content"] for m in reader.page(ferry).css("meta[name^=citation_]")}

    assert metas["citation_title"] == "Ferry to Port Ellery to run all winter for the first time"
    assert metas["citation_publication_date"] == "2026/03/02"


@pytest.mark.parametrize(
    ("suffix", "start"), [("bib", "@online{"), ("ris", "TY  - NEWS"), ("csl.json", "["), ("pwid", "urn:pwid:")]
)
def test_an_article_is_cited(reader: Reader, suffix: str, start: str) -> None:
    answer = reader.get(f"/a/1/cite.{suffix}?version=1")

    assert answer.text.startswith(start)
    assert answer.headers["content-disposition"].startswith("attachment; filename=")


def test_search_finds_without_accents_and_marks(reader: Reader) -> None:
    page = reader.page("/search?q=cimetiere")

    assert "cimetière" in [text.lower() for text in texts(page, ".hits mark")]


def test_facets_narrow_and_are_taken_back(reader: Reader) -> None:
    link = next(a for a in reader.page("/search?q=ferry").css("aside a") if a.text().strip() == "free")
    narrowed = reader.page(str(link.attributes["href"]))
    [back] = narrowed.css("aside a[aria-current]")

    assert texts(narrowed, ".total strong") == ["2 articles"]
    assert texts(reader.page(str(back.attributes["href"])), ".total strong") == ["4 articles"]


def test_pages_of_hits_follow_one_another(reader: Reader) -> None:
    seen: list[str] = []
    path: str | None = "/search?sort=newest"
    while path:
        page = reader.page(path)
        seen += [str(a.attributes["href"]) for a in page.css(".hits h2 a")]
        further = page.css_first("a[rel=next]")
        path = str(further.attributes["href"]) if further else None

    assert len(seen) == len(set(seen)) == 126


def test_what_is_taken_away_is_what_was_counted(reader: Reader) -> None:
    answer = reader.get("/export.csv?q=&site=harbour&access=walled")
    rows = list(csv.DictReader(io.StringIO(answer.text)))

    assert (
        len(rows)
        == int(answer.headers["x-total-count"])
        == reader.json("/search.json?site=harbour&access=walled")["total"]
    )
    assert len(answer.content) == int(answer.headers["content-length"])


def test_a_query_that_does_not_hold_is_explained(reader: Reader) -> None:
    page = reader.page("/search?q=date:20x6", status=400)

    assert "is no date" in texts(page, ".problem")[0]


@pytest.mark.parametrize("path", ["/a/999999", "/a/1/v/9", "/b/999999", "/sites/nowhere", "/a/1/cite.bib?version=9"])
def test_what_is_not_there_is_said_to_be(reader: Reader, path: str) -> None:
    assert texts(reader.page(path, status=404), "h1") == ["Not found"]


def test_a_chart_says_what_its_table_says(reader: Reader) -> None:
    page = reader.page("/trend")
    rows = [[cell.text() for cell in row.css("th, td")] for row in page.css("tbody tr")]
    svg = reader.get("/trend.svg")
    spec = reader.json("/trend.vl.json?show=articles")

    assert sum(int(row[1].replace(",", "")) for row in rows) == 126
    assert [row[0] for row in rows] == [value["period"] for value in spec["datasets"][spec["data"]["name"]]]
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert "sandbox" in svg.headers["content-security-policy"]
    assert all(row[0] in svg.text for row in rows)
    assert len(page.css("img.chart[alt]")) == 2
