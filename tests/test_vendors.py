"""Vendors: signatures that are anchored, data that holds, and what a page shows of them."""

from __future__ import annotations

import re

import pytest

import parvis
from parvis.errors import DataError
from parvis.page.selecting import is_readable
from parvis.records import Page
from parvis.vendors import Proves, Signature, SignatureKind, Vendor, load_states, load_vendors
from parvis.vendors.loading import check_vendor
from tests.canary import URL, article, paragraphs

ELSEWHERE = frozenset({"amedia", "telegraph", "tollbit_rsl"})  # known by states, or by nothing in a page
SIGNATURES = [
    pytest.param(vendor.id, signature, id=f"{vendor.id}-{number}")
    for vendor in load_vendors()
    for number, signature in enumerate(vendor.signatures)
]


def read(*, head: str = "", body: str = "", url: str = URL, headers: dict[str, str] | None = None) -> Page:
    return parvis.read_page(article("".join(paragraphs("Pb", 12)) + body, head=head), url, headers=headers)


def shown(page: Page) -> set[tuple[str, str]]:
    return {(s.value, s.name.removeprefix("vendor.")) for s in page.signals if s.name.startswith("vendor.")}


@pytest.mark.parametrize("vendor", load_vendors(), ids=lambda vendor: vendor.id)
def test_a_vendor_says_what_it_is_and_how_it_is_known(vendor: Vendor) -> None:
    states = {key.vendor for key in load_states().keys}

    assert all(is_readable(s.value) for s in vendor.signatures if s.kind is SignatureKind.SELECTOR)
    assert all(s.evidence and s.reason for s in vendor.signatures)
    assert vendor.roles
    assert vendor.regions
    assert bool(vendor.signatures) != (vendor.id in ELSEWHERE)
    assert vendor.id not in ELSEWHERE or vendor.id in states or set(vendor.roles) == {"bot_paywall"}


def test_every_vendor_of_the_reference_is_here() -> None:
    assert len({vendor.id for vendor in load_vendors()}) == len(load_vendors()) >= 133


def test_only_the_tree_proves_more_than_use() -> None:
    loose = (SignatureKind.HOST, SignatureKind.PATH, SignatureKind.META, SignatureKind.COOKIE, SignatureKind.HEADER)
    kinds = {s.proves for v in load_vendors() for s in v.signatures if s.kind in loose}

    assert kinds == {Proves.USES}


def example(signature: Signature) -> dict[str, object]:
    """The smallest page that shows a signature."""
    value = signature.value
    name, _, rest = value.partition("=")
    match signature.kind:
        case SignatureKind.HOST:
            host = value.replace(".*", ".paper.example")
            return {"head": f'<script src="https://a.{host}"></script><script src="//{host}"></script>'}
        case SignatureKind.PATH:
            return {"head": f'<script src="/x{value}?v=1"></script>'}
        case SignatureKind.GLOBAL:
            return {"head": f"<script>(function(){{ {value}; }})()</script>"}
        case SignatureKind.META:
            return {"head": f'<meta name="{name.replace("*", "x")}" content="{rest or "x"} 5">'}
        case SignatureKind.COOKIE:
            return {"headers": {"Set-Cookie": f"{value}=1; Path=/"}}
        case SignatureKind.HEADER:
            return {"headers": {name.title(): rest or "1"}}
        case SignatureKind.PAGE:
            return {"url": f"http://paper.example{value}a-story"}
    return {"body": element(value)}


def element(selector: str) -> str:
    """An empty element that a simple selector matches."""
    tag = re.match(r"[a-z][\w-]*", selector)
    names = [*re.findall(r"\.([\w-]+)", selector)]
    attributes = [f'class="{" ".join(names)}"'] if names else []
    attributes += [f'id="{name}"' for name in re.findall(r"#([\w-]+)", selector)]
    attributes += [f'{n}="{v or "x"}"' for n, v in re.findall(r"\[([\w-]+)(?:[*^]?=\"([^\"]+)\")?\]", selector)]
    return f"<{tag[0] if tag else 'div'} {' '.join(attributes)}></{tag[0] if tag else 'div'}>"


@pytest.mark.parametrize(("vendor", "signature"), SIGNATURES)
def test_a_signature_is_seen_on_a_page_that_shows_it(vendor: str, signature: Signature) -> None:
    page = read(**example(signature))  # type: ignore[arg-type]

    assert (vendor, signature.proves) in shown(page)


@pytest.mark.parametrize(
    ("head", "vendor"),
    [
        ('<script src="https://cdn.tinypass.com/api/tinypass.min.js"></script>', "piano"),
        ('<script src="//assets.poool.fr/access.js" async></script>', "poool"),
        ('<link rel="stylesheet" href="/wp-content/plugins/leaky-paywall/css/a.css">', "leaky_paywall"),
        ('<script src="https://cp.paper.example/now.js"></script>', None),  # sells a choice, and no wall of articles
        ('<script src="https://nottinypass.com.example/api.js"></script>', None),
        ('<script src="http://[broken"></script>', None),
    ],
)
def test_a_vendor_is_known_by_host_and_path(head: str, vendor: str | None) -> None:
    page = read(head=head)

    assert page.access.vendor == vendor
    assert page.access.state == "free"


