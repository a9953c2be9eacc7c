"""What a page costs the server, in CPU: an archive of 100,000 invented articles, each page ten times.

python bench/web.py [ARCHIVE] [--articles N]
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
import time
from pathlib import Path
from statistics import median

import httpx
from big_archive import make_archive

from parvis.web.serving import application

LIMITS = {
    "/": 50,
    "/a/77": 50,
    "/a/77.json": 50,
    "/sites/paper3": 50,
    "/walls": 50,
    "/changes": 50,
    "/runs": 50,
    "/codebook": 50,
    "/trend": 50,
    "/trend.svg": 50,
    "/search": 150,
    "/search?access=walled": 150,
    "/search?q=badorker": 150,
    "/search?q=%22badorker+salpator%22": 150,
    "/search?q=site:paper3": 150,
}
TIMES = 10


async def measure(path: Path) -> None:
    app = application(path).app()
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for asked, limit in LIMITS.items():
            first, *rest = [await cost(client, asked) for _ in range(TIMES + 1)]
            told = "" if median(rest) < limit else f"  more than {limit} ms"
            print(f"{asked:36} first {first:7.1f} ms   then {median(rest):6.1f} ms{told}")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for number in range(1, 1001):
            await client.get(f"/a/{number}")
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"memory: {before / 1024:.0f} MB, after 1,000 further pages {after / 1024:.0f} MB")


async def cost(client: httpx.AsyncClient, asked: str) -> float:
    start = time.process_time()
    answer = await client.get(asked)
    assert answer.status_code in {200, 404}, (asked, answer.status_code)
    return (time.process_time() - start) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", nargs="?", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    asked = parser.parse_args()
    if asked.archive:
        asyncio.run(measure(asked.archive))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.db"
        make_archive(path, articles=asked.articles)
        asyncio.run(measure(path))


if __name__ == "__main__":
    main()
