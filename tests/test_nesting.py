"""What stands in what, told from the tags of the source as browsers tell it: every element in every other. The oracle
is lexbor.
"""

from __future__ import annotations

from functools import cache

import pytest

from parvis.page.tags import named
from tests.nested import DOCTYPE, hidden_in_source, in_lexbor

RAW = named("iframe noembed noframes textarea title xmp")  # parvis.page.tokens has no drawings, where these hold tags
TAGS = sorted(
    named(
        "a abbr address applet area article aside b base basefont bgsound big blockquote br button caption center code"
        " col colgroup dd desc details dialog dir div dl dt em embed fieldset figcaption figure font footer"
        " foreignObject form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr i image img input keygen li link"
        " listing main marquee math menu meta mi mn mo ms mtext nav nobr object ol optgroup option p param pre rb rp rt"
        " rtc ruby s search section select small source span strike strong sub summary svg table tbody td tfoot th"
        " thead tr track tt u ul var wbr x-box"
    )
    | RAW
)
# All else stands in these, and these in all else.
HOLDING = sorted(named("a b button dd div form h2 li math mi nobr object option p rt select span svg table td tr"))
DRAWINGS = named("math svg")
FORMS = {
    "in it": "<div><{o} hidden>T0x<{i}>T1x</{i}>T2x</{o}>T3x",
    "end tag": "<div><{o} hidden>T0x<b>T1x</{i}>T2x</{o}>T3x",
    "left open": "<div><{o}>T0x<{i} hidden>T1x</{o}>T2x</{i}>T3x",
    "formatting": "<div><p><b><{o} hidden>T0x<{i}>T1x<p>T2x</{o}>T3x",
    "table": "<table><{o} hidden>T0x<{i}>T1x</{o}>T2x<tr>T3x<td>T4x</table>T5x",
    "select": "<select><{o} hidden>T0x<{i}>T1x</{o}>T2x</select>T3x",
    "drawing": "<svg><{o} hidden>T0x<{i}>T1x</{o}>T2x</svg>T3x",
    "formula": "<math><mi><{o} hidden>T0x<{i}>T1x</{o}>T2x</math>T3x",
    "block": "<div><{o} hidden>T0x<div><{i}>T1x</{o}>T2x</div>T3x",
    "adoption": "<div><b><{o}><{i} hidden>T0x</b>T1x</{o}>T2x<p>T3x",
    "ruby": "<ruby><{o} hidden>T0x<{i}>T1x</ruby>T2x",
    "list": "<ul><li><{o} hidden>T0x<{i}>T1x<li>T2x</{i}>T3x</ul>T4x",
    "closed": "<div><p><{o} hidden>T0x</p><{i}>T1x</{i}>T2x<p>T3x",
    "cell": "<table><td><{o} hidden>T0x<{i}>T1x</td>T2x</{o}>T3x</table>T4x",
}


def pages(form: str) -> list[str]:
    return [
        f"{DOCTYPE}<html><body>{FORMS[form].format(o=outer, i=inner)}"
        for outer in TAGS
        for inner in (TAGS if outer in HOLDING else HOLDING)
        if not (DRAWINGS & {outer, inner} or form == "drawing") or not RAW & {outer, inner}
    ]


@cache
def rows(form: str) -> list[tuple[str, set[str]]]:
    return [(page, in_lexbor(page)) for page in pages(form)]


@pytest.mark.parametrize("form", FORMS)
def test_every_element_in_every_other_is_told_as_browsers_tell_it(form: str) -> None:
    wrong = (page for page, hidden in rows(form) if hidden_in_source(page) != hidden)

    assert next(wrong, None) is None
