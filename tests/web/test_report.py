"""The report: each number is a command's, nothing in it runs or is fetched, and it is the same for the same archive."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser

from parvis.archive import Archive
from parvis.archive.portrait import Visits
from parvis.cli import main
from parvis.errors import NothingFound, ReportError
from parvis.research.parsing import read_query
from parvis.research.periods import Every
from parvis.web.report import make_report, write_report
from parvis.web.report_coverage import coverage_of
from parvis.words import Access
from tests.archives import BASE, open_desk
from tests.pages import day, make_page
from tests.web.hostile_archive import make_hostile_archive

NOW = datetime(2026, 3, 4, tzinfo=UTC)
# Of our own making: what a newspaper could write where a title, a name or a line is expected.
VECTORS = (
    "<script>alert(1)</script>", "</title><script>alert(2)</script>", "</style><script>alert(3)</script>",
    "<img src=x onerror=alert(4)>", "<svg onload=alert(5)>", "\"><svg/onload=alert(6)>", "' onmouseover='alert(7)",
    "\" onfocus=\"alert(8)\" autofocus=\"", "<a href=javascript:alert(9)>a</a>", "javascript:alert(10)",
    "<iframe src=https://evil.example/></iframe>", "<link rel=stylesheet href=//evil.example/a.css>",
    "<style>@import url(https://evil.example/b.css);</style>", "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0;url=https://evil.example/>", "<form action=https://evil.example/><input>",
    "<object data=data:text/html,x></object>", "<embed src=https://evil.example/c.swf>",
    "--><script>alert(11)</script>", "<!--", "]]><script>alert(12)</script>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(13)>", "{{ 7 * 7 }}", "{% raw %}",
    "{{ config }}", "&lt;script&gt;alert(14)&lt;/script&gt;", "&#60;script&#62;",
    "<details open ontoggle=alert(15)>", "<video><source onerror=alert(16)></video>", "<body onload=alert(17)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(18)>\">",
    "<template><script>alert(19)</script></template>", "\u202e<script>alert(20)</script>",
    "<ſcript>alert(21)</ſcript>", "<scr\x00ipt>alert(22)</script>",
    "<svg><style>*{background:url(//evil.example/d)}</style></svg>", "<plaintext>", "<xmp>", "<textarea>",
    "</textarea>",
)  # fmt: skip


def report_of(path: Path, query: str = "", *, title: str = "A report", now: datetime = NOW) -> str:
    with Archive.open(path) as archive:
        return make_report(archive, read_query(query), title=title, command="parvis report", now=now)


@pytest.fixture(scope="module")
def html(demo_db: Path) -> str:
    return report_of(demo_db)


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


def asked(db: Path, *words: str) -> Any:
    done = CliRunner().invoke(main, ["--db", str(db), *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def rows_in(words: Sequence[str], answer: Any) -> int:
    """How many rows the answer of a command has."""
    if isinstance(answer, list):
        return len(answer)
    names = {"stats": "rows", "trend": "points", "runs": "runs", "terms": "more_in_one"}
    if words[0] == "changes":
        return len(answer["access"]) + len(answer["headlines"])
    if words[0] == "status":
        return int(answer["articles"]["discovered"])
    return len(answer[names[words[0]]])


def test_every_command_that_it_names_gives_as_many_rows(html: str, demo_db: Path) -> None:
    page = LexborHTMLParser(html)
    named = [[cell.text() for cell in row.css("th, td")] for row in page.css("footer tbody tr")]

    assert {part for part, _, _ in named} == {"1", "2", "3", "4", "6", "7", "8", "9", "10"}
    for _, rows, command in named:
        words = shlex.split(command)
        assert words[:3] == ["parvis", "--db", demo_db.name]
        assert rows_in(words[3:], asked(demo_db, *words[3:])) == int(rows.replace(",", ""))


def test_numbers_are_those_of_stats(html: str, demo_db: Path) -> None:
    page = LexborHTMLParser(html)
    found = asked(demo_db, "stats", "--json")
    told = [row["value"] for row in found["rows"]]
    rows = list(map(cells, page.css("#walled ~ div table")[0].css("tbody tr")))

    assert texts(page, ".numbers dd")[:3] == [
        str(found["all"]["articles"]),
        str(found["all"]["walled"]["part"]),
        str(found["all"]["changed"]),
    ]
    assert [row[0] for row in rows] == told
    assert [row[1:4] for row in rows] == [list(share_cells(row["walled"])) for row in found["rows"]]


def cells(row: Any) -> list[str]:
    return [" ".join(cell.text().split()) for cell in row.css("th, td")]


def share_cells(share: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(share["whole"]), str(share["part"]), f"{100 * share['share']:.0f} %"


def test_the_average_page_has_the_words_that_stats_count(html: str, demo_db: Path) -> None:
    rows = {row[0]: row for row in map(cells, LexborHTMLParser(html).css("#makeup ~ div table")[0].css("tbody tr"))}

    for site in asked(demo_db, "stats", "--json")["rows"]:
        assert rows[site["value"]][4] == f"{site['withheld_words']:.0f}"


def test_what_was_removed_is_told_verbatim(html: str, demo_db: Path) -> None:
    told = texts(LexborHTMLParser(html), ".block p")
    kept = {" ".join(line["text"].split()) for line in asked(demo_db, "boilerplate", "--json")}

    assert len(told) == 30
    assert set(told) <= kept


def test_changes_are_those_of_the_command(html: str, demo_db: Path) -> None:
    found = asked(demo_db, "changes", "--json")
    lines = texts(LexborHTMLParser(html), ".change")

    assert len(lines) == len(found["access"]) + len(found["headlines"]) == 6
    assert all(any(change["headline"] in line for line in lines) for change in found["access"])


def test_a_query_narrows_every_part(demo_db: Path) -> None:
    page = LexborHTMLParser(report_of(demo_db, "site:harbour"))

    assert texts(page, ".numbers dd")[0] == "42"
    assert texts(page, ".heat tbody th") == texts(page, ".panels h3") == ["harbour"]
    assert "courrier" not in page.css("main")[0].text()


def test_a_query_by_access_cannot_be_divided_by_it(demo_db: Path) -> None:
    page = LexborHTMLParser(report_of(demo_db, "access:locked"))

    assert page.css("#words ~ div.two") == []
    assert texts(page, ".lead") == ["100 % of 58 articles stop an anonymous reader at a wall."]


def test_it_is_the_same_for_the_same_archive(html: str, demo_db: Path) -> None:
    later = report_of(demo_db, now=datetime(2027, 1, 1, tzinfo=UTC))
    made = re.compile(r"<dt>Made</dt>.*")

    assert made.sub("", later) == made.sub("", html)


def check_harmless(html: str) -> None:
    """Nothing runs and nothing is fetched, as a browser's own parser sees it."""
    page = LexborHTMLParser(html)
    allowed = {"script", "iframe", "object", "embed", "link", "base", "form", "img", "video", "template", "noscript"}
    for node in page.css("*"):
        assert node.tag not in allowed
        for name, value in node.attributes.items():
            assert not name.startswith("on")
            assert name not in {"src", "srcset", "action", "formaction", "data", "background", "xlink:href"}
            assert name != "href" or (value or "").startswith("#")
            assert name != "style" or re.fullmatch(r"width:[0-9.]+%", value or "")
    assert len(page.css("style")) == len(page.css("head > style")) == 1
    assert not re.search(r"@import|url\(", page.css("style")[0].text())
    [policy] = page.css("meta[http-equiv]")
    assert policy.attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_nothing_in_it_runs_or_is_fetched(html: str) -> None:
    check_harmless(html)
    assert len(html.encode()) < 1_000_000


