"""The golden pages: invented pages of invented papers, on which nothing is declared.

Each file of `tests/golden` begins with a comment that says what a reader would: the state, then what the page is.
Two marks stand for prose of the page's language: `{{open 3}}` for three public paragraphs, `{{shut 3}}` for three
that are withheld. `{{open 2 br}}` parts them by `<br><br>`, `{{open 1 bare}}` is the sentences without a tag,
`{{open 1 cut}}` breaks off. Every paragraph holds a token of its own: `Pb<n>x` in public, `Zq<n>x` in withheld text.
"""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from parvis.page.counting import count_words

FOLDER = Path(__file__).with_name("golden")
_MARK = re.compile(r"\{\{(open|shut) (\d+)(?: (br|bare|cut))?\}\}")
_HEAD = re.compile(r"<!-- (\w+): (.+?) -->")
_TOKENS = {"open": "Pb", "shut": "Zq"}

PROSE = tomllib.loads((FOLDER / "prose.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class GoldenPage:
    name: str
    state: str
    what: str
    html: str = field(repr=False)
    public: tuple[str, ...] = field(repr=False)  # tokens, in order
    withheld: tuple[str, ...] = field(repr=False)
    public_words: int = 0


def load_golden() -> list[GoldenPage]:
    return [_load(path) for path in sorted(FOLDER.glob("*.html"))]


def _load(path: Path) -> GoldenPage:
    source = path.read_text(encoding="utf-8")
    head, language = _HEAD.match(source), re.search(r'lang="(\w\w)', source)
    assert head, f"{path.name}: begin with <!-- state: what it is -->"
    assert language, f"{path.name}: give html a lang"
    prose = _Prose(path.stem, language[1])
    html = _MARK.sub(lambda mark: prose.expand(mark[1], int(mark[2]), mark[3] or "p"), source)
    words = count_words(" ".join(prose.public_text))
    return GoldenPage(
        path.stem, head[1], head[2], html, tuple(prose.tokens["open"]), tuple(prose.tokens["shut"]), words
    )


class _Prose:
    """Paragraphs of one language, the same ones each time."""

    def __init__(self, name: str, language: str) -> None:
        self.dice = random.Random(name)  # noqa: S311  invented prose
        self.sentences = PROSE[language]
        self.tokens: dict[str, list[str]] = {"open": [], "shut": []}
        self.public_text: list[str] = []

    def expand(self, kind: str, count: int, form: str) -> str:
        texts = [self.paragraph(kind, form == "cut") for _ in range(count)]
        if form == "br":
            return "<br><br>".join(texts)
        return " ".join(texts) if form == "bare" else "\n".join(f"<p>{text}</p>" for text in texts)

    def paragraph(self, kind: str, cut: bool) -> str:
        token = f"{_TOKENS[kind]}{len(self.tokens[kind])}x"
        self.tokens[kind].append(token)
        first, second = self.dice.sample(self.sentences, 2)
        text = f"{first.format(token)} {second.format(self.dice.choice(['Ada Lind', 'Bo Marten', 'Iris Okafor']))}"
        text = text[: text.rindex(" ", 0, len(text) - 25) if " " in text[:-25] else -12] + "…" if cut else text
        if kind == "open":
            self.public_text.append(text)
        return text
