"""Consent-or-pay: a dialog that offers to accept, or to pay, and no refusal that is free.

A rule on pairs of labels, not on words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from parvis.page.blocks import Fragment
from parvis.phrases import Label, load_phrases, normalise_all

__all__ = ["asks_consent_or_pay", "find_dialog"]

MAX_ACCEPTS = 10  # accept labels whose surroundings are looked at
LABEL_WORDS = 12
DIALOG_WORDS = 400  # a dialog with its explanations
_PRICE = re.compile(r"[€$£]\s?\d[\d.,]*\s?(?:/|a|per|par|pro|al|por)\b|\d\s?(?:€|eur|kr|zł)\s?(?:/|pro|par|al|por|per)")
_COSTS = re.compile(rf"subscri|abonn|abbona|suscri|assin|prenumer|\bpay|pa[gy][ao]|payer|bezahl|betal|{_PRICE.pattern}")
_DIALOGS = frozenset({"dialog", "alertdialog"})
_TOO_WIDE = frozenset({"html", "body", "main", "article"})


def asks_consent_or_pay(fragments: Sequence[Fragment]) -> bool:
    """Whether one container holds an accept label and a paid refusal, visible, and no free refusal."""
    return next(_pairs(fragments), None) is not None


def find_dialog(fragments: Sequence[Fragment]) -> HtmlElement | None:
    """The box of such a pair: the dialog and what holds nothing else, or the widest where none calls itself so."""
    pairs = list(_pairs(fragments))
    own = next((box for box in pairs if box.tag == "dialog" or box.get("role") in _DIALOGS), None)
    if own is None:
        return pairs[-1] if pairs else None
    words = _words(own, fragments)
    return [box for box in pairs if _words(box, fragments) == words][-1]


def _pairs(fragments: Sequence[Fragment]) -> Iterator[HtmlElement]:
    """The containers of a pair, from the smallest outwards, of each accept label."""
    short = [f for f in fragments if f.visible and f.words <= LABEL_WORDS]
    texts = normalise_all([f.text for f in short])
    if all(load_phrases().dialog_label(text) is not Label.ACCEPT for text in texts):
        return
    labels = [(f, label) for f, text in zip(short, texts, strict=True) if (label := _label(text)) is not None]
    accepting = [f for f, label in labels if label is Label.ACCEPT][:MAX_ACCEPTS]
    if all(label is not Label.PAY for _, label in labels):
        return
    for fragment in accepting:
        for container in _containers(fragment.element):
            if _is_pair(container, labels, fragments):
                yield container


def _label(text: str) -> Label | None:
    """What a button does. A refusal that names a subscription or a price is the one that costs."""
    label = load_phrases().dialog_label(text)
    if (label is Label.REFUSE and _COSTS.search(text)) or (label is None and _PRICE.search(text)):
        return Label.PAY
    return label


def _containers(element: HtmlElement) -> list[HtmlElement]:
    """The boxes around a label, up to one that is too wide to be a dialog."""
    found = []
    for box in element.iterancestors():
        if box.tag in _TOO_WIDE and box.get("role") != "dialog":
            break
        found.append(box)
    return found[:8]


def _is_pair(container: HtmlElement, labels: Sequence[tuple[Fragment, Label]], fragments: Sequence[Fragment]) -> bool:
    inside = set(container.iter())
    kinds = {label for fragment, label in labels if fragment.element in inside}
    if Label.PAY not in kinds or Label.REFUSE in kinds:
        return False
    return _words(container, fragments) <= DIALOG_WORDS


def _words(container: HtmlElement, fragments: Sequence[Fragment]) -> int:
    """Visible words in a box."""
    inside = set(container.iter())
    return sum(f.words for f in fragments if f.visible and f.element in inside)
