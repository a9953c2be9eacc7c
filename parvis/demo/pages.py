"""The pages of the demo press as HTML: three house styles over the same stories.

The structures follow real ones: a trade weekly that prints its login form three times and cuts its text on the server,
a daily that ships what it hides, a regional paper with a registration wall.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from parvis.demo.story import Delivery, Story, slug_of
from parvis.words import Access

_MONTHS = ("Januar", "Februar", "März")
_LOGIN_TITLES = {1: "Déjà inscrit(e) ?", 2: "Déjà membre du Courrier ? Connectez-vous"}  # rotated over night


def page_of(story: Story, *, day: int, related: Sequence[Story]) -> bytes:
    """The page of an article as it was served on a day."""
    build = {"courrier": _courrier, "harbour": _harbour, "morgenblatt": _morgenblatt}[story.paper.name]
    return build(story, day, related).encode()


@cache
def _template(name: str) -> Template:
    return Template(files("parvis.demo.papers").joinpath(name).read_text(encoding="utf-8"))


def _fill(name: str, **values: str) -> str:
    return _template(name).substitute(values)


def _facts(story: Story, related: Sequence[Story]) -> dict[str, str]:
    cards = "".join(f'<li><a href="{escape(other.path)}">{escape(other.headline)}</a></li>' for other in related)
    return {
        "title": escape(story.paper.title),
        "url": escape(story.url),
        "section": escape(story.section),
        "headline": escape(story.headline),
        "standfirst": escape(story.standfirst),
        "published": story.published_at.isoformat(),
        "related": cards if story.paper.name == "courrier" else f"<ul>{cards}</ul>",
    }


def _paragraphs(texts: Sequence[str], *, opening: str = "<p>") -> str:
    return "\n".join(f"{opening}{escape(text)}</p>" for text in texts)


def _courrier(story: Story, day: int, related: Sequence[Story]) -> str:
    locked = story.access is Access.LOCKED
    public = list(story.public)
    public[-1] += "..." if locked else "."
    login = _fill("courrier_login.html", already=_LOGIN_TITLES[day])
    return _fill(
        "courrier.html",
        **_facts(story, related),
        section_slug=slug_of(story.section),
        day=f"{story.published_at:%d/%m/%Y}",
        byline=" ".join(f'<a href="/auteur/{slug_of(name)}/">{escape(name)}</a>' for name in story.authors),
        rubrics=", ".join(f'<a href="/rubrique/{slug_of(name)}/">{escape(name)}</a>' for name in story.rubrics),
        body=_paragraphs(public if locked else [*public, *story.rest]),
        wall=_fill("courrier_wall.html", percent=str(story.remaining_percent)) if locked else "",
        login=login,
        # One page in three says nothing of itself but what a reader sees.
        jsonld="" if story.number % 3 == 0 else _jsonld(story),
    )


def _harbour(story: Story, day: int, related: Sequence[Story]) -> str:
    body = _paragraphs(story.public)
    if story.delivery is Delivery.HIDDEN:
        body += f'\n<div class="subscriber-content">\n{_paragraphs(story.rest)}\n</div>'
    elif story.delivery in {Delivery.SHOWN, Delivery.OPEN}:
        body += "\n" + _paragraphs(story.rest)
    locked, free = story.access is Access.LOCKED, story.access is Access.FREE
    return _fill(
        "harbour.html",
        **_facts(story, related),
        authors=escape(", ".join(story.authors)),
        byline=escape(" and ".join(story.authors)),
        day=f"{story.published_at.day} {story.published_at:%B %Y}",
        tier='<meta property="article:content_tier" content="metered">' if story.access is Access.METERED else "",
        jsonld=_jsonld(story),
        body=body,
        wall=_fill("harbour_wall.html") if locked else _fill("harbour_appeal.html") if free else "",
    )


def _morgenblatt(story: Story, day: int, related: Sequence[Story]) -> str:
    body = _paragraphs(story.public)
    if story.delivery is Delivery.ATTRIBUTE:
        body += "\n" + _paragraphs(story.rest, opening="<p hidden>")
    elif story.delivery is Delivery.OPEN:
        body += "\n" + _paragraphs(story.rest)
    moment = story.published_at
    return _fill(
        "morgenblatt.html",
        **_facts(story, related),
        number=f"{story.number:03}",
        byline=escape(" und ".join(story.authors)),
        day=f"{moment.day}. {_MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M}",
        jsonld=_jsonld(story),
        body=body,
        wall=_morgenblatt_wall(story),
    )


def _morgenblatt_wall(story: Story) -> str:
    if story.access is Access.REGISTRATION:
        return _fill(
            "morgenblatt_wall.html",
            kind="regwall",
            title="Kostenlos registrieren und weiterlesen",
            text="Der Artikel ist kostenlos. Sie brauchen nur ein Konto beim Morgenblatt, ohne Abo und ohne Risiko.",
            link="/registrieren",
            button="Jetzt kostenlos registrieren",
        )
    if story.access is Access.LOCKED:
        return _fill(
            "morgenblatt_wall.html",
            kind="paywall",
            title="Dieser Artikel ist nur für Abonnenten",
            text="Lesen Sie weiter mit Morgenblatt Plus: 4 Wochen für nur 1 € testen, jederzeit kündbar.",
            link="/abo",
            button="Jetzt Plus testen",
        )
    return ""


def _jsonld(story: Story) -> str:
    node: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.headline,
        "description": story.standfirst,
        "datePublished": story.published_at.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "articleSection": story.section,
        "mainEntityOfPage": story.url,
        "publisher": {"@type": "Organization", "name": story.paper.title},
        "isAccessibleForFree": story.access is Access.FREE,
    }
    if story.delivery is Delivery.HIDDEN:
        part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".subscriber-content"}
        node["hasPart"] = part
    if story.delivery is Delivery.JSON:
        node["articleBody"] = " ".join((*story.public, *story.rest))
    text = json.dumps(node, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def listing_of(issue: Sequence[Story], *, extra: str, alternate: str) -> bytes:
    """The home page: the newest articles with their standfirsts."""
    about = issue[0].paper
    cards = "\n".join(
        f'<article class="card"><p class="kicker">{escape(item.section)}</p>'
        f'<h2><a href="{escape(item.path)}">{escape(item.headline)}</a></h2><p>{escape(item.standfirst)}</p></article>'
        for item in issue
    )
    return _fill(
        "listing.html", language=about.language, title=escape(about.title), alternate=alternate, cards=cards + extra
    ).encode()
