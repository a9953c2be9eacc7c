"""The line of facts under a headline, on pages that declare nothing."""

from __future__ import annotations

import pytest

from parvis.page import read_page
from parvis.records import Metadata

PAGE = """
<html><head><title>Le pont rouvre</title></head><body><main>{over}<h1>Le pont rouvre avant les vacances d'été</h1>
<p class="meta">{line}</p><div><p>Le pont de Valmorin rouvre demain, trois mois après sa fermeture, et les riverains
s'en réjouissent déjà sur les deux rives du fleuve.</p></div></main></body></html>
"""


def read(line: str, *, over: str = "") -> Metadata:
    return read_page(PAGE.format(line=line, over=over).encode(), "http://courrier.example/1/le-pont").metadata


LINKED = (
    'Publié le 02/03/2026 • Par <a href="/a/1">Élise Varenne</a> <a href="/a/2">Marc Delaunoy</a> • '
    'dans : <a href="/r/1">Budget</a>, <a href="/r/2">Actu experts</a>, France'
)


def test_links_tell_two_authors_apart() -> None:
    assert read(LINKED).authors == ("Élise Varenne", "Marc Delaunoy")


def test_sections_are_read_as_they_are_listed() -> None:
    assert read(LINKED).sections == ("Budget", "Actu experts", "France")


def test_the_section_over_the_headline_comes_first() -> None:
    about = read(LINKED, over='<p class="over"><a href="/r/9">Sécurité</a></p>')

    assert about.section == "Sécurité"
    assert about.sections == ("Sécurité", "Budget", "Actu experts", "France")


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("2 March 2026 · By Imogen Tarrant and Owen Maddick · 4 min", ("Imogen Tarrant", "Owen Maddick")),
        ("2. März 2026 | Von Wiebke Harmsen | Rubrik: Lokales", ("Wiebke Harmsen",)),
        ("Aktualisiert • Teilen • Drucken", ()),
        ("Home | News | Sport", ()),
    ],
)
def test_a_part_counts_only_behind_its_word(line: str, authors: tuple[str, ...]) -> None:
    assert read(line).authors == authors


def test_what_is_declared_goes_before_what_is_printed() -> None:
    declared = '<meta name="author" content="Nadia Besson">'
    page = PAGE.format(line=LINKED, over="").replace("<title>", declared + "<title>")

    assert read_page(page.encode(), "http://courrier.example/1/le-pont").metadata.authors == ("Nadia Besson",)
