"""The pages of the demo press as HTML: three house styles over the same kind of story.

The structures follow real ones: a trade weekly that prints its login form three times and cuts its text on the server,
a daily that ships what it hides, a regional paper with a registration wall.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta, timezone
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from parvis.demo.draft import Paper, paper
from parvis.demo.story import Delivery, Story, slug_of
from parvis.words import Access

LOGIN_TITLES = {1: "Déjà inscrit(e) ?", 2: "Déjà membre du Courrier ? Connectez-vous"}  # rotated over night

_MONTHS = ("Januar", "Februar", "März")
_LOCAL = timezone(timedelta(hours=1))  # winter time of the two papers on the continent
_IN_NAVIGATION = 6  # sections


def page_of(story: Story, *, day: int, related: Sequence[Story]) -> bytes:
    """The page of an article as it was served on a day."""
    build = {"courrier": _courrier, "harbour": _harbour, "morgenblatt": _morgenblatt}[story.paper.name]
    return build(story, day, related).encode()


def section_path(name: str, section: str) -> str:
    return f"/rubrique/{slug_of(section)}/" if name == "courrier" else f"/{slug_of(section)}/"


@cache
def template(name: str) -> Template:
    return Template(files("parvis.demo.papers").joinpath(name).read_text(encoding="utf-8"))


def _fill(part: str, **values: str) -> str:
    return template(part).substitute(values)


@cache
def navigation(name: str) -> str:
    sections = list(dict.fromkeys(article["section"] for article in paper(name).data["article"]))[:_IN_NAVIGATION]
    return " ".join(f'<a href="{section_path(name, section)}">{escape(section)}</a>' for section in sections)


def _facts(story: Story, related: Sequence[Story]) -> dict[str, str]:
    cards = "".join(f'<li><a href="{escape(other.path)}">{escape(other.headline)}</a></li>' for other in related)
    return {
        "title": escape(story.paper.title),
        "navigation": navigation(story.paper.name),
        "url": escape(story.url),
        "picture": f"/picture-{story.number}.svg",
        "section": escape(story.section),
        "section_path": section_path(story.paper.name, story.section),
        "headline": escape(story.headline),
        "standfirst": escape(story.standfirst),
        "published": story.published_at.isoformat(),
        "related": f"<ul>{cards}</ul>",
    }


def _paragraphs(texts: Sequence[str], *, opening: str = "<p>") -> str:
    return "\n".join(f"{opening}{escape(text)}</p>" for text in texts)


def _courrier(story: Story, day: int, related: Sequence[Story]) -> str:
    locked = story.access is Access.LOCKED
    return _fill(
        "courrier.html",
        **_facts(story, related),
        day=f"{story.published_at.astimezone(_LOCAL):%d/%m/%Y}",
        byline=" ".join(f'<a href="/auteur/{slug_of(name)}/">{escape(name)}</a>' for name in story.authors),
        rubrics=", ".join(f'<a href="/rubrique/{slug_of(name)}/">{escape(name)}</a>' for name in story.rubrics),
        body=_paragraphs(story.public if locked else (*story.public, *story.rest)),
        wall=_fill("courrier_wall.html", percent=str(story.remaining_percent)) if locked else "",
        login=_fill("courrier_login.html", already=LOGIN_TITLES[day]),
        # One page in three says nothing of itself but what a reader sees.
        jsonld="" if story.number % 3 == 0 else _jsonld(story),
    )


def _harbour(story: Story, day: int, related: Sequence[Story]) -> str:
    body = _paragraphs(story.public)
    if story.delivery is Delivery.HIDDEN:
        body += f'\n<div class="subscriber-content">\n{_paragraphs(story.rest)}\n</div>'
    elif story.delivery in {Delivery.SHOWN, Delivery.OPEN}:
        body += "\n" + _paragraphs(story.rest)
    after = {Access.LOCKED: "harbour_wall.html", Access.METERED: "harbour_meter.html"}
    return _fill(
        "harbour.html",
        **_facts(story, related),
        authors=escape(", ".join(story.authors)),
        byline=escape(" and ".join(story.authors)),
        day=f"{story.published_at.day} {story.published_at:%B %Y}",
        tier='<meta property="article:content_tier" content="metered">' if story.access is Access.METERED else "",
        jsonld=_jsonld(story),
        body=body,
        wall=_fill(after.get(story.access, "harbour_appeal.html")),
    )


def _morgenblatt(story: Story, day: int, related: Sequence[Story]) -> str:
    body = _paragraphs(story.public)
    if story.delivery is Delivery.ATTRIBUTE:
        # Two ways of saying it, as templates of different age have them.
        opening = "<p hidden>" if story.number % 2 else '<p style="display:none">'
        body += "\n" + _paragraphs(story.rest, opening=opening)
    elif story.delivery is Delivery.OPEN:
        body += "\n" + _paragraphs(story.rest)
    moment = story.published_at.astimezone(_LOCAL)
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
    walls = {Access.REGISTRATION: "morgenblatt_regwall.html", Access.LOCKED: "morgenblatt_plus.html"}
    return _fill(walls[story.access]) if story.access in walls else ""


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
    if story.modified_at != story.published_at:
        node["dateModified"] = story.modified_at.isoformat()
    if story.delivery is Delivery.HIDDEN:
        part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".subscriber-content"}
        node["hasPart"] = part
    if story.delivery is Delivery.JSON:
        node["articleBody"] = " ".join((*story.public, *story.rest))
    text = json.dumps(node, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def listing_of(about: Paper, issue: Sequence[Story], *, extra: str = "", alternate: str = "") -> bytes:
    """A home, section or author page: articles with their standfirsts."""
    cards = "\n".join(
        f'<article class="card"><p class="kicker">{escape(item.section)}</p>'
        f'<h2><a href="{escape(item.path)}">{escape(item.headline)}</a></h2><p>{escape(item.standfirst)}</p></article>'
        for item in issue
    )
    return _fill(
        "listing.html",
        name=about.name,
        language=about.language,
        title=escape(about.title),
        navigation=navigation(about.name),
        alternate=alternate,
        cards=cards + extra,
    ).encode()
