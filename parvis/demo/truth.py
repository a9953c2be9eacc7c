"""What a reader of the demo press can see of each article, so that tests can hold an archive against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from parvis.demo.draft import paper
from parvis.demo.issue import second_path
from parvis.demo.pages import LOGIN_TITLES, template
from parvis.demo.story import GONE, SECOND_URL, Delivery, Story, stories, story
from parvis.words import Access, Mechanism

_TEMPLATES = {
    "courrier": ("courrier.html", "courrier_login.html", "courrier_wall.html"),
    "harbour": ("harbour.html", "harbour_wall.html", "harbour_meter.html", "harbour_appeal.html"),
    "morgenblatt": ("morgenblatt.html", "morgenblatt_regwall.html", "morgenblatt_plus.html"),
}
_NOT_TEXT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_LINE = re.compile(r">([^<>$]+)<")
_SHORTEST_LINE = 10  # characters; shorter ones may well stand in an article
_MECHANISMS = {
    Delivery.OPEN: Mechanism.NONE,
    Delivery.SHOWN: Mechanism.NONE,
    Delivery.HIDDEN: Mechanism.HIDDEN,
    Delivery.ATTRIBUTE: Mechanism.HIDDEN,
    Delivery.CUT: Mechanism.TRUNCATED,
    Delivery.JSON: Mechanism.TRUNCATED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    url: str
    urls: tuple[str, ...]  # every address of the article, its own first
    status: int
    access: Access
    mechanism: Mechanism
    headline: str
    standfirst: str
    authors: tuple[str, ...]
    published_at: datetime
    section: str
    teaser: tuple[str, ...]  # the paragraphs in front of a wall, as they are served; all of them on an open page
    furniture: tuple[str, ...]  # lines of the page that belong to no teaser
    remaining_percent: int | None  # where the page says it
    canary: str | None  # None: nothing is withheld


def truth(name: str, day: int) -> tuple[Truth, ...]:
    """Every article of a paper that was ever linked by the end of a day; one that is gone has status 410."""
    gone = (_truth(story(name, GONE), day, status=410),) if day > 1 else ()
    return (*(_truth(item, day) for item in stories(name, day)), *gone)


def _truth(item: Story, day: int, *, status: int = 200) -> Truth:
    twice = item.number == SECOND_URL and day > 1
    free = item.access is Access.FREE
    return Truth(
        url=item.url,
        urls=(item.url, f"http://{item.paper.host}{second_path(item.paper.name)}") if twice else (item.url,),
        status=status,
        access=item.access,
        mechanism=_MECHANISMS[item.delivery],
        headline=item.headline,
        standfirst=item.standfirst,
        authors=item.authors,
        published_at=item.published_at,
        section=item.section,
        teaser=(*item.public, *item.rest) if free else item.public,
        furniture=furniture(item.paper.name, day),
        remaining_percent=None if free or item.paper.name != "courrier" else item.remaining_percent,
        canary=None if free else item.canary,
    )


def furniture(name: str, day: int) -> tuple[str, ...]:
    """The lines that a paper prints on every page, or with every wall: login, offer, newsletter, consent, footer."""
    texts = [_NOT_TEXT.sub("", template(part).template) for part in _TEMPLATES[name]]
    lines = [" ".join(line.split()) for text in texts for line in _LINE.findall(text)]
    lines += [LOGIN_TITLES[day], paper(name).title] if name == "courrier" else []
    return tuple(dict.fromkeys(line for line in lines if len(line) >= _SHORTEST_LINE))
