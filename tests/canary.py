"""Invented article pages, and the ways in which pages hide text.

Gated text carries tokens `Zq<n>x`, public text `Pb<n>x`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from html import escape

URL = "https://gazette.example/2026/05/harbour-bridge"
_STEMS = ["har", "lo", "ber", "min", "tas", "vel", "dor", "quin", "pel", "sar", "mok", "fen"]


def sentence(token: str, words: int = 24) -> str:
    """A sentence of so many words that holds a token; no two tokens have a run of words in common."""
    dice = random.Random(token)  # noqa: S311  invented words
    row = ["".join(dice.choices(_STEMS, k=3)) for _ in range(words - 1)]
    return " ".join([row[0].capitalize(), token, *row[1:]]) + "."


def paragraphs(prefix: str, count: int, words: int = 24) -> list[str]:
    return [f"<p>{sentence(f'{prefix}{number}x', words)}</p>" for number in range(count)]


def article(
    body: str,
    *,
    head: str = "",
    jsonld: dict[str, object] | None = None,
    standfirst: str = "Readers ask who pays for the bridge over the harbour.",
    after: str = "",
) -> bytes:
    """A page of an invented paper: headline, dek, byline, body, and the usual things around."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Harbour bridge closes for a year",
    } | (jsonld or {})
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Harbour bridge closes for a year - Gazette</title>
<meta property="og:type" content="article">
<meta name="description" content="The harbour bridge will be closed until May.">
<script type="application/ld+json">{json.dumps(data)}</script>{head}</head>
<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
<main><article><h1>Harbour bridge closes for a year</h1><p class="standfirst">{escape(standfirst)}</p>
<p class="byline">By <a rel="author" href="/by/ada">Ada Lind</a></p>
<div class="body">{body}</div></article>{after}</main>
<footer><p>Gazette, a paper of no town</p><a href="/imprint">Imprint</a></footer></body></html>""".encode()


def part(selector: object) -> dict[str, object]:
    """JSON-LD that declares a part as not free."""
    element = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": selector}
    return {"isAccessibleForFree": False, "hasPart": element}


Hiding = Callable[[str], bytes]


def _wrapped(before: str, after: str, **rest: object) -> Callable[[Sequence[str], str, Sequence[str]], bytes]:
    """Public paragraphs, then gated text inside a pair of tags, then more public-looking text."""

    def page(public: Sequence[str], gated: str, later: Sequence[str]) -> bytes:
        return article("".join(public) + before + gated + after + "".join(later), **rest)  # type: ignore[arg-type]

    return page


def _in_head(build: Callable[[str], str]) -> Callable[[Sequence[str], str, Sequence[str]], bytes]:
    def page(public: Sequence[str], gated: str, later: Sequence[str]) -> bytes:
        return article("".join(public) + "".join(later), head=build(gated))

    return page


def _attribute(public: Sequence[str], gated: str, later: Sequence[str]) -> bytes:
    return article("".join(public) + f'<div data-body="{escape(gated, quote=True)}"></div>' + "".join(later))


def _article_body(public: Sequence[str], gated: str, later: Sequence[str]) -> bytes:
    return article("".join(public), jsonld={"articleBody": gated, "isAccessibleForFree": False, "text": gated})


def _style(rule: str, name: str = "rest") -> Callable[[Sequence[str], str, Sequence[str]], bytes]:
    return _wrapped(f'<div class="{name}">', "</div>", head=f"<style>{rule}</style>")


PROMPT = '<div class="box"><p>Subscribe to continue reading</p></div>'

# Each hides its gated text from a reader; none may hand it on.
MECHANISMS: dict[str, Callable[[Sequence[str], str, Sequence[str]], bytes]] = {
    "jsonld body": _article_body,
    "declared class": _wrapped('<div class="gated">', "</div>", jsonld=part(".gated")),
    "declared list": _wrapped('<section class="rest">', "</section>", jsonld=part([".none", ".rest"])),
    "declared id": _wrapped('<div id="rest">', "</div>", jsonld=part("#rest")),
    "declared on paragraphs": _wrapped(
        '<div class="a b"><div class="gated">', "</div></div>", jsonld=part("div.a .gated")
    ),
    "unreadable selector": _wrapped("<div>", "</div>", jsonld=part("p:::[")),
    "microdata": _wrapped(
        '<div itemprop="hasPart" itemscope itemtype="https://schema.org/WebPageElement">'
        '<meta itemprop="isAccessibleForFree" content="False">',
        "</div>",
    ),
    "microdata selector": _wrapped(
        '<span itemprop="hasPart" itemscope><meta itemprop="isAccessibleForFree" content="false">'
        '<meta itemprop="cssSelector" content=".rest"></span><div class="rest">',
        "</div>",
    ),
    "amp subscriptions": _wrapped('<section subscriptions-section="content">', "</section>"),
    "amp access": _wrapped('<section amp-access="subscriber" amp-access-hide>', "</section>"),
    "hidden attribute": _wrapped("<div hidden>", "</div>"),
    "hidden until found": _wrapped('<div HIDDEN="until-found">', "</div>"),
    "aria hidden": _wrapped('<div aria-hidden="true">', "</div>"),
    "display none": _wrapped('<div style="color:red; DISPLAY : none">', "</div>"),
    "visibility hidden": _wrapped('<div style="visibility:hidden">', "</div>"),
    "opacity zero": _wrapped('<div style="opacity:0">', "</div>"),
    "style rule": _style(".rest { display: none }"),
    "style rule in media": _style("@media screen { .rest { display: none } }"),
    "class that hides": _wrapped('<div class="hidden">', "</div>"),
    "blurred": _wrapped('<div class="blurred">', "</div>"),
    "template": _wrapped("<template>", "</template>"),
    "noscript": _wrapped("<noscript>", "</noscript>"),
    "plain script": _wrapped('<script type="text/plain">', "</script>"),
    "page state": _in_head(
        lambda gated: f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"body": gated})}</script>'
    ),
    "meta": _in_head(lambda gated: f'<meta name="body" content="{escape(gated, quote=True)}">'),
    "attribute": _attribute,
    "comment": _wrapped("<!--", "-->"),
    "textarea": _wrapped("<textarea>", "</textarea>"),
    "details": _wrapped("<details><summary>More</summary>", "</details>"),
    "dialog": _wrapped("<dialog>", "</dialog>"),
    "svg": _wrapped("<svg><text>", "</text></svg>"),
    "iframe": _wrapped("<iframe>", "</iframe>"),
    "object": _wrapped("<object>", "</object>"),
    "select": _wrapped("<select><option>", "</option></select>"),
    "after a prompt": _wrapped(PROMPT + "<div>", "</div>"),
    "after a counter": _wrapped("<p>[80% reste à lire]</p><div>", "</div>"),
    "after an empty part": _wrapped('<div class="mark"></div><div>', "</div>", jsonld=part(".mark")),
    "vendor wall": _wrapped('<div class="pmpro_content_message">Members, please log in.</div><div>', "</div>"),
}
