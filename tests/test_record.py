"""From a page to article, version and observation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parvis.archive import queries, reading
from parvis.archive.events import Excluded, Stored, Unchanged
from parvis.archive.reading import ArticleRecord
from parvis.records import Page
from parvis.words import Access, Change, Reason, Role, TeaserSource
from tests.archives import BASE, Desk
from tests.pages import block, day, make_fetch, make_page, stored


def page(name: str, line: str = "The bridge will close.", *, canonical: str | None = None, title: str = "") -> Page:
    built = make_page(f"{BASE}{name}", line, headline=title or "A bridge for the harbour")
    about = replace(built.metadata, canonical_url=f"{BASE}{canonical}" if canonical else None)
    return replace(built, metadata=about)


def article(desk: Desk, key: str | int) -> ArticleRecord:
    found = reading.article(desk.archive, key if isinstance(key, int) else f"{BASE}{key}")
    assert found is not None
    return found


def shown(desk: Desk, key: str | int = "1") -> list[str]:
    return [version.data["teaser"] for version in article(desk, key).versions]


def test_two_urls_with_one_canonical_are_one_article(desk: Desk) -> None:
    desk.store([page("1", canonical="story"), page("2", canonical="story")])

    record = article(desk, "story")
    assert (record.url, len(record.versions), len(record.observations)) == (f"{BASE}story", 1, 2)
    assert dict(record.urls) == {f"{BASE}story": "own", f"{BASE}1": "canonical", f"{BASE}2": "canonical"}


def test_articles_that_turn_out_to_be_one_are_merged(desk: Desk) -> None:
    desk.store([page("1"), page("2", "Another text.")])
    desk.store([page("2", "Another text.", canonical="1")], at=day(2))

    record = article(desk, "2")
    assert record.id == article(desk, "1").id
    assert [look.change for look in record.observations] == ["new", "changed", "same"]
    assert queries.status(desk.archive).sites[0].articles == 1


def test_a_canonical_that_is_a_templates_mistake_merges_nothing(desk: Desk) -> None:
    desk.store([page("1", "One.", canonical="1", title="The harbour bridge closes on Sunday")])
    desk.store([page("2", "Two.", canonical="1", title="Mayor opens new public library")])

    assert shown(desk, "1") == ["One."]
    assert shown(desk, "2") == ["Two."]


def test_an_article_goes_by_the_url_of_its_newest_page(desk: Desk) -> None:
    desk.store([page("old", canonical="old")], at=day(1))
    desk.store([page("old", canonical="new")], at=day(3))
    desk.store([page("old", canonical="old")], at=day(2))

    assert article(desk, "old").url == f"{BASE}new"


def test_a_redirect_is_noted_but_makes_no_article(desk: Desk) -> None:
    lease = desk.lease_of(f"{BASE}today")
    fetch = replace(make_fetch(f"{BASE}1"), redirects=(f"{BASE}today",))
    desk.archive.apply([Stored(lease=lease, at=day(1), fetch=fetch, page=page("1"))])
    desk.store([page("today", "Something else today.", title="The day at the harbour")], at=day(2))

    assert ("http://ledger.example/news/today", "requested") in article(desk, "1").urls
    assert shown(desk, 2) == ["Something else today."]


def test_a_redirect_to_a_known_article_is_one_more_way_to_it(desk: Desk) -> None:
    desk.store([page("1")])
    lease = desk.lease_of(f"{BASE}short")
    desk.archive.apply([Excluded(lease=lease, at=day(2), reason=Reason.DUPLICATE, fetch=make_fetch(f"{BASE}1"))])

    assert article(desk, "short").id == article(desk, "1").id


def gone(desk: Desk, name: str, number: int) -> None:
    lease = desk.lease_of(f"{BASE}{name}", at=day(number))
    fetch = make_fetch(lease.url, status=410, at=day(number))
    desk.archive.apply([Excluded(lease=lease, at=day(number), reason=Reason.GONE, fetch=fetch)])


def test_an_article_stays_while_one_of_its_urls_does(desk: Desk) -> None:
    desk.store([page("1", canonical="1"), page("2", canonical="1")])
    gone(desk, "2", 2)

    assert article(desk, "1").gone_at is None


def test_an_article_is_gone_with_the_last_url_that_led_to_it(desk: Desk) -> None:
    desk.store([page("1", canonical="story"), page("2", canonical="story")])
    for lease, number in ((desk.lease_of(f"{BASE}1"), 2), (desk.lease_of(f"{BASE}2"), 3)):
        fetch = make_fetch(lease.url, status=404, at=day(number))
        desk.archive.apply([Excluded(lease=lease, at=day(number), reason=Reason.GONE, fetch=fetch)])

    assert article(desk, "story").gone_at == day(3)


def test_an_article_that_comes_back_is_no_longer_gone(desk: Desk) -> None:
    desk.store([page("1")])
    gone(desk, "1", 2)
    desk.archive.apply([])
    lease = desk.archive.lease(desk.crawl_id, sites=["ledger"], now=day(9), limit=9, per_host=9)
    assert lease == []
    desk.archive.conn.execute("UPDATE url SET state = 'pending'")
    desk.store([page("1")], at=day(3))

    record = article(desk, "1")
    assert (record.gone_at, len(record.versions)) == (None, 1)


def test_content_that_comes_back_is_a_version_of_its_own(desk: Desk) -> None:
    for number, line in enumerate(("One.", "Two.", "One."), start=1):
        desk.store([page("1", line)], at=day(number))

    assert shown(desk) == ["One.", "Two.", "One."]
    assert desk.rows("SELECT count(*) FROM variant") == [(2,)]


def test_a_page_that_comes_late_stands_where_its_time_is(desk: Desk) -> None:
    desk.store([page("1", "One.")], at=day(1))
    desk.store([page("1", "One.")], at=day(3))
    desk.store([page("1", "Two.")], at=day(2))

    assert shown(desk) == ["One.", "Two.", "One."]
    assert [look.change for look in article(desk, "1").observations] == ["new", "changed", "changed"]


@pytest.mark.parametrize("number", [0, 2, 9])
def test_a_late_page_that_shows_nothing_new_makes_no_version(desk: Desk, number: int) -> None:
    desk.store([page("1")], at=day(1))
    desk.store([page("1")], at=day(3))
    desk.store([page("1")], at=day(number))

    record = article(desk, "1")
    assert len(record.versions) == 1
    assert (record.versions[0].first_seen_at, record.last_seen_at) == (day(min(1, number)), day(max(3, number)))


@pytest.mark.parametrize(
    "change",
    [
        {"access": Access.LOCKED},
        {"headline": "A bridge for the old harbour"},
        {"lines": ("The bridge will open.",)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_readers_see_makes_a_version(desk: Desk, change: dict[str, object]) -> None:
    lines = change.pop("lines", ("The bridge will close.",))
    desk.store([make_page(f"{BASE}1", "The bridge will close.")])
    counts = desk.store([make_page(f"{BASE}1", *lines, **change)], at=day(2))  # type: ignore[misc, arg-type]  # the builder's own keywords

    assert counts.changed == 1


def test_counters_walls_and_layout_make_no_version(desk: Desk) -> None:
    first = make_page(f"{BASE}1", "The bridge will close.", access=Access.LOCKED)
    access = replace(first.access, remaining_percent=90.0, wall_text="Subscribe today.", vendor="other")
    second = replace(first, access=access, withheld_words=900, layout=replace(first.layout, digest="e" * 16))
    desk.store([first])
    counts = desk.store([second], at=day(2))

    assert counts.same == 1
    assert desk.rows("SELECT withheld_words FROM observation ORDER BY id") == [(0,), (900,)]


def test_text_past_the_cap_is_watched_but_makes_no_version(desk: Desk) -> None:
    for number, digest in enumerate(("a", "a", "", "b"), start=1):
        desk.store([replace(page("1"), body_digest=digest)], at=day(number))
    desk.store([replace(page("1"), body_digest="c")], at=day(0))

    assert len(article(desk, "1").versions) == 1
    assert desk.rows("SELECT body_changed FROM observation ORDER BY at") == [(None,), (1,), (0,), (None,), (1,)]


def test_not_modified_speaks_for_the_url_that_was_asked(desk: Desk) -> None:
    desk.store([page("1", "One.", canonical="1")], at=day(1))
    desk.store([page("2", "Two.", canonical="1")], at=day(2))
    lease = desk.lease_of(f"{BASE}1", at=day(3))
    desk.archive.apply([Unchanged(lease=lease, at=day(3), fetch=make_fetch(lease.url, status=304, at=day(3)))])

    assert shown(desk) == ["One.", "Two.", "One."]


OFFER = "Read our special edition on the harbour, every week in your letter box."


def offers(desk: Desk) -> None:
    """Three articles that make a line boilerplate."""
    desk.store([page(name, OFFER) for name in "xyz"])


@pytest.mark.parametrize(
    ("standfirst", "description", "teaser", "source"),
    [
        ("A standfirst.", "A description.", "A standfirst.", "standfirst"),
        (None, "A description.", "A description.", "description"),
        (None, None, "", "none"),
    ],
)
def test_a_teaser_without_lines_falls_back(
    desk: Desk, standfirst: str | None, description: str | None, teaser: str, source: str
) -> None:
    first = page("1", OFFER)
    lead = (block(Role.STANDFIRST, standfirst),) if standfirst else ()
    about = replace(first.metadata, standfirst=standfirst, description=description)
    desk.store([replace(first, metadata=about, blocks=(*lead, *first.blocks))])
    offers(desk)

    current = article(desk, "1").current
    assert (current["teaser"], current["teaser_source"], current["removed_words"]) == (teaser, source, 13)


def test_what_search_engines_may_not_quote_stands_in_for_no_teaser(desk: Desk) -> None:
    first = page("1", OFFER)
    about = replace(first.metadata, description="A description that is longer than its publisher allows.")
    desk.store([replace(first, metadata=about, rights=replace(first.rights, max_snippet=13))])
    offers(desk)

    assert article(desk, "1").current["teaser"] == "A description"


def test_a_page_without_lines_keeps_what_it_fell_back_on(desk: Desk) -> None:
    bare = replace(make_page(f"{BASE}1"), teaser="A standfirst.", teaser_source=TeaserSource.STANDFIRST, teaser_words=2)
    desk.store([bare])

    assert (shown(desk), article(desk, "1").current["teaser_words"]) == (["A standfirst."], 2)


def test_the_anatomy_holds_every_block_and_only_the_words_of_what_is_withheld(desk: Desk) -> None:
    wall = replace(block(Role.WITHHELD, ""), words=300)
    desk.store([make_page(f"{BASE}1", "A line.", extra=[wall, block(Role.COMMENTS, "First! I was here.")])])

    seen = desk.rows(
        "SELECT role, words, block_id FROM anatomy JOIN json_each(blocks) JOIN sight ON sight.id = value ORDER BY key"
    )
    assert seen[2:] == [("withheld", 300, None), ("comments", 4, None)]


def test_layouts_and_anatomies_are_stored_once(desk: Desk) -> None:
    desk.store([page("1"), page("2")])

    assert desk.rows("SELECT (SELECT count(*) FROM layout), (SELECT count(*) FROM version)") == [(1, 2)]


def test_the_advice_before_storing_is_what_storing_does(desk: Desk) -> None:
    offers(desk)
    desk.store([page("1", "One.")])
    asked = [page("2"), page("1", "One."), page("1", "Two."), replace(page("1", "One."), blocks=())]

    said = [desk.archive.foresee(about)[1] for about in asked]

    assert said == [Change.NEW, Change.SAME, Change.CHANGED, Change.CHANGED]


def test_a_record_that_breaks_the_schema_is_rolled_back(desk: Desk) -> None:
    lease = desk.lease_of(f"{BASE}1")
    broken = replace(page("1"), public_words="many")  # type: ignore[arg-type]  # on purpose
    with pytest.raises(Exception, match=r"public_words"):
        desk.archive.apply([stored(lease, broken)])

    assert desk.rows("SELECT count(*) FROM block") == [(0,)]
    assert desk.archive.apply([stored(lease, page("1"))]).new == 1
