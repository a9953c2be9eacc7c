"""What does a page cost the process that crawls, beside a bare Scrapy spider that only downloads it?

Both crawl the same invented papers behind one proxy on this machine, without a delay, one request at a time a host, in
turns; Parvis reads, judges and stores every page besides (synchronous=FULL). CPU time is that of the crawling process
from its start to its end, imports left out; of the page readers, processes of their own, apart. The press has a process
of its own, too. Pages a second say little on a machine that is busy; the CPU time does.

python bench/crawl.py [--urls 2000] [--hosts 8] [--rounds 3]
python bench/crawl.py --urls 50000 --rounds 0      Parvis alone, and its memory as it goes on
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.crawl.press import Answer, Press, feed  # noqa: E402
from tests.daily import html_of  # noqa: E402

FEED = 500  # links of one feed
PARTS = ("plain", "tuned", "parvis")  # the bare spider twice: as it is, and with what saves Parvis time
Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--urls", type=int, default=2_000)
    parser.add_argument("--hosts", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3, help="of both in turn; 0: Parvis alone")
    parser.add_argument("--profile", help="write what the crawling process does to this file (cProfile)")
    parser.add_argument("--part", choices=["press", *PARTS], help=argparse.SUPPRESS)
    parser.add_argument("--proxy", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part == "press":
        serve(args.hosts, args.urls // args.hosts)
    elif args.part:
        print(json.dumps(measure(args)))
    else:
        compare(args)


# Both in turn


def compare(args: argparse.Namespace) -> None:
    with press_process(args) as proxy:
        if not args.rounds:
            print_row(run_part("parvis", args, proxy, watched=True))
            return
        rounds = [[run_part(part, args, proxy) for part in PARTS] for _ in range(args.rounds)]
    for figures in (one for turn in rounds for one in turn):
        print_row(figures)
    for place, what in enumerate(("Scrapy as it is", "Scrapy with the settings of Parvis that save time")):
        cpu, wall = (median(turn[-1][key] / turn[place][key] for turn in rounds) for key in ("cpu", "seconds"))
        print(f"CPU {cpu:.2f} x, wall time {wall:.2f} x that of {what} (medians)")


def print_row(figures: Figures) -> None:
    page = 1000 / figures["pages"]
    print(
        f"{figures['part']:8}{figures['pages']:7} pages{figures['cpu'] * page:8.2f} ms CPU a page"
        f"{figures.get('readers', 0) * page:8.2f} ms in readers{figures['pages'] / figures['seconds']:8.1f} pages/s"
        f"{figures['memory']:8.1f} MB at most",
        flush=True,
    )


@contextmanager
def press_process(args: argparse.Namespace) -> Iterator[str]:
    command = [sys.executable, __file__, "--part", "press", "--urls", str(args.urls), "--hosts", str(args.hosts)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def run_part(part: str, args: argparse.Namespace, proxy: str, *, watched: bool = False) -> Figures:
    command = [sys.executable, __file__, "--part", part, "--proxy", proxy]
    command += ["--urls", str(args.urls), "--hosts", str(args.hosts)]
    if args.profile and part == "parvis":
        command += ["--profile", args.profile]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    readers, told = 0.0, time.monotonic()
    while process.poll() is None:
        time.sleep(0.5)
        readers = max(readers, cpu_beside(process.pid))
        if watched and time.monotonic() - told >= 20:
            told = time.monotonic()
            print(f"{told:10.0f} s {resident(process.pid):8.1f} MB", flush=True)
    assert process.stdout is not None
    figures: Figures = json.loads(process.stdout.read().splitlines()[-1])
    return {**figures, "readers": readers}


def cpu_beside(leader: int) -> float:
    """CPU seconds of the other processes of a session, and of those that they have outlived."""
    spent = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = stat.read_text().partition(" (")[0], stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if int(rest[3]) == leader and int(pid) != leader:
            spent += sum(map(int, rest[11:15]))
    return spent / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    except OSError:
        return 0.0


# One part, in a process of its own


def measure(args: argparse.Namespace) -> Figures:
    crawl = {"parvis": crawl_with_parvis, "plain": crawl_with_scrapy, "tuned": crawl_with_scrapy}[args.part](args)
    began, cpu = time.monotonic(), time.process_time()
    pages = profiled(crawl, args.profile) if args.profile else crawl()
    return {
        "part": args.part,
        "pages": pages,
        "cpu": time.process_time() - cpu,
        "seconds": time.monotonic() - began,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10,
    }


def profiled(crawl: Any, file: str) -> int:
    import cProfile  # noqa: PLC0415

    profile = cProfile.Profile()
    pages: int = profile.runcall(crawl)
    profile.dump_stats(file)
    return pages


def crawl_with_parvis(args: argparse.Namespace) -> Any:
    from parvis.crawl import CrawlRequest, run_crawl  # noqa: PLC0415

    def crawl() -> int:
        with TemporaryDirectory() as folder:
            request = CrawlRequest(
                archive=Path(folder) / "archive.db", sites=(), urls=sources(args), delay=0, proxy=args.proxy
            )
            return sum(run_crawl(request).progress.stored.values())

    return crawl


def crawl_with_scrapy(args: argparse.Namespace) -> Any:
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415

    from bench.plain_spider import PlainSpider  # noqa: PLC0415

    def crawl() -> int:
        os.environ["http_proxy"] = args.proxy
        process = AsyncCrawlerProcess({"DOWNLOAD_DELAY": 0, "LOG_LEVEL": "ERROR", **settings_of(args.part)})
        crawler = process.create_crawler(PlainSpider)
        process.crawl(crawler, feeds=",".join(sources(args)))
        process.start()
        assert crawler.stats is not None
        return int(crawler.stats.get_value("item_scraped_count", 0))

    return crawl


def settings_of(part: str) -> dict[str, Any]:
    from parvis.crawl import settings  # noqa: PLC0415

    ours = settings.SPIDER_MIDDLEWARES, settings.EXTENSIONS, settings.DOWNLOADER_MIDDLEWARES
    spider, extensions, downloader = ({name: None for name, order in one.items() if order is None} for one in ours)
    kept = {name: None for name in downloader if "retry" not in name and "redirect" not in name and "comp" not in name}
    quick = {"CONCURRENT_ITEMS": settings.CONCURRENT_ITEMS, "SPIDER_MIDDLEWARES": spider}
    return quick | {"EXTENSIONS": extensions, "DOWNLOADER_MIDDLEWARES": kept} if part == "tuned" else {}


def sources(args: argparse.Namespace) -> tuple[str, ...]:
    feeds = -(-args.urls // args.hosts // FEED)
    return tuple(f"http://{host(n)}/feed-{f}.xml" for n in range(args.hosts) for f in range(feeds))


def host(number: int) -> str:
    return f"paper{number}.example"


# The press


class Papers:
    """Answers of the press, made when they are asked for; every host has other stories."""

    def __init__(self, hosts: int, each: int) -> None:
        self._each = each
        self._first = {host(number): number * each for number in range(hosts)}

    def get(self, key: tuple[str, str], default: Answer) -> Answer:
        name, path = key
        kind, _, number = path.rpartition("-")
        if kind == "/story" and number.isdecimal():
            return Answer(body=self._page(name, int(number)))
        if kind == "/feed":
            first = int(number.removesuffix(".xml")) * FEED
            links = [f"http://{name}/story-{one}" for one in range(first, min(first + FEED, self._each))]
            return Answer(body=feed(links), headers={"Content-Type": "text/xml"})
        return default

    def _page(self, name: str, number: int) -> bytes:
        body = html_of(self._first[name] + number)
        start = body.index(b'<link rel="canonical"')
        return body[:start] + body[body.index(b">", start) + 1 :]


def serve(hosts: int, each: int) -> None:
    with Press() as press:
        press.answers = Papers(hosts, each)  # type: ignore[assignment]
        print(press.proxy, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
