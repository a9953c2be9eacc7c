"""How the access verdict fares on labelled pages: confusion, confidence, and the pages it finds hardest.

The figures of docs/access.md.

python bench/access.py [--corpus ../shared/corpus] [--hardest 10]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from fit_weights import CORPUS, SHUT, Labelled, cells, chance, judge, read_pages, reliability

from parvis.page.access import judge_access
from parvis.page.weights import load_weights
from parvis.words import Access

DECLARED = ("jsonld.", "tier.", "state.", "inline.", "sitemap.", "part.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--hardest", type=int, default=10)
    args = parser.parse_args()
    pages = read_pages(args.corpus)
    weights = {page.id: load_weights() for page in pages}
    states = {page: str(judge(page, weights).state) for page in pages}
    confusion([(page.access, found) for page, found in states.items()])
    reliability("as shipped", pages, weights)
    undeclared(pages)
    hardest(states, args.hardest)


def confusion(states: Sequence[tuple[str, str]]) -> None:
    """Rows are what a reader said, columns the verdict."""
    count = Counter(states)
    columns = [state for state in map(str, Access) if any(found == state for _, found in states)]
    print("| label | " + " | ".join(columns) + " |\n|---" * 1 + "|---" * len(columns) + "|")
    for label in (state for state in map(str, Access) if any(truth == state for truth, _ in states)):
        print(f"| {label} | " + " | ".join(str(count[label, found] or "·") for found in columns) + " |")
    right = sum(truth == found for truth, found in states)
    print(f"\n{right} of {len(states)} right ({right / len(states):.3f})")


def undeclared(pages: Sequence[Labelled]) -> None:
    """What would be found of the withheld pages if no publisher declared anything."""
    shown = {p: [s for s in p.signals if not s.name.startswith(DECLARED)] for p in pages}
    states = [(page.access, str(judge_access(signals).state)) for page, signals in shown.items()]
    print("\nwithheld, from what a reader sees alone: {} right, {} false, {} missed".format(*cells(states, SHUT)))


def hardest(states: dict[Labelled, str], most: int) -> None:
    """Misses first, then the narrowest decisions."""
    weights = load_weights()
    ranked = sorted(states, key=lambda page: (states[page] == page.access, abs(chance(page, weights) - 0.5), page.id))
    print("\nhardest pages (chance that text is withheld):")
    for page in ranked[:most]:
        print(f"  {page.publisher:28} {page.access:13} judged {states[page]:13} {chance(page, weights):.2f}  {page.id}")


if __name__ == "__main__":
    main()
