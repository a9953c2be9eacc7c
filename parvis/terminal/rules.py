"""`parvis sites rules`: what the URLs of sites have taught."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.padding import Padding

from parvis.archive.rules import RuleRecord
from parvis.terminal.console import out, styled
from parvis.terminal.status import plural

KINDS = {"article_id": "article id", "parameter": "ignored parameter"}


def print_rules(rules: Iterable[RuleRecord]) -> None:
    for site, own in groupby(rules, key=lambda rule: rule.site):
        out().print(styled(site, "bold"))
        for rule in own:
            out().print(Padding(styled(f"{KINDS.get(rule.kind, rule.kind)} {rule.name}", _style(rule)), (0, 0, 0, 2)))
            for line in _lines(rule):
                out().print(Padding(styled(line, "dim"), (0, 0, 0, 4)))


def _style(rule: RuleRecord) -> str:
    return "strike" if rule.dropped_at else ""


def _lines(rule: RuleRecord) -> Iterator[str]:
    about = rule.evidence
    if rule.kind == "parameter":
        yield f"left out by the canonical URLs of {plural(about['dropped'], 'article')}, kept by {about['kept']}"
    else:
        unique = f"{about['unique']:.1%} of them name one article"
        yield f"{plural(about['values'], 'id')} in {plural(about['urls'], 'URL')}, {unique}"
    yield f"for example {about['example']}"
    yield f"learnt {rule.learnt_at:%Y-%m-%d}; led {plural(rule.urls, 'URL')} to their article"
    if rule.dropped_at:
        yield f"dropped {rule.dropped_at:%Y-%m-%d}: {rule.reason}"
