"""What finding near duplicates costs in a growing archive, and whether it finds all.

Teasers are drawn from an invented vocabulary whose frequencies fall as those of a language do (Zipf), 10 to 60 words
each; every tenth is a copy of an earlier one with some words changed, on the same or on another site. They go to
an archive on disk; before each figure come crawls of 100, 2,000 teasers in all, whose comparison is timed with its
transactions. Storing the articles is not.

python bench/duplicates.py [--docs 1000000] [--sites 50] [--crawl 100] [--folder /tmp]
python bench/duplicates.py --recall 20000      every pair against every other, in memory
"""

from __future__ import annotations

import argparse
import bisect
import itertools
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from parvis.archive import Archive
from parvis.archive.comparison import BATCH, MIN_TELLING, compare_due, compared_by
from parvis.archive.shingle_index import TEMPLATED
from parvis.identity import ALIKE, jaccard, prefix

VOCABULARY, ZIPF = 200_000, 1.0
COPIES = 0.1
TIMED = 2_000  # teasers of the crawls that are timed
FILLED = 10_000  # teasers compared at a time between the figures, which is faster
STEPS = (10_000, 30_000, 100_000, 300_000)
KEPT = 5_000  # recent teasers that may be copied


@dataclass(frozen=True, slots=True)
class Doc:
    site: int
    text: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=100_000)
    parser.add_argument("--sites", type=int, default=50)
    parser.add_argument("--crawl", type=int, default=100, help="teasers of a crawl that is timed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the archive is made, and removed")
    parser.add_argument("--recall", type=int, metavar="DOCS", help="compare with brute force")
    args = parser.parse_args()
    docs = drawn(random.Random(args.seed), sites=args.sites)  # noqa: S311 - drawings shall come again
    with tempfile.TemporaryDirectory(dir=args.folder) as folder, Archive.open(Path(folder) / "a.db", "w") as archive:
        if args.recall:
            check(archive, list(itertools.islice(docs, args.recall)))
        else:
            archive.conn.execute("DROP TRIGGER version_added")  # the search has no part in this
            measure(archive, docs, total=args.docs, crawl=args.crawl)


def drawn(chance: random.Random, *, sites: int) -> Iterator[Doc]:
    """Teasers without end."""
    recent: list[Doc] = []
    cumulated = list(itertools.accumulate(1 / rank**ZIPF for rank in range(1, VOCABULARY + 1)))
    while True:
        if recent and chance.random() < COPIES:
            doc = edited(chance, chance.choice(recent), cumulated, sites=sites)
        else:
            doc = Doc(chance.randrange(sites), " ".join(words(chance, cumulated, chance.randint(10, 60))))
        recent.append(doc)
        if len(recent) > KEPT:
            recent[chance.randrange(KEPT)] = recent.pop()
        yield doc


def words(chance: random.Random, cumulated: list[float], number: int) -> list[str]:
    return [f"w{bisect.bisect(cumulated, chance.random() * cumulated[-1]):x}" for _ in range(number)]


