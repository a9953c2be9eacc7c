"""Dates as publishers write them: the day never shifts, and what cannot be is no date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.dates import Calendar, date_in_url
from parvis.page.datewords import split_printed
from parvis.words import DateQuality

ANY = Calendar()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2022-11-15T10:00:00+01:00", "2022-11-15T10:00:00+01:00"),
        ("2022-11-15T10:00:00+0100", "2022-11-15T10:00:00+01:00"),
        ("2022-11-15T10:00:00.123Z", "2022-11-15T10:00:00+00:00"),
        ("2022-11-15T00:30:00-05:00", "2022-11-15T00:30:00-05:00"),
        ("2022-11-15 10:00:00 +0100", "2022-11-15T10:00:00+01:00"),
        ("20221115T100000Z", "2022-11-15T10:00:00+00:00"),
        ("Tue, 15 Nov 2022 10:00:00 +0100", "2022-11-15T10:00:00+01:00"),
        ("Tue, 15 Nov 2022 10:00:00 GMT", "2022-11-15T10:00:00+00:00"),
        ("Tue Nov 15 10:00:00 CET 2022", "2022-11-15T10:00:00+01:00"),
        ("Tue Nov 15 2022 10:00:00 GMT+0100 (CET)", "2022-11-15T10:00:00+01:00"),
        ("Nov 15, 2022 3:05 p.m. EST", "2022-11-15T15:05:00-05:00"),
        ("1668502800", "2022-11-15T09:00:00+00:00"),
        ("1668502800000", "2022-11-15T09:00:00+00:00"),
    ],
)
def test_a_declared_moment_keeps_the_offset_it_was_written_with(text: str, iso: str) -> None:
    stamp = ANY.declared(text)

    assert stamp is not None
    assert (stamp.at.isoformat(), stamp.quality) == (iso, DateQuality.EXACT)


@pytest.mark.parametrize("text", ["2022-11-15", "2022-11-15T23:30:00", "2022/11/15 23:30", "15.11.2022", "20221115"])
def test_a_time_without_a_zone_is_dropped_and_its_day_kept(text: str) -> None:
    stamp = ANY.declared(text)

    assert stamp is not None
    assert (stamp.at.isoformat(), stamp.quality) == ("2022-11-15T00:00:00+00:00", DateQuality.DAY)


def test_a_time_without_a_zone_is_read_in_the_zone_of_the_site() -> None:
    stamp = Calendar(zone="Europe/Paris").declared("2022-07-15T23:30:00")

    assert stamp is not None
    assert (stamp.at.isoformat(), stamp.quality) == ("2022-07-15T23:30:00+02:00", DateQuality.LOCAL)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Publié le 15/11/2022"),
        ("fr", "Publié le 15 novembre 2022 à 10h30"),
        ("fr", "le mardi 15 nov. 2022"),
        ("de", "15. November 2022, 10:30 Uhr"),
        ("de", "Stand: 15.11.2022"),
        ("de-at", "15. Nov 2022"),
        ("en", "Nov. 15, 2022"),
        ("en", "Published November 15th, 2022"),
        ("en-gb", "15/11/2022"),
        ("en", "11/15/2022"),
        ("es", "15 de noviembre de 2022"),
        ("it", "15 novembre 2022"),
        ("pl", "15 listopada 2022"),
        ("pt", "15 de novembro de 2022"),
        ("sv", "15 november 2022 kl 10.30"),
        ("ja", "2022年11月15日 21時37分"),
        ("zh", "2022-11-15 21:37"),
        ("ko", "2022년 11월 15일 21:37"),
        ("ko", "입력 2022. 11. 15. 21:37"),
        ("nl", "Gepubliceerd: 15 november 2022 om 10:30"),
        ("da", "15. nov. 2022 kl. 10.30"),
        ("no", "Publisert 15. november 2022, kl. 10.30"),
        ("fi", "15. marraskuuta 2022 klo 10.30"),
        ("cs", "15. listopadu 2022"),
        ("sk", "15. novembra 2022"),
        ("ro", "15 noiembrie 2022, 10:30"),
        ("ca", "15 de novembre de 2022"),
        ("hu", "2022. november 15. 10:30"),
        ("tr", "15 Kasım 2022 10:30"),
        ("el", "15 Νοεμβρίου 2022"),
        ("ru", "15 ноября 2022, 10:30"),
        ("uk", "15 листопада 2022"),
        ("hi", "प्रकाशित: 15 नवंबर 2022"),
        ("id", "Selasa, 15 November 2022 10:30 WIB"),
        ("is", "15. nóvember 2022"),
        ("is", "15. no\u0301vember 2022"),
    ],
)
def test_a_printed_day_is_read_in_the_language_of_the_page(language: str, text: str) -> None:
    stamp = Calendar(language=language).visible(text)

    assert stamp is not None
    assert (stamp.at.date().isoformat(), stamp.quality) == ("2022-11-15", DateQuality.VISIBLE)


@pytest.mark.parametrize(
    ("language", "day"), [("en", "2022-03-04"), ("en-us", "2022-03-04"), ("en-gb", "2022-04-03"), ("fr", "2022-04-03")]
)
def test_the_order_of_day_and_month_is_that_of_the_language(language: str, day: str) -> None:
    stamp = Calendar(language=language).visible("03/04/2022")

    assert stamp is not None
    assert stamp.at.date().isoformat() == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "Mon, 31 Feb 2026",
        "1889-01-01",
        "2022-13-45",
        "2565-11-15",
        "9" * 3_000,
        "+99:99",
        "0000-00-00",
        "2022-11-15" + "0" * 60,
        "99999999999999",
    ],
)
def test_what_cannot_be_is_no_date(text: str) -> None:
    assert ANY.declared(text) is None


def test_a_date_long_after_the_fetch_is_none() -> None:
    calendar = Calendar(not_after=datetime(2022, 11, 15, tzinfo=UTC))

    assert calendar.declared("2022-11-16T10:00:00Z") is not None
    assert calendar.declared("2022-11-18T10:00:00Z") is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2022/11/15/bridge.html", "2022-11-15"),
        ("https://a.example/news/2022-11-15-bridge", "2022-11-15"),
        ("https://a.example/bridge-20221115/", "2022-11-15"),
        ("https://a.example/article123456789.html", None),
        ("https://a.example/?date=2022/11/15/", None),
    ],
)
def test_a_day_stands_in_the_path_of_a_url_or_not(url: str, day: str | None) -> None:
    stamp = date_in_url(url, ANY)

    assert (stamp.at.date().isoformat() if stamp else None) == day


def test_a_printed_line_prefers_the_first_publication() -> None:
    assert split_printed("Mis à jour le 3 mai 2022, publié le 1 mai 2022")[0].strip() == "le 1 mai 2022"
    assert split_printed("1. Mai 2022, aktualisiert 3. Mai 2022")[0].strip() == "1. Mai 2022,"


@given(st.text(max_size=400), st.sampled_from([None, "fr", "de", "en", "xx"]))
def test_no_text_whatever_raises_and_every_date_is_in_range(text: str, language: str | None) -> None:
    fetched = datetime(2026, 1, 1, tzinfo=UTC)
    calendar = Calendar(language=language, not_after=fetched)

    for stamp in (calendar.declared(text), calendar.visible(text), date_in_url(text, calendar)):
        assert stamp is None or (stamp.at.year >= 1990 and stamp.at <= fetched + timedelta(days=2))


@given(st.datetimes(datetime(1991, 1, 1), datetime(2025, 1, 1)), st.integers(-12, 14))
def test_what_we_write_we_read_again(moment: datetime, hours: int) -> None:
    written = f"{moment.replace(microsecond=0).isoformat()}{hours:+03d}:00"
    stamp = ANY.declared(written)

    assert stamp is not None
    assert stamp.at.isoformat() == written


@given(st.text("0123456789-/.: TZ+", max_size=64))
def test_reading_a_date_twice_gives_the_same_date(text: str) -> None:
    first = ANY.declared(text)
    again = ANY.declared(first.at.isoformat()) if first else None

    assert first is None or (again is not None and again.at == first.at)
