"""A newspaper of any number of pages, whose prompts rotate: for what only many pages can show."""

from __future__ import annotations

import random
import re
from functools import cache
from html import escape
from string import Template

from parvis.page import read_page
from parvis.records import Page
from tests.archives import BASE

SYLLABLES = re.findall("..", "bakelominuraisetivodafegohijukalemonipuresa")
LOGINS = ("Already a subscriber? Log in to read on.", "Do you have an account? Sign in here to read on.")
NEWSLETTERS = (
    "Our best stories in your inbox every morning: sign up for the newsletter of the harbour.",
    "Our best stories in your inbox every evening: sign up for the newsletter of the harbour.",
    "Never miss a story: leave your address and the harbour comes to you, free of charge.",
)
OFFERS = (
    "Subscribe now and read everything for {price} euros a month.",
    "Become a member today: all of it for {price} euros, cancel when you like.",
)
PAGE = Template("""<!doctype html><html lang="en"><head><title>$headline - The Daily Harbour</title>
<meta property="og:type" content="article"><link rel="canonical" href="$url">
<meta property="article:published_time" content="2026-03-01T0$hour:00:00Z"></head><body>
<header><nav><a href="/">Home</a> <a href="/town/">Town</a> <a href="/sea/">Sea</a> <a href="/sport/">Sport</a></nav>
<form class="login"><p>$login</p><input type="password" name="p"><button>Log in</button></form>
<p class="today">Today is $today March 2026, $readers readers are with us.</p></header>
<main><article><p class="kicker">$section</p><h1>$headline</h1><p class="byline">By $author</p>
<div class="body">$body<div class="newsletter-box"><p>$newsletter</p></div></div>$wall</article>
<aside class="related"><h2>More from the harbour</h2>$cards</aside></main>
<footer><p>© The Daily Harbour. All rights reserved.</p><p>Only $left free articles are left this week.</p></footer>
</body></html>""")


def words(chance: random.Random, count: int) -> str:
    said = " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) for _ in range(count))
    return f"{said.capitalize()}."


@cache
def story(number: int) -> tuple[str, str, tuple[str, ...]]:
    """Headline, author, paragraphs."""
    chance = random.Random(f"story {number}")  # noqa: S311  the same on every machine
    paragraphs = tuple(f"{words(chance, 14)} {words(chance, 16)}" for _ in range(4))
    return words(chance, 6).rstrip("."), words(chance, 2).rstrip(".").title(), paragraphs


def url_of(number: int) -> str:
    return f"{BASE}story-{'-'.join(story(number)[0].lower().split())}-{number}"


def html_of(number: int, *, turn: int = 0, edit: str = "") -> bytes:
    """The page of a story. `turn` moves every prompt, counter, price and date on; `edit` is one sentence more."""
    headline, author, paragraphs = story(number)
    locked = number % 3 == 0
    shown = paragraphs[:2] if locked else paragraphs
    at = number + turn
    offer = OFFERS[at % len(OFFERS)].format(price=9 + at % 4)
    cards = "".join(
        f'<p><a href="{url_of(other)}">{escape(story(other)[0])}</a></p>' for other in (number + 1, number + 7)
    )
    return PAGE.substitute(
        url=url_of(number),
        headline=headline,
        author=author,
        hour=number % 8,
        section=("Town", "Sea", "Sport")[number % 3],
        login=LOGINS[at % len(LOGINS)],
        newsletter=NEWSLETTERS[at % len(NEWSLETTERS)],
        body="".join(f"<p>{text}{edit * (place == 0)}</p>" for place, text in enumerate(shown)),
        wall=f'<div class="paywall"><p>{offer}</p><a class="button" href="/subscribe">Subscribe</a></div>'
        if locked
        else "",
        cards=cards,
        today=1 + at % 28,
        readers=1000 + at,
        left=at % 5,
    ).encode()


def page_of(number: int, *, turn: int = 0, edit: str = "") -> Page:
    return read_page(html_of(number, turn=turn, edit=edit), url_of(number))
