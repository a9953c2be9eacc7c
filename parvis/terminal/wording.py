"""`parvis kwic` and `parvis terms`: words with what stands beside them, and words with how often they are used."""

from __future__ import annotations

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from parvis.research.kwic import Concordance
from parvis.research.terms import SMOOTHING, Comparison, Terms, Used
from parvis.terminal.bars import bar
from parvis.terminal.console import err, out, safe, styled
from parvis.terminal.search import print_asked
from parvis.terminal.status import plural

__all__ = ["print_comparison", "print_concordance", "print_terms"]


def print_concordance(found: Concordance) -> None:
    print_asked(found.asked)
    width = max((cell_len(safe(place.left)) for place in found.places), default=0)
    for place in found.places:
        left, word, right = map(safe, (place.left, place.word, place.right))
        before = (f"{place.article_id:>6}  ", "dim"), " " * (width - cell_len(left)), left
        out().print(Text.assemble(*before, (word, "bold underline"), right), no_wrap=True, crop=True)
    of = f"the newest {found.articles:,} of {plural(found.total, 'article')}"
    where = plural(found.total, "article") if found.articles == found.total else of
    out().print(styled(f"{plural(len(found.places), 'place')} in {where}", "dim"))


def print_terms(found: Terms) -> None:
    print_asked(found.asked)
    table = _table("term", "articles", "")
    most = max((term.articles for term in found.terms), default=0)
    for term in found.terms:
        table.add_row(safe(term.text), f"{term.articles:,}", Text(bar(term.articles, most), "#0072b2"))
    out().print(table)
    out().print(
        styled(f"of {plural(found.articles, 'article')}, without words that a fifth of all articles have", "dim")
    )


def print_comparison(found: Comparison) -> None:
    if len(found.languages) > 1:
        mixed = f"articles in {', '.join(language or 'no language known' for language in found.languages)}"
        err().print(styled(f"note: {mixed}: differences of language come first; --lang keeps to one", "#e69f00"))
    for name, articles, terms, other in (
        (found.one.query.typed, found.one_articles, found.more_in_one, found.other_articles),
        (found.other.query.typed, found.other_articles, found.more_in_other, found.one_articles),
    ):
        out().print(styled(f"More in {name} ({plural(articles, 'article')})", "bold"))
        out().print(_compared(terms, articles, other))
    out().print(
        styled(
            f"articles with the term on either side; log ratio of the two shares to base 2 (1: twice the share), "
            f"with {SMOOTHING} articles added to each count",
            "dim",
        )
    )


def _compared(terms: tuple[Used, ...], articles: int, other_articles: int) -> Table:
    table = _table("term", f"of {articles:,}", f"of {other_articles:,}", "log ratio", "")
    most = max((term.log_ratio or 0 for term in terms), default=0)
    for term in terms:
        ratio = term.log_ratio or 0
        table.add_row(
            safe(term.text),
            f"{term.articles:,}",
            f"{term.other or 0:,}",
            f"{ratio:.1f}",
            Text(bar(ratio, most, width=12), "#0072b2"),
        )
    return table


def _table(*names: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for place, name in enumerate(names):
        table.add_column(name, justify="right" if place and name else "left")
    return table
