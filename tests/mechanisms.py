"""The ways in which pages ship text that a reader does not get: one table, of which each row makes a page.

In a row, GATED stands for the gated text and TAG for an element that hides or is marked.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape

from tests.canary import article, part
from tests.sheets import DECLARATIONS

PROMPT = '<div class="box"><p>Subscribe to continue reading</p></div>'


class Kind(StrEnum):
    """What keeps the text from a reader."""

    STYLE = "style"  # hidden by a style attribute or a rule
    HIDDEN = "hidden"  # hidden by an attribute, a class name or the nature of an element
    DATA = "data"  # never text: attributes, scripts, comments
    DECLARED = "declared"  # marked as withheld; a browser shows it
    PROMPT = "prompt"  # behind a wall prompt; a browser shows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """One way to hide; calling it makes a page."""

    name: str
    kind: Kind
    markup: str = ""  # in the body, behind the public paragraphs
    head: str = ""
    jsonld: Mapping[str, object] = field(default_factory=dict)
    encode: Callable[[str], str] = str  # of the gated text
    tags: bool = False  # TAG may be any element that a browser leaves open around paragraphs

    def __call__(
        self, public: Sequence[str], gated: str, later: Sequence[str], *, tag: str = "div", style: str = ""
    ) -> bytes:
        """A page: public paragraphs, the gated text, and what looks public behind it. `style`: instead of the own."""
        coded = self.encode(gated)
        markup = self.markup.replace("TAG", tag).replace("GATED", coded)
        jsonld = {key: gated if value == "GATED" else value for key, value in self.jsonld.items()}
        head = (style or self.head).replace("GATED", coded)
        return article("".join(public) + markup + "".join(later), head=head, jsonld=jsonld)


def _in_json(text: str) -> str:
    return json.dumps(text).replace("</", "<\\/")


def _quoted(text: str) -> str:
    return escape(text, quote=True)


def _in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _bare(text: str) -> str:
    return re.sub(r"<[^>]*>", " ", text)


def _styles() -> Iterator[Mechanism]:
    """Every way of hiding by a declaration, in a style attribute and in a rule."""
    for name, declaration in DECLARATIONS.items():
        inline = f'<TAG style="{declaration}">GATED</TAG>'
        yield Mechanism(name=name, kind=Kind.HIDDEN, markup=inline, tags=True)
        rule = f"<style>.rest {{ {declaration} }}</style>"
        markup = '<TAG class="rest">GATED</TAG>'
        yield Mechanism(name=f"{name} by rule", kind=Kind.STYLE, markup=markup, head=rule, tags=True)


def _attributes() -> Iterator[Mechanism]:
    rows = {
        "hidden attribute": "hidden",
        "hidden until found": 'hidden="until-found"',
        "hidden false": 'hidden="false"',
        "aria hidden": 'aria-hidden="true"',
        "popover": "popover",
        "class that hides": 'class="hidden"',
        "class for screen readers": 'class="sr-only"',
        "class of a framework": 'class="d-none"',
        "blurred": 'class="blurred"',
    }
    for name, attribute in rows.items():
        yield Mechanism(name=name, kind=Kind.HIDDEN, markup=f"<TAG {attribute}>GATED</TAG>", tags=True)


def _elements() -> Iterator[Mechanism]:
    rows = {
        "template": "<template>GATED</template>",
        "shadow root": '<div><template shadowrootmode="open">GATED</template></div>',
        "beside a shadow root": '<div><template shadowrootmode="open"><b>More</b></template>GATED</div>',
        "noscript": "<noscript>GATED</noscript>",
        "textarea": "<textarea>GATED</textarea>",
        "details": "<details><summary>More</summary>GATED</details>",
        "details without a summary": "<details>GATED</details>",
        "dialog": "<dialog>GATED</dialog>",
        "svg": "<svg><text>GATED</text></svg>",
        "svg description": "<svg><desc>GATED</desc></svg>",
        "math": "<math><mtext>GATED</mtext></math>",
        "iframe": "<iframe>GATED</iframe>",
        "object": "<object>GATED</object>",
        "select": "<select><option>GATED</option></select>",
        "datalist": "<datalist><option>GATED</option></datalist>",
        "canvas": "<canvas>GATED</canvas>",
        "video": "<video>GATED</video>",
        "audio": "<audio>GATED</audio>",
        "noembed": "<noembed>GATED</noembed>",
        "noframes": "<noframes>GATED</noframes>",
        "meter": "<meter>GATED</meter>",
    }
    for name, markup in rows.items():
        yield Mechanism(name=name, kind=Kind.HIDDEN, markup=markup)


def _data() -> Iterator[Mechanism]:
    rows: dict[str, tuple[str, Callable[[str], str]]] = {
        "plain script": ('<script type="text/plain">GATED</script>', str),
        "script that writes": ("<script>window.rest = GATED</script>", _in_json),
        "next flight": ('<script>self.__next_f.push([1,"5:T1f,"+GATED])</script>', _in_json),
        "data attribute": ('<div data-body="GATED"></div>', _quoted),
        "base64 attribute": ('<div data-body="GATED"></div>', _in_base64),
        "value of a field": ('<input type="hidden" value="GATED">', _quoted),
        "label of an element": ('<div aria-label="GATED" title="GATED"></div>', _quoted),
        "document of a frame": ('<iframe srcdoc="GATED"></iframe>', _quoted),
        "comment": ("<!--GATED-->", str),
        "conditional comment": ("<!--[if IE]>GATED<![endif]-->", str),
        "bogus comment": ("<?rest GATED?>", _bare),
        "character data": ("<![CDATA[GATED]]>", _bare),
        "style content": ("<style>.x::after{content:GATED}</style>", _in_json),
    }
    for name, (markup, encode) in rows.items():
        yield Mechanism(name=name, kind=Kind.DATA, markup=markup, encode=encode)
    heads: dict[str, tuple[str, Callable[[str], str]]] = {
        "page state": (
            '<script id="__NEXT_DATA__" type="application/json">{"body": GATED}</script>',
            _in_json,
        ),
        "apollo state": ('<script>window.__APOLLO_STATE__={"a:1":{"body":GATED}}</script>', _in_json),
        "nuxt state": ("<script>window.__NUXT__=(function(a){return {body:a}}(GATED))</script>", _in_json),
        "meta": ('<meta name="body" content="GATED">', _quoted),
        "jsonld that is broken": (
            '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": GATED,}</script>',
            _in_json,
        ),
        "jsonld of another node": (
            '<script type="application/ld+json">[{"@type":"WebPage","text":GATED,"transcript":GATED}]</script>',
            _in_json,
        ),
    }
    for name, (head, encode) in heads.items():
        yield Mechanism(name=name, kind=Kind.DATA, head=head, encode=encode)
    closed = {"articleBody": "GATED", "isAccessibleForFree": False, "text": "GATED"}
    yield Mechanism(name="jsonld body", kind=Kind.DATA, jsonld=closed)
    yield Mechanism(name="jsonld body of a free page", kind=Kind.DATA, jsonld={"articleBody": "GATED"})


def _declared() -> Iterator[Mechanism]:
    rows: dict[str, tuple[str, object]] = {
        "declared class": ('<TAG class="gated">GATED</TAG>', ".gated"),
        "declared list": ('<TAG class="rest">GATED</TAG>', [".none", ".rest"]),
        "declared id": ('<TAG id="rest">GATED</TAG>', "#rest"),
        "declared on paragraphs": ('<div class="a b"><TAG class="gated">GATED</TAG></div>', "div.a .gated"),
        "declared in other case": ('<TAG class="Gated">GATED</TAG>', ".gated"),
        "declared as many": ('<TAG class="rest">GATED</TAG>', ".none, .rest"),
        "unreadable selector": ("<TAG>GATED</TAG>", "p:::["),
    }
    for name, (markup, selector) in rows.items():
        yield Mechanism(name=name, kind=Kind.DECLARED, markup=markup, jsonld=part(selector), tags=True)
    yield Mechanism(
        name="removed by a script",
        kind=Kind.DECLARED,
        markup='<TAG class="rest">GATED</TAG><script>document.querySelector(".rest").remove()</script>',
        jsonld=part(".rest"),
        tags=True,
    )
    plain = {
        "microdata": (
            '<div itemprop="hasPart" itemscope itemtype="https://schema.org/WebPageElement">'
            '<meta itemprop="isAccessibleForFree" content="False">GATED</div>'
        ),
        "microdata selector": (
            '<span itemprop="hasPart" itemscope><meta itemprop="isAccessibleForFree" content="false">'
            '<meta itemprop="cssSelector" content=".rest"></span><TAG class="rest">GATED</TAG>'
        ),
        "amp subscriptions": '<TAG subscriptions-section="content">GATED</TAG>',
        "amp access": '<TAG amp-access="subscriber" amp-access-hide>GATED</TAG>',
        "amp access of granted": '<TAG amp-access="granted = true OR views <= max">GATED</TAG>',
        "vendor selector": '<TAG class="subscriber-only">GATED</TAG>',
        "vendor element": "<sesamy-content-container>GATED</sesamy-content-container>",
    }
    for name, markup in plain.items():
        yield Mechanism(name=name, kind=Kind.DECLARED, markup=markup, tags="TAG" in markup)


def _prompts() -> Iterator[Mechanism]:
    rows = {
        "after a prompt": f"{PROMPT}<div>GATED</div>",
        "after a counter": "<p>[80% reste à lire]</p><div>GATED</div>",
        "vendor wall": '<div class="pmpro_content_message">Members, please log in.</div><div>GATED</div>',
    }
    for name, markup in rows.items():
        yield Mechanism(name=name, kind=Kind.PROMPT, markup=markup)
    empty = '<div class="mark"></div><div>GATED</div>'
    yield Mechanism(name="after an empty part", kind=Kind.PROMPT, markup=empty, jsonld=part(".mark"))


_TABLES = (_styles, _attributes, _elements, _data, _declared, _prompts)
# Each hides its gated text from a reader; none may hand it on.
MECHANISMS: dict[str, Mechanism] = {mechanism.name: mechanism for table in _TABLES for mechanism in table()}
