"""When an article was published: which source is believed, and on which day."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from parvis.page.document import read_document
from parvis.page.metadata import read_metadata
from parvis.records import Link, Metadata
from parvis.sites import Site
from parvis.words import DateQuality

URL = "https://www.gazette.example/region/bridge.html"


def metadata(html: str, *nodes: Any, url: str = URL, **kwargs: Any) -> Metadata:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    return read_metadata(read_document(f"{html}{scripts}<p>".encode(), url), **kwargs)


@pytest.mark.parametrize(
    ("html", "quality"),
    [
        ("<meta property=article:published_time content=2022-11-15T10:00:00+01:00>", DateQuality.EXACT),
        ("<meta name=date content=2022-11-15>", DateQuality.DAY),
        ("<span itemprop=datePublished content=2022-11-15T10:00:00Z></span>", DateQuality.EXACT),
        ("<h1>Bridge</h1><time datetime=2022-11-15T10:00:00Z>today</time>", DateQuality.EXACT),
        ("<html lang=fr><h1>Pont</h1><p>Publié le 15/11/2022 à 10h30</p>", DateQuality.VISIBLE),
        ("<h1>Bridge</h1><p>Updated Nov. 20, 2022</p><p class=date>Nov. 15, 2022</p>", DateQuality.VISIBLE),
    ],
)
def test_the_day_of_publication_is_found(html: str, quality: DateQuality) -> None:
    page = metadata(html)

    assert page.published_at is not None
    assert (page.published_at.date().isoformat(), page.date_quality) == ("2022-11-15", quality)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<time itemprop=datePublished datetime=2022-11-15T16:45+0100>x</time>", id="microdata"),
        pytest.param("<h1>Bridge</h1><time datetime=2022-11-15T08:00:00+01:00>x</time>", id="time-at-the-headline"),
        pytest.param("<p><span>15 November 2022</span><h1>Bridge</h1>", id="printed-over-the-headline"),
        pytest.param("<h1>Bridge</h1><div><p>Published 15 November 2022</div>", id="printed-under-the-headline"),
    ],
)
@pytest.mark.parametrize("name", ["dc.date", "dcterms.date", "date", "DCSext.articleFirstPublished"])
def test_a_date_of_the_record_stands_behind_the_one_at_the_headline(html: str, name: str) -> None:
    page = metadata(f"<meta name={name} content=2019-02-05>{html}<p>{'Prose. ' * 40}")

    assert page.published_at is not None
    assert page.published_at.date().isoformat() == "2022-11-15"


def test_a_date_in_the_text_stands_behind_the_date_of_the_record() -> None:
    html = (
        "<meta name=date content=2022-11-15><h1>Bridge</h1><p>The bridge, opened on 3 May 1998, is closed for now.</p>"
    )

    assert metadata(html).published_at == datetime(2022, 11, 15, tzinfo=UTC)


def test_a_headline_in_a_smaller_heading_is_where_the_day_is_looked_for() -> None:
    html = "<title>Bridge closed for a year</title><h1><a href=/>Gazette</a></h1><ol><li>3 May 1998</ol>"
    page = metadata(f"{html}<p>{'Menu. ' * 9}<div><p>15 November 2022<h2>Bridge closed for a year</h2></div>")

    assert page.published_at is not None
    assert page.published_at.date().isoformat() == "2022-11-15"


@pytest.mark.parametrize(("host", "day"), [("gazette.co.uk", "2022-04-03"), ("gazette.com", "2022-03-04")])
def test_plain_english_under_a_country_domain_is_that_countrys(host: str, day: str) -> None:
    page = metadata("<html lang=en><h1>Bridge</h1><p>Published 03/04/2022</p>", url=f"https://{host}/bridge")

    assert page.published_at is not None
    assert page.published_at.date().isoformat() == day


def test_a_moment_declared_in_utc_is_on_the_day_that_is_printed() -> None:
    node = {"@type": "NewsArticle", "datePublished": "2019-01-24T00:00:19Z"}
    page = metadata("<h1>Bridge</h1><time>7:00 PM 01/23/2019</time><p lang=en>x</p>", node, url="https://gazette.com/x")

    assert page.published_at is not None
    assert page.published_at.isoformat() == "2019-01-23T19:00:19-05:00"


def test_the_time_of_day_may_be_printed_beside_the_day() -> None:
    node = {"@type": "NewsArticle", "datePublished": "2022-05-04T00:25:56Z"}
    page = metadata("<html lang=es><h1>Puente</h1><p><time>3 de mayo de 2022</time><time>21:25</time></p>", node)

    assert page.published_at is not None
    assert page.published_at.isoformat() == "2022-05-03T21:25:56-03:00"


def test_a_moment_declared_in_utc_is_told_in_the_zone_of_the_site() -> None:
    site = Site(name="gazette", title="The Gazette", home="https://gazette.example/", timezone="America/Santiago")
    page = metadata("", {"@type": "NewsArticle", "datePublished": "2022-05-04T00:25:56Z"}, site=site)

    assert page.published_at is not None
    assert page.published_at.isoformat() == "2022-05-03T20:25:56-04:00"


def test_a_time_without_a_zone_is_read_in_the_zone_of_the_site() -> None:
    site = Site(name="gazette", title="The Gazette", home="https://gazette.example/", timezone="Europe/Berlin")
    page = metadata("", {"@type": "NewsArticle", "datePublished": "2022-11-15T23:30:00"}, site=site)

    assert page.published_at == datetime(2022, 11, 15, 22, 30, tzinfo=UTC)
    assert page.date_quality is DateQuality.LOCAL


def test_the_date_of_the_link_stands_before_that_of_the_url() -> None:
    url = "https://gazette.example/2022/11/15/bridge"
    link = Link(url=url, published_at=datetime(2022, 11, 14, 23, tzinfo=UTC))

    assert metadata("", url=url).date_quality is DateQuality.URL
    assert metadata("", url=url, link=link).published_at == link.published_at
    assert metadata("", url=url, link=link).date_quality is DateQuality.LINK


def test_a_date_after_the_fetch_is_passed_over_for_the_next_source() -> None:
    html = "<meta name=date content=2022-11-15>"
    page = metadata(
        html, {"@type": "Article", "datePublished": "2032-01-01"}, not_after=datetime(2022, 12, 1, tzinfo=UTC)
    )

    assert page.published_at == datetime(2022, 11, 15, tzinfo=UTC)


@pytest.mark.parametrize("given", ["1246-03-01", "2022-02-31", "2032-01-01T10:00:00Z"])
def test_a_date_that_cannot_be_is_flagged_and_never_replaced_by_the_day_of_the_fetch(given: str) -> None:
    page = metadata(
        "<h1>Bridge</h1>", {"datePublished": given, "@type": "Article"}, not_after=datetime(2023, 1, 1, tzinfo=UTC)
    )

    assert (page.published_at, page.date_quality) == (None, DateQuality.IMPOSSIBLE)


def test_a_page_without_a_date_has_none() -> None:
    page = metadata("<h1>Bridge</h1><meta name=date content=soon>", not_after=datetime(2023, 1, 1, tzinfo=UTC))

    assert (page.published_at, page.date_quality) == (None, DateQuality.UNKNOWN)
