"""Invented article pages; tests/mechanisms.py hides text in them.

Gated text carries tokens `Zq<n>x`, public text `Pb<n>x`.
"""

from __future__ import annotations

import json
import random
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