def edited(chance: random.Random, doc: Doc, cumulated: list[float], *, sites: int) -> Doc:
    """A copy with up to a fifth of its words changed."""
    text = doc.text.split()
    for _ in range(chance.randint(0, len(text) // 5)):
        text[chance.randrange(len(text))] = words(chance, cumulated, 1)[0]
    return Doc(chance.choice([doc.site, chance.randrange(sites)]), " ".join(text))


def measure(archive: Archive, docs: Iterator[Doc], *, total: int, crawl: int) -> None:
    """Fills the archive, and times the last crawls before each figure."""
    print("      docs   us a doc: CPU   wall     MB of file   MB of memory    pairs", flush=True)
    done = 0
    for step in [*(number for number in STEPS if number < total), total]:
        fill(archive, docs, first=done, number=step - done - TIMED, crawl=FILLED)
        before = time.process_time(), time.perf_counter()
        apart = fill(archive, docs, first=step - TIMED, number=TIMED, crawl=crawl)
        cpu, wall = time.process_time() - before[0] - apart[0], time.perf_counter() - before[1] - apart[1]
        report(archive, step, cpu / TIMED * 1e6, wall / TIMED * 1e6)
        done = step


def fill(archive: Archive, docs: Iterator[Doc], *, first: int, number: int, crawl: int) -> tuple[float, float]:
    """CPU and wall seconds that went into drawing and storing, not into comparing."""
    cpu = wall = 0.0
    for start in range(first, first + number, crawl):
        before = time.process_time(), time.perf_counter()
        store(archive, itertools.islice(docs, min(crawl, first + number - start)), first=start)
        cpu, wall = cpu + time.process_time() - before[0], wall + time.perf_counter() - before[1]
        compare(archive, limit=max(crawl, BATCH))
    return cpu, wall


def report(archive: Archive, done: int, cpu: float, wall: float) -> None:
    size = archive.path.stat().st_size / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    [pairs] = archive.conn.execute("SELECT count(*) FROM near_pair").fetchone()
    print(f"{done:10}   {cpu:13.0f} {wall:6.0f}   {size:12.0f}   {memory:12.0f} {pairs:8}", flush=True)


def compare(archive: Archive, *, limit: int = BATCH) -> None:
    conn, left = archive.conn, True
    while left:
        conn.execute("BEGIN IMMEDIATE")
        left = compare_due(conn, limit=limit) > 0
        conn.execute("COMMIT")


def store(archive: Archive, docs: Iterator[Doc], *, first: int) -> None:
    """As a crawl leaves them: an article with one version each. Their other columns are as short as can be."""
    conn = archive.conn
    conn.execute("BEGIN IMMEDIATE")
    conn.execute("INSERT OR IGNORE INTO site (id, name, title, teaser_max_words) VALUES (1, 'site0', '', 200)")
    conn.execute("INSERT OR IGNORE INTO anatomy (id, digest, blocks) VALUES (1, '', '[]')")
    conn.execute("INSERT OR IGNORE INTO layout (id, site_id, digest, skeleton) VALUES (1, 1, '', '')")
    for number, doc in enumerate(docs, start=first + 1):
        conn.execute(
            "INSERT OR IGNORE INTO site (id, name, title, teaser_max_words) VALUES (?, ?, '', 200)",
            (doc.site + 1, f"site{doc.site}"),
        )
        conn.execute(
            "INSERT INTO article (id, site_id, key, url, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?, '', '')",
            (number, doc.site + 1, str(number), str(number)),
        )
        conn.execute(_VERSION, {"id": number, "teaser": doc.text, "words": doc.text.count(" ") + 1})
        conn.execute("UPDATE article SET version_id = ? WHERE id = ?", (number, number))
    conn.execute("COMMIT")


_VERSION = """
INSERT INTO version (id, article_id, digest, masked_digest, first_seen_at, last_seen_at, teaser, teaser_source,
    teaser_words, authors, date_quality, sections, tags, access, confidence, mechanism, evidence, signals, declared,
    rights, encoding, public_words, withheld_words, boilerplate_words, removed_words, anatomy_id, layout_id)
VALUES (:id, :id, '', '', '', '', :teaser, 'body', :words, '', '', '', '', '', 0, '', '', '', '', '', '', 0, 0, 0, 0,
    1, 1)
"""


def check(archive: Archive, docs: list[Doc]) -> None:
    """Pairs at Jaccard .7 and more: those of the archive beside those of every two teasers."""
    store(archive, iter(docs), first=0)
    compare(archive)
    rows = archive.conn.execute("SELECT article_id, other_id FROM near_pair")
    found = {(one - 1, two - 1) for one, two in rows}
    prints = [compared_by("", doc.text) for doc in docs]
    alike = brute_force(prints)
    wanted = {pair for pair, telling in zip(alike, told(docs, prints, alike), strict=True) if telling}
    print(f"{len(docs)} teasers, {len(alike)} pairs at Jaccard >= .7, {len(alike) - len(wanted)} of them undecidable")
    print(f"found {len(found)}: recall {len(found & wanted) / len(wanted):.4f}, {len(found - wanted)} too many")


def brute_force(prints: list[frozenset[int]]) -> list[tuple[int, int]]:
    return [
        (one, two)
        for one, a in enumerate(prints)
        for two in range(one + 1, len(prints))
        if not a.isdisjoint(prints[two]) and jaccard(a, prints[two]) >= ALIKE
    ]


def told(docs: list[Doc], prints: list[frozenset[int]], pairs: list[tuple[int, int]]) -> Iterator[bool]:
    """Whether enough is left of each pair without what its sites print over three articles."""
    leading = [frozenset(prefix(keys)) for keys in prints]
    places = Counter((doc.site, key) for doc, keys in zip(docs, leading, strict=True) for key in keys)
    wholes = Counter((doc.site, keys) for doc, keys in zip(docs, prints, strict=True))
    for one, two in pairs:
        sites = {docs[one].site, docs[two].site}
        shared = sum(all(places[site, key] < TEMPLATED for site in sites) for key in leading[one] & leading[two])
        same = prints[one] == prints[two] and all(wholes[site, prints[one]] < TEMPLATED for site in sites)
        yield shared >= MIN_TELLING or same


if __name__ == "__main__":
    main()
