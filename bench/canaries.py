"""Read thousands of invented pages that hide canary text in some way, and count what leaks: 0, or the run fails.

python bench/canaries.py [--pages 10000] [--seed 1] [--verbose]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter

import parvis
from tests.canaries import GATED, Canary, draw_canary
from tests.canary import URL


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true", help="print every page that leaks")
    args = parser.parse_args()
    read, leaks, kept = Counter[str](), Counter[str](), Counter[str]()
    began = time.process_time()
    for number in range(args.pages):
        canary = draw_canary(random.Random(f"{args.seed} {number}"))  # noqa: S311  invented pages
        page = parvis.read_page(canary.page(), URL)
        name = canary.mechanism.name
        read[name] += 1
        kept[name] += "Pb0x" in page.teaser
        if GATED.search(repr(page.as_dict()) + repr(page)):
            leaks[name] += 1
            if args.verbose:
                tell(number, canary)
    seconds = time.process_time() - began
    print(f"{'mechanism':34}{'pages':>7}{'leaks':>7}{'lead kept':>11}")
    for name, pages in sorted(read.items()):
        print(f"{name:34}{pages:>7}{leaks[name]:>7}{kept[name] / pages:>11.0%}")
    print(f"{args.pages} pages, {len(read)} mechanisms, {leaks.total()} leaks, {args.pages / seconds:.0f} pages/s")
    return 1 if leaks else 0


def tell(number: int, canary: Canary) -> None:
    spelt = ", ".join(canary.spellings)
    print(f"page {number}: {canary.mechanism.name} in <{canary.tag}>, {canary.declaration}, {spelt}: {canary.style}")
    print(f"    {canary.gated[:150]}")


if __name__ == "__main__":
    sys.exit(main())
