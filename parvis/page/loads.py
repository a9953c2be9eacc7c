"""What a page loads, and what its head and scripts say: gathered in one go for vendors and states of access."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from parvis.page.markup import Markup

__all__ = ["Loads", "read_loads"]

MAX_URLS = 500  # of scripts, frames and style sheets
MAX_SCRIPT = 200_000  # characters of all inline scripts that are looked at
BEGINNING = 300  # characters of a script in which it names what it loads
_LOADED = frozenset({"stylesheet", "preload", "preconnect", "dns-prefetch"})


@dataclass(frozen=True, slots=True)
class Loads:
    """All of it, as it is written."""

    urls: list[str] = field(repr=False)
    metas: list[tuple[str, str]] = field(repr=False)  # name in lower case, content
    scripts: list[str] = field(repr=False)  # inline, but for JSON-LD: that has its own reader

    @property
    def beginnings(self) -> str:
        """How the inline scripts begin."""
        return "\n".join(script[:BEGINNING] for script in self.scripts)


def read_loads(markup: Markup) -> Loads:
    """Gather what a page loads and says of itself."""
    urls = [element.get("src", "") for element in markup.tagged("script", "iframe")]
    urls += [element.get("href", "") for element in markup.tagged("link") if element.get("rel") in _LOADED]
    metas = [(_name(element), content) for element in markup.tagged("meta") if (content := element.get("content"))]
    return Loads([url for url in urls if url][:MAX_URLS], metas, _scripts(markup))


def _name(meta: HtmlElement) -> str:
    return (meta.get("name") or meta.get("property") or "").strip().lower()


def _scripts(markup: Markup) -> list[str]:
    scripts: list[str] = []
    room = MAX_SCRIPT
    for element in markup.tagged("script"):
        if room > 0 and element.get("src") is None and "ld+json" not in element.get("type", ""):
            scripts.append((element.text or "")[:room])
            room -= len(scripts[-1])
    return scripts