def test_it_is_the_document_that_it_was_written_as(html: str) -> None:
    """A parser that repairs nothing finds the same elements at the same depth."""
    written = re.findall(r"<(/?)(\w+)[^>]*?(/?)>", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))
    void = {"meta", "br"}
    depth: list[str] = []
    for closes, name, empty in written:
        if closes:
            assert depth.pop() == name
        elif not empty and name not in void:
            depth.append(name)
    assert depth == []
    assert len(LexborHTMLParser(html).css("main > h2, footer > h2")) == 11


def test_what_newspapers_write_is_text(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "archive.db")
    pages = []
    for number, vector in enumerate(VECTORS):
        access = Access.LOCKED if number % 2 else Access.FREE
        page = make_page(f"{BASE}{number}", f"{vector} line {number}", headline=f"{vector} {number}", access=access)
        facts = replace(page.metadata, section=VECTORS[number % 3], authors=(VECTORS[number % 4],), published_at=day(1))
        pages.append(replace(page, metadata=facts))
    desk.store(pages)
    again = [replace(p, metadata=replace(p.metadata, headline=f"{p.metadata.headline} {v}")) for p, v in
             zip(pages, reversed(VECTORS), strict=True)]  # fmt: skip
    desk.next_crawl(at=day(2))
    desk.store(again, at=day(2))
    desk.archive.close()
    html = report_of(tmp_path / "archive.db", title="</title><script>alert(0)</script>")

    check_harmless(html)
    shown = LexborHTMLParser(html).text()
    assert sum(vector in shown for vector in VECTORS) > 20
    assert "{{ 7 * 7 }}" in shown


