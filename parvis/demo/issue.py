"""A day's issue of all three papers: every address that the demo press answers, and what with."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from importlib.resources import files

from parvis.demo.draft import PAPERS, paper
from parvis.demo.pages import listing_of, page_of, section_path
from parvis.demo.sources import CSS, HTML, SVG, TEXT, robots_of, sources_of
from parvis.demo.story import GONE, SECOND_URL, Story, slug_of, stories, story

_ALTERNATE = {
    "courrier": '<link rel="alternate" type="application/rss+xml" href="/feed/">',
    "harbour": '<link rel="alternate" type="application/atom+xml" href="/atom.xml">',
    "morgenblatt": '<link rel="alternate" type="application/feed+json" href="/feed.json">',
}
_SITEMAPS = {"courrier": "sitemap.xml", "harbour": "news-sitemap.xml", "morgenblatt": "sitemap.xml"}
_LOCAL = re.compile(rb'(?:href|src)="(/[^"]*)"')
_RELATED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the press sends. `announced` is the Content-Length where it is a lie, `pause` the seconds between drips."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    kind: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    announced: int | None = None
    pause: float = 0


@lru_cache(maxsize=2)
def answers_of_day(day: int) -> Mapping[tuple[str, str], Answer]:
    """(host, path) -> what the press answers on a day. Every link on every page leads somewhere."""
    answers: dict[tuple[str, str], Answer] = {}
    for name in PAPERS:
        found = dict(_addresses(name, day))
        linked = {path.decode() for answer in found.values() for path in _LOCAL.findall(answer.body)}
        plain = Answer(body=listing_of(paper(name), (), extra="<p>…</p>"))
        found |= dict.fromkeys(linked - found.keys(), plain)
        answers |= {(paper(name).host, path): answer for path, answer in found.items()}
    return answers


def _addresses(name: str, day: int) -> Iterator[tuple[str, Answer]]:
    issue = stories(name, day)
    yield "/", Answer(body=listing_of(paper(name), issue, extra=_extra(name, day), alternate=_ALTERNATE[name]))
    yield "/robots.txt", Answer(body=robots_of(paper(name), _SITEMAPS[name]), kind=TEXT)
    yield "/style.css", Answer(body=files("parvis.demo.papers").joinpath("style.css").read_bytes(), kind=CSS)
    yield "/icon.svg", Answer(body=_picture(0), kind=SVG)
    yield draft_path(name), Answer(body=b"<html><body><h1>A draft that robots.txt keeps to itself</h1>")
    for path, (kind, body) in sources_of(issue).items():
        yield path, Answer(body=body, kind=kind)
    yield from _article_pages(issue, day)
    yield from _section_pages(issue)
    if day > 1:
        gone, twice = story(name, GONE), next(item for item in issue if item.number == SECOND_URL)
        yield gone.path, replace(Answer(body=listing_of(paper(name), ())), status=410)
        yield second_path(name), _article_page(issue, issue.index(twice), day)


def _article_pages(issue: Sequence[Story], day: int) -> Iterator[tuple[str, Answer]]:
    for place, item in enumerate(issue):
        yield item.path, _article_page(issue, place, day)
        yield f"/picture-{item.number}.svg", Answer(body=_picture(item.number), kind=SVG)


def _article_page(issue: Sequence[Story], place: int, day: int) -> Answer:
    around = [issue[(place + step) % len(issue)] for step in range(1, _RELATED + 1)]
    changed = {"Last-Modified": format_datetime(issue[place].modified_at, usegmt=True)}
    return Answer(body=page_of(issue[place], day=day, related=around), headers=changed)


def _section_pages(issue: Sequence[Story]) -> Iterator[tuple[str, Answer]]:
    """Sections of all three papers, rubrics and authors of the one that links them."""
    about = issue[0].paper
    pages: dict[str, list[Story]] = {}
    for item in issue:
        pages.setdefault(section_path(about.name, item.section), []).append(item)
        for rubric in item.rubrics:
            pages.setdefault(f"/rubrique/{slug_of(rubric)}/", []).append(item)
        for author in item.authors if about.name == "courrier" else ():
            pages.setdefault(f"/auteur/{slug_of(author)}/", []).append(item)
    for path, items in pages.items():
        yield path, Answer(body=listing_of(about, items))


def _picture(number: int) -> bytes:
    """Sky, hills and a sun: an image that is made of the article's number alone."""
    sky, hill = (_colour(number * 47 % 360, light) for light in (0.82, 0.45))
    height = 150 + number * 29 % 60
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 300">'
        f'<rect width="720" height="300" fill="{sky}"/>'
        f'<circle cx="{90 + number * 83 % 540}" cy="80" r="34" fill="#fff8"/>'
        f'<path d="M0 {height} Q180 {height - 80} 360 {height} T720 {height} V300 H0Z" fill="{hill}"/></svg>'
    ).encode()


def _colour(hue: int, light: float) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue / 360, light, 0.35))


def draft_path(name: str) -> str:
    """A path that a listing links to and robots.txt disallows."""
    return f"/intern/the-next-issue-in-draft-of-{name}.html"


def second_path(name: str) -> str:
    """The second address of an article, from day two on."""
    return f"/dossier/{SECOND_URL}-the-same-article-once-more-{name}.html"


def _extra(name: str, day: int) -> str:
    """Links of the home page beside the articles."""
    paths = [draft_path(name), *([second_path(name)] if day > 1 else [])]
    links = "".join(f'<article><h2><a href="{path}">{escape(path[1:])}</a></h2></article>' for path in paths)
    tags = '<p class="tags"><a href="/tag/budget/">#budget</a> <a href="/abonnement/">+</a> <a href="/login">→</a></p>'
    return links + tags
