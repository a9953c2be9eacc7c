"""Does reading a page cost more than its length says?

Fragments drawn by chance (fragments.toml) are repeated; time should grow with them.

A line for each drawing whose cost more than triples when its length doubles (1.6: the exponent). Costs are CPU
times of this process, so that a busy machine matters little; each drawing is measured twice before it is shown.

python bench/growth.py [--drawings 300] [--seed 1] [--limit 1.6]
"""

from __future__ import annotations

import argparse
import math
import random
import time
import tomllib
from contextlib import suppress
from pathlib import Path

import parvis
from parvis.errors import PageError

URL = "https://gazette.example/2026/05/a-bridge-for-the-harbour"
DATA = tomllib.loads((Path(__file__).parent / "fragments.toml").read_text(encoding="utf-8"))
TAGS, ATTRIBUTES, WORDS = DATA["tags"], DATA["attributes"], DATA["words"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drawings", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=1.6)
    parser.add_argument("--bytes", type=int, default=40_000, help="of the shortest page that is measured")
    args = parser.parse_args()
    chance = random.Random(args.seed)  # noqa: S311 - drawings shall come again
    steep = 0
    for _ in range(args.drawings):
        place, fragment = draw(chance)
        power = grown(place, fragment, size=args.bytes)
        if power > args.limit:
            steep += 1
            print(f"{power:5.2f}  in {place:12} {fragment!r}", flush=True)
    print(f"{args.drawings} drawings, {steep} steeper than {args.limit}")


def draw(chance: random.Random) -> tuple[str, str]:
    """(place, fragment)."""
    place = chance.choice([*DATA["places"], *["article"] * 20])
    tagged = place in ("article", "body", "bare")
    pieces = [
        tag(chance) if tagged and chance.random() < 0.7 else chance.choice(WORDS) for _ in range(chance.randint(1, 3))
    ]
    return place, "".join(pieces) or "x"


def tag(chance: random.Random) -> str:
    name = chance.choice(TAGS)
    attributes = "".join(f" {chance.choice(ATTRIBUTES)}" for _ in range(chance.randint(0, 2)))
    text = chance.choice(["", "x", "word by word by word", chance.choice(WORDS)])
    slash, end = chance.choice(["", "", "", "/"]), chance.choice(["", f"</{name}>", f"</{name}>"])
    return f"<{name}{attributes}{slash}>{text}{end}"


def grown(place: str, fragment: str, *, size: int) -> float:
    """The exponent of the growth; the lower of two."""
    first = exponent(place, fragment, size)
    return min(first, exponent(place, fragment, size)) if first > 1.4 else first


def exponent(place: str, fragment: str, size: int) -> float:
    times = [cost(place, fragment, size << power) for power in (0, 1, 2)]
    return math.log2((times[2] + 0.002) / (times[1] + 0.002)) if times[2] > 0.03 else 0.0


def cost(place: str, fragment: str, size: int) -> float:
    """CPU seconds."""
    before, after = (filled(side) for side in DATA["places"][place])
    number = size // len(fragment)
    repeated = (
        "".join(fragment.replace("{n}", str(n)) for n in range(number)) if "{n}" in fragment else fragment * number
    )
    body = (before + repeated + after).encode("utf-8", "surrogatepass")
    began = time.process_time()
    with suppress(PageError):
        parvis.read_page(body, URL)
    return time.process_time() - began


def filled(side: str) -> str:
    for name, beginning in DATA["beginnings"].items():
        side = side.replace(f"{{{name}}}", beginning)
    return side


if __name__ == "__main__":
    main()