WRONG = {
    "kiosq": '<script src="/kiosque/kiosques.js"></script><script>window.kiosque = 1</script>',
    "pmpro": '<script src="/js/pmProcess.js"></script>',
    "utiq": '<script src="/boutique/boutiqueLoader.js"></script><script>window.boutique = {}</script>',
    "tulo-": '<script src="https://titulo-portal.example/titulo-account.js"></script><script>Titulo.account</script>',
    "amedia": '<script src="https://cdn.streamedia.example/teamedia.js"></script>',
    "amplio": '<script src="https://amplio.example/amplio.js"></script>',
    "omeda": '<script src="https://olytics.momeda.com/x.js"></script><script>var comeda=omedaX</script>',
    "rrm": '<script src="/js/arrm.js"></script><script>var rrm = 1</script>',
    "inplayer": '<script src="https://assets.maininplayer.com/mainPlayer.js"></script>',
    "accesstype": '<script>var accesstype = "all"</script><script src="/js/accesstype.json"></script>',
    "rcp-": '<link rel="stylesheet" href="/css/rcp-card.css"><script>var rcp_restricted_x</script>',
    "-pur-": '<link rel="stylesheet" href="/css/a-pur-b.css">',
    "paywall": '<script>var paywall = {"loaded": true}; // paywall</script><script src="/js/paywall.js"></script>',
    "signwall": '<script>{"signwallPaywall": "abierto"}</script>',
    "http.push": "<script>http.push(1); ftp.push(2); SWG_BASICS</script>",
    "now.json": '<script src="https://cp.paper.example/now.json"></script>',
}


@pytest.mark.parametrize("token", WRONG)
def test_what_only_looks_like_a_vendor_shows_nothing(token: str) -> None:
    page = read(head=WRONG[token])

    assert shown(page) == set()
    assert not [s.name for s in page.signals if s.name.startswith(("inline.", "state."))]
    assert page.access.state == "free"


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="titulo-principal rcp-restricted kiosque-locker x-pur-y">A line</div>',
        '<div class="piano-lessons swpm-widget paywall-free">A line</div>',
    ],
)
def test_other_names_are_no_vendors(markup: str) -> None:
    assert shown(read(body=markup)) == set()


@pytest.mark.parametrize(
    ("vendor", "token"), [("steady", "steady-paywall-container"), ("wapo", "meteredContent"), ("republik", "regwall")]
)
def test_a_container_around_free_text_withholds_nothing(vendor: str, token: str) -> None:
    text = "".join(paragraphs("Pb", 12))

    page = parvis.read_page(article(f'<div class="{token}">{text}</div>'), URL)

    assert shown(page) == {(vendor, "slot")}
    assert page.access.state == "free"


def test_an_ad_block_detector_is_no_wall() -> None:
    page = read(head='<script src="https://cdn.npttech.com/advertising.js"></script>')

    assert page.access.vendor is None
    assert page.access.state == "free"


def test_a_seller_of_walls_is_named_before_those_that_sell_them_too() -> None:
    page = read(head='<script>window.admiral = 1</script><script src="https://cdn.tinypass.com/a.js"></script>')

    assert ("admiral", "uses") in shown(page)
    assert page.access.vendor == "piano"


def test_a_consent_tool_is_no_wall_vendor() -> None:
    page = read(head='<script src="https://cdn.privacy-mgmt.com/unified/wrapperMessagingWithoutDetection.js"></script>')

    assert page.access.vendor is None
    assert ("sourcepoint", "uses") in shown(page)


GOOD = (
    'id = "x"\nname = "X"\nroles = ["paywall"]\nregions = ["FR"]\nreason = "r"\n'
    '[[signature]]\nkind = "host"\nvalue = "x.example"\nproves = "uses"\nevidence = ["WA"]\nreason = "r"\n'
)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id", "no TOML"),
        (GOOD.replace('id = "x"', 'id = "y"'), "differs from the name of the file"),
        (GOOD.replace('roles = ["paywall"]\n', ""), "'roles' is missing"),
        (GOOD.replace('["paywall"]', '["wall"]'), "unknown `wall`"),
        (GOOD.replace('["WA"]', '["hearsay"]'), "unknown `hearsay`"),
        (GOOD + "colour = 1\n", "unknown key `colour`"),
        (GOOD.replace("x.example", "example"), "is no host"),
        (GOOD.replace('"uses"', '"magic"'), "correct the value"),
    ],
)
def test_a_vendor_that_does_not_hold_names_file_key_and_remedy(text: str, complaint: str) -> None:
    with pytest.raises(DataError, match=re.escape(complaint)) as caught:
        check_vendor(text, "x.toml")
    assert "x.toml" in str(caught.value)


def test_a_vendor_that_holds_is_read() -> None:
    assert check_vendor(GOOD, "x.toml").signatures[0].proves is Proves.USES