def test_an_archive_of_nothing_but_attacks_is_told_as_text(tmp_path: Path) -> None:
    """Also where no crawl would let them in: languages, reasons, versions, names of walls."""
    check_harmless(report_of(make_hostile_archive(tmp_path / "archive.db")))


def test_coverage_has_gaps_where_nothing_was_looked_at() -> None:
    seen = [
        Visits("a", "2026-01-05", 40, 1, 0),
        Visits("a", "2026-03-02", 10, 0, 0),
        Visits("b", "2026-02-10", 0, 3, 0),
        Visits("other", "2020-01-01", 5, 0, 0),
    ]
    found = coverage_of(seen, ["a", "b"])
    states = {site: [cell.state for cell in cells] for site, cells in found.rows}

    assert (found.every, found.periods[0], found.periods[-1]) == (Every.WEEK, "2026-W02", "2026-W10")
    assert states == {"a": ["seen", *["gap"] * 7, "seen"], "b": [*["gap"] * 5, "failed", *["gap"] * 3]}
    assert [cell.shade for cell in found.rows[0][1]] == [4, *[0] * 7, 1]
    assert found.gaps == 16


def test_of_a_site_that_was_never_fetched_there_is_no_period() -> None:
    assert coverage_of([], ["a"]).periods == ()


def test_longer_coverage_has_longer_periods() -> None:
    def every(last: str) -> Every:
        return coverage_of([Visits("a", "2020-01-01", 1, 0, 0), Visits("a", last, 1, 0, 0)], ["a"]).every

    assert [every(last) for last in ("2020-01-20", "2020-05-01", "2022-01-01", "2026-01-01")] == [
        Every.DAY, Every.WEEK, Every.MONTH, Every.YEAR,
    ]  # fmt: skip


def test_it_replaces_a_report_and_nothing_else(html: str, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    write_report(target, "an earlier one")
    with pytest.raises(ReportError, match="--force"):
        write_report(target, html)
    assert target.read_text(encoding="utf-8") == "an earlier one"

    write_report(target, html, overwrite=True)
    write_report(target, html)
    assert target.read_text(encoding="utf-8") == html
    assert list(tmp_path.iterdir()) == [target]


def test_a_query_without_an_answer_is_told(demo_db: Path) -> None:
    with pytest.raises(NothingFound, match="zebra"):
        report_of(demo_db, "zebra")


def test_the_command_writes_it_and_says_how_to_make_it_again(demo_db: Path, tmp_path: Path) -> None:
    target = tmp_path / "harbour.html"
    words = ["report", "--site", "harbour", "-o", str(target), "--title", "The harbour"]
    done = CliRunner().invoke(main, ["--db", str(demo_db), *words], catch_exceptions=False)
    page = LexborHTMLParser(target.read_text(encoding="utf-8"))

    assert done.exit_code == 0
    assert texts(page, "h1") == ["The harbour"]
    assert f"parvis --db {demo_db.name} report -o harbour.html --title 'The harbour' 'site:\"harbour\"'" in texts(
        page, "footer code"
    )
    assert str(tmp_path) not in target.read_text(encoding="utf-8")
