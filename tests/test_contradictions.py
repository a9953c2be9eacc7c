"""Pages that contradict themselves, in the ways in which real ones do, and what an expert would say of each.

The structures are those of well-known sites; pages, words and hosts are invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

import parvis
from parvis.words import Access, Delivery, Mechanism
from tests.canary import URL, article, paragraphs, part

WHOLE = "".join(paragraphs("Pb", 15))
START, REST = "".join(paragraphs("Pb", 2)), "".join(paragraphs("Zq", 12))
FREE: dict[str, object] = {"isAccessibleForFree": True}
SHUT: dict[str, object] = {"isAccessibleForFree": False}


def tier(value: str) -> str:
    return f'<meta property="article:content_tier" content="{value}">'


def node(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@dataclass(frozen=True)
class Case:
    name: str
    state: Access
    body: bytes = field(repr=False)
    delivery: Delivery
    status: int = 200
    mechanism: Mechanism | None = None


CASES = [
    Case(
        "declared free, tier locked, text hidden: the tier is right",
        Access.LOCKED,
        article(
            START + f'<div style="display:none">{REST}</div>',
            jsonld=FREE,
            head=tier("locked") + '<meta name="tmg.premium.state" content="true">',
        ),
        Delivery.TEASER,
        mechanism=Mechanism.HIDDEN,
    ),
    Case(
        "declared free twice, barrier asleep: never infer from the template",
        Access.FREE,
        article(
            WHOLE + '<div class="paywall-bar hidden"><p>You have read your last free article. Subscribe now.</p></div>',
            jsonld=FREE,
            head=tier("free"),
        ),
        Delivery.FULL,
    ),
    Case(
        "declared closed, tier free by default, text whole",
        Access.METERED,
        article(WHOLE, jsonld=SHUT, head=tier("free")),
        Delivery.FULL,
        mechanism=Mechanism.NONE,
    ),
    Case(
        "declared closed, tier free by default, text hidden",
        Access.LOCKED,
        article(
            START + f'<div class="more">{REST}</div>',
            jsonld=part(".more"),
            head=tier("free") + "<style>.more{display:none}</style>",
        ),
        Delivery.TEASER,
        mechanism=Mechanism.HIDDEN,
    ),
    Case(
        "declared closed, the closed part served in full, no wall",
        Access.METERED,
        article(f'<div class="paywall">{WHOLE}</div>', jsonld=part(".paywall")),
        Delivery.FULL,
    ),
    Case(
        "only a part is declared, and is not in the page",
        Access.METERED,
        article(
            WHOLE,
            jsonld={"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".emailwall"}},
        ),
        Delivery.FULL,
    ),
    Case(
        "the value is an address",
        Access.METERED,
        article(WHOLE, jsonld={"isAccessibleForFree": "http://schema.org/False"}),
        Delivery.FULL,
    ),
    Case("the key is misspelt", Access.METERED, article(WHOLE, jsonld={"isAccessibleforFree": False}), Delivery.FULL),
    Case("the value is empty", Access.FREE, article(WHOLE, jsonld={"isAccessibleForFree": ""}), Delivery.FULL),
    Case(
        "a picture's own declaration says nothing of the article",
        Access.FREE,
        article(WHOLE, jsonld={"associatedMedia": {"@type": "ImageObject", "isAccessibleForFree": False}}),
        Delivery.FULL,
    ),
    Case(
        "article open, part closed and hidden: partly closed",
        Access.LOCKED,
        article(
            START + f'<div class="suite" hidden>{REST}</div>',
            jsonld={"isAccessibleForFree": True, "hasPart": part(".suite")["hasPart"]},
        ),
        Delivery.TEASER,
    ),
    Case(
        "declared closed in a block that is no JSON",
        Access.LOCKED,
        article(
            START
            + f'<div class="members">{REST}</div>'
            + '<div class="pmpro_content_message">Members only. <a href="/join">Join</a></div>',
            head=node(
                '{"a": "x "y" z", "isAccessibleForFree": false,'
                ' "hasPart": {"isAccessibleForFree": false, "cssSelector": ".members"}}'
            ),
        ),
        Delivery.TEASER,
    ),
    Case(
        "a counter of what is left, and badges of other articles",
        Access.LOCKED,
        article(
            START + "<p>Il vous reste 61.5% de cet article à lire. La suite est réservée aux abonnés.</p>",
            after='<section class="related"><a href="/2026/05/b">Article réservé à nos abonnés Un autre</a></section>',
        ),
        Delivery.TEASER,
        mechanism=Mechanism.TRUNCATED,
    ),
    Case(
        "badges of other articles alone",
        Access.FREE,
        article(
            WHOLE,
            after='<section class="related"><ul><li><a href="/2026/05/b"><span>Article réservé à nos abonnés</span>'
            " Un autre</a></li></ul></section>",
        ),
        Delivery.FULL,
    ),
    Case(
        "three hidden templates that contradict each other",
        Access.METERED,
        article(
            '<div class="intro__premium hidden"><p>This content is reserved for subscribers only</p></div>'
            '<div class="intro__reg hidden"><p>This article is free to read. Register to unlock.</p></div>' + WHOLE,
            jsonld=SHUT,
            head=tier("metered"),
        ),
        Delivery.FULL,
    ),
    Case(
        "a percentage at the end of a teaser on a metered site",
        Access.LOCKED,
        article(
            START + "<p>Pozostało jeszcze 89% artykułu</p>", jsonld=SHUT, head='<meta name="paywall:mode" content="2">'
        ),
        Delivery.TEASER,
    ),
    Case(
        "the class of a wall on the text that is free",
        Access.FREE,
        article(f'<div class="regwall">{WHOLE}</div>'),
        Delivery.FULL,
    ),
    Case(
        "the container of a membership service on each free post",
        Access.FREE,
        article(
            f'<div class="steady-paywall-container">{WHOLE}</div>',
            head='<script src="https://steadyhq.com/widget_loader/x"></script>',
        ),
        Delivery.FULL,
    ),
    Case(
        "the script of a consent-or-pay service, no dialog",
        Access.FREE,
        article(WHOLE, head="<script>cp('create', 'x', {baseUrl: 'https://cp.gazette.example'})</script>"),
        Delivery.FULL,
    ),
    Case(
        "a link to the ad-free plan in the footer",
        Access.FREE,
        article(WHOLE, after='<footer><a href="/pur">Pur-Abo</a></footer>'),
        Delivery.FULL,
    ),
    Case(
        "access codes of several stories, open and closed",
        Access.FREE,
        article(
            WHOLE,
            head='<script>x={"content_code":"ouvert","rel":[{"content_code":"ferme"},{"content_code":"ouvert"}]}</script>',
        ),
        Delivery.FULL,
    ),
    Case(
        "a section for readers with access, and one for those without",
        Access.LOCKED,
        article(
            START + f'<section subscriptions-section="content" hidden>{REST}</section>'
            '<section subscriptions-section="content-not-granted"><p>Subscribe to continue reading</p></section>',
            jsonld=SHUT,
        ),
        Delivery.TEASER,
    ),
    Case(
        "a barrier page in place of the text",
        Access.LOCKED,
        article(
            '<div id="barrier-page"><h2>Subscribe to read this article</h2><p>From 1 crown a week</p></div>',
            jsonld=SHUT,
        ),
        Delivery.NOTHING,
    ),
    Case(
        "a privacy wall that offers to accept or subscribe",
        Access.CONSENT,
        b'<html lang="it"><title>La Voce</title><body><div class="privacy-cp-wall" role="dialog">'
        b"<p>Il giornale ha un costo.</p>"
        b"<button>Accetta e continua</button><button>Rifiuta e abbonati</button></div></body></html>",
        Delivery.GATE,
    ),
    Case("payment is asked of the robot", Access.UNKNOWN, article(WHOLE), Delivery.GATE, status=402),
    Case("the robot is refused", Access.UNKNOWN, article(WHOLE), Delivery.GATE, status=403),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_contradiction_is_resolved_as_an_expert_would(case: Case) -> None:
    page = parvis.read_page(case.body, URL, status=case.status)

    assert page.access.state is case.state
    assert page.access.delivery is case.delivery
    assert case.mechanism in (None, page.access.mechanism)
    assert "Zq" not in repr(page.as_dict())


def test_policy_delivery_and_enforcement_are_facts_apart() -> None:
    """Declared free, delivered in part, enforced by hiding: none of the three is bent to fit the others."""
    document = parvis.read_page(CASES[0].body, URL).as_dict()

    assert document["declared"] == {"accessible_for_free": True, "content_tier": "locked", "news_access": None}
    assert (document["access"]["delivery"], document["access"]["mechanism"]) == ("teaser", "hidden")
    assert {"jsonld.free", "tier.locked", "measure.hidden"} <= {
        item["signal"] for item in document["access"]["evidence"]
    }
