"""Pages built to cost a reader its time or memory: one kind of flood, nesting or lie each, in sizes that hurt.

`READ` are those of which a record must come, `REFUSED` those that must be refused. The flood stands in the middle of an
article, so that a reader who survives it has something to show.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

__all__ = ["HEADLINE", "READ", "REFUSED"]

HEADLINE = "A bridge for the harbour"
PROSE = "<p>The old bridge over the harbour was closed on Monday for repairs that will last until the autumn.</p>"
WALL = "<p>This article is for subscribers only. Subscribe to continue reading.</p>"
DEPTH = 480  # elements; the limit is 512
LD = "<script type=application/ld+json>"


def around(flood: str, *, head: str = "") -> bytes:
    """A page with an article, and the flood in it."""
    return (
        f"<!doctype html><html lang=en><head><title>{HEADLINE}</title>{head}</head><body><article>"
        f"<h1>{HEADLINE}</h1>{PROSE}{flood}{PROSE}</article></body></html>"
    ).encode("utf-8", "surrogatepass")


def styled(sheet: str, flood: str = "<div class=a>x</div>") -> bytes:
    return around(flood, head=f"<style>{sheet}</style>")


def news(**facts: object) -> bytes:
    node = {"@type": "NewsArticle", "headline": HEADLINE, **facts}
    return around("", head=f"{LD}{json.dumps(node)}</script>")


def linked(text: str) -> bytes:
    """A page with raw JSON-LD."""
    return around("", head=f"{LD}{text}</script>")


def deep(opening: str, closing: str, *, core: str, depth: int = DEPTH) -> bytes:
    return around(opening * depth + core + closing * depth)


def each(template: str, count: int) -> str:
    """A text repeated, with the number of the repetition for each N."""
    return "".join(template.replace("N", str(number)) for number in range(count))


READ: dict[str, Callable[[], bytes]] = {
    # elements and attributes
    "attributes behind a quoted bracket": lambda: around("<p x='>' " + each("aN='>' ", 20_000) + ">x"),
    "990 attributes of 200 tags": lambda: around(("<p " + each("aN ", 990) + ">x") * 200),
    "misnested with ends": lambda: around("<b><p><i></b><p></i>" * 9_000),
    "60,000 paragraphs": lambda: around("<p>x y" * 60_000),
    "paragraphs deep down": lambda: deep("<div class='story-box wide'>", "</div>", core="<p>x y z" * 30_000),
    "spans deep down": lambda: deep("<span class=a>", "</span>", core="x y z" * 100_000),
    "tables unclosed": lambda: around("<table><tr><td>x" * 150 + "<td>y" * 20_000),
    "details unclosed": lambda: around("<details>x<summary>y</summary>z" * DEPTH + "<p>x</p>z" * 9_000),
    "fields deep down": lambda: deep("<div>", "</div>", core="<input type=email>" * 20_000),
    "forms": lambda: around("<form><input type=password><input>" * 20_000),
    "hidden and escaping": lambda: around("<b hidden><p>x" * 30_000),
    "hidden by kinds": lambda: around(each("<b hidden aN><p>x", 9_000)),
    "templates with shadow roots": lambda: around("<div><template shadowrootmode=open></template>x" * 400),
    "links in links": lambda: around("<a href=/2026/01/a-b-c-d-e>word" * 40_000),
    "60,000 links": lambda: around(each("<a href=/2026/N/a-b-c-d>A title of words N</a> ", 60_000)),
    "10,000 headlines": lambda: around("<h1>Another story of the day</h1>" * 10_000),
    "200,000 breaks": lambda: around("x<br>" * 190_000),
    "slashes": lambda: around("<p>" + "/>" * 2_000_000),
    "a class of 4 MB": lambda: around("<p class='" + "a " * 2_000_000 + "'>x"),
    "a link of 4 MB": lambda: around("<a href='/" + "../a-b-" * 500_000 + "'>x y z w</a>"),
    "all classes different": lambda: around(each("<p class='cN x-yN'>x", 20_000)),
    "all styles different": lambda: around(each("<p style='left:Npx'>x", 20_000)),
    # never closed
    "an open comment": lambda: around(PROSE + "<!-- x > y" * 100_000),
    "an open script": lambda: around(PROSE + "<script>" + "x < y;" * 100_000),
    "an open style": lambda: around(PROSE + "<style>" + "p{color:red}" * 100_000),
    "an open cdata": lambda: around("<![CDATA[" + "x]" * 1_000_000),
    "an open instruction": lambda: around("<?x " * 190_000),
    # text
    "a word of 1 MB": lambda: around("<p>" + "a" * 1_000_000),
    "1 MB without spaces": lambda: around("<p>" + "東京都庁の橋" * 60_000),
    "entities": lambda: around("<p>" + "&amp;&#65;&eacute;" * 100_000),
    "entities unfinished": lambda: around("<p>" + "&am" * 500_000),
    "turned around": lambda: around("<p>\u202e\u2066\u202b words turned around " * 10_000),
    "combining signs": lambda: around("<p>a" + "\u0301" * 500_000),
    "white space": lambda: around("<p class=date>" + " \n\t" * 1_000_000),
    "sentences without end": lambda: around("<p>" + "Mr. X. " * 300_000),
    "numbers": lambda: around("<p>" + "1." * 500_000),
    "dates": lambda: around("<p class=date>" + "1 January 2026 " * 100_000),
    "a byline": lambda: around("<p class=byline>By " + "Ann Lee and " * 100_000),
    "a phrase 10,000 times": lambda: around(WALL * 10_000),
    # style sheets
    "100,000 rules": lambda: styled(each(".aN{display:none}", 100_000)),
    "rules that show again": lambda: styled(each(".aN{display:none}", 2_500) + each(".xN .a1{display:block}", 4_000)),
    "a selector of 1 MB": lambda: styled("div " * 250_000 + "{display:none}"),
    "is in is": lambda: styled(":is(" * 20_000 + "p" + ")" * 20_000 + "{display:none}"),
    "counted names": lambda: styled("p:nth-of-type(3) p:nth-last-child(2){display:none}", "<p>x</p>" * 20_000),
    "900 attribute selectors": lambda: styled(each("[data-x*='N']{display:none}", 900), "<p data-x=z>x</p>" * 9_000),
    "100,000 brackets": lambda: styled("@media x{" * 100_000 + "p{display:none}" + "}" * 100_000),
    "lists in lists": lambda: styled((".a,.b,.c,.d,.e{&" * 8) + "{display:none}"),
    "animations": lambda: styled("@keyframes x" * 100_000 + "p{display:none}"),
    "clips": lambda: styled("p{clip-path:polygon(" + "0 0 , " * 100_000 + "}"),
    "values that begin again": lambda: styled("translate(left:-" * 30_000),
    "polygons": lambda: around(each(f"<p style='clip-path:polygon({'0 0,' * 900}N'>x", 400)),
    # linked data and microdata
    "10,000 lists": lambda: linked("[" * 10_000 + "]" * 10_000),
    "10,000 graphs": lambda: linked('{"@graph":' * 10_000 + "1" + "}" * 10_000),
    "an article body of 4 MB": lambda: news(articleBody="word " * 800_000),
    "5,000 digits": lambda: linked('{"wordCount":' + "9" * 5_000 + "}"),
    "no numbers": lambda: linked('{"wordCount":NaN,"url":-Infinity,"name":"\\ud800"}'),
    "18,000 authors": lambda: news(author=[{"@type": "Person", "name": f"Ann Lee {n}"} for n in range(18_000)]),
    "50,000 tags": lambda: news(keywords=[f"tag {n}" for n in range(50_000)]),
    "10,000 parts": lambda: news(
        hasPart=[{"isAccessibleForFree": False, "cssSelector": f".p{n} p"} for n in range(10_000)]
    ),
    "a node that is its own author": lambda: news(**{"@id": "#a", "author": {"@id": "#a"}, "hasPart": {"@id": "#a"}}),
    "a comment of spaces": lambda: linked("/" + " " * 500_000),
    "quotes never closed": lambda: linked('{"isAccessibleForFree":false,"cssSelector":"' + '\\"' * 400_000),
    "parts in a ring": lambda: around(each("<div itemprop=hasPart id=aN itemref=aN></div>", 20_000)),
    "parts in parts": lambda: deep(
        "<div itemprop=hasPart>", "</div>", core="<i itemprop=isAccessibleForFree>x</i>" * 9_000
    ),
    "empty parts": lambda: around(
        "<p>x<b itemprop=hasPart><i itemprop=isAccessibleForFree content=false></i></b>" * 9_000
    ),
    # the head
    "50,000 metas": lambda: around("", head=each("<meta name=mN content=x>", 50_000)),
    "an author of 3 MB": lambda: around("", head="<meta name=author content='" + "Ann Lee, (" * 300_000 + "'>"),
    "90,000 languages": lambda: around("", head=each("<link rel=alternate hreflang=xN href=/N>", 90_000)),
    "a base of 4 MB": lambda: around(
        "<a href=/a-b>x</a>" * 200, head="<base href='//x.example/" + "a/../" * 800_000 + "'>"
    ),
    "a title of 3 MB": lambda: around("", head="<title>" + "a - " * 900_000 + "</title>"),
    # bytes
    "utf-16": lambda: around("<p>x y z" * 20_000).decode().encode("utf-16"),
    "gb18030": lambda: (
        b"<meta charset=gb18030>" + around("<p>\u4e1c\u4eac" * 9_000).decode().encode("gb18030") + b"\x81" * 999
    ),
    "a charset of 900 KB": lambda: b"<meta charset=" + b"x" * 900_000 + b">" + around("<p>\xe9"),
    "marks of byte order": lambda: b"\xef\xbb\xbf" * 900_000 + around(""),
    "invalid bytes": lambda: around("").replace(b"</article>", b"\xff\xc0\x80\xed\xa0\x80" * 200_000),
    "a document type": lambda: b"<!DOCTYPE html [" + b"<!ENTITY a '&b;&b;'>" * 9_000 + b"]>" + around("&a;"),
}

REFUSED: dict[str, Callable[[], bytes]] = {
    "80,000 attributes": lambda: around("<p " + each("aN=1 ", 80_000) + ">x"),
    "40 KB misnested": lambda: around("<b n><i n>" * 4_000),
    "300,000 nodes": lambda: around("<p>x" * 300_000),
    "nested 2,000 deep": lambda: deep("<div>", "</div>", core=PROSE, depth=2_000),
    "nested 100,000 deep": lambda: deep("<div>", "", core=PROSE, depth=100_000),
    "1 MB of <": lambda: around("<" * 1_000_000),
    "tag starts": lambda: around("<a " * 1_500_000),
    "nul bytes": lambda: around("<p>x\0y" * 100_000),
    "gzip": lambda: gzip.compress(around(""), mtime=0),
    "pdf": lambda: b"%PDF-1.7\n" + around(""),
    "jpeg": lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9_000,
    "5 MB and more": lambda: around("x" * 5_000_000),
}
