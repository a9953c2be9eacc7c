"""An article's looks in the order of time, and the versions that follow from them.

A look shows a variant: the lines, metadata and access of a page before cleaning. A version is a run of looks, one
after the other in time, whose variants are equal under today's block statuses. So the versions follow from the looks
and the statuses alone: pages may arrive late, lines may become boilerplate and content again, the outcome is the same.
The ordinary look is the newest and is added at the end; everything else lays the timeline out anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from parvis.archive.layouts import note_sight
from parvis.archive.rendering import Rendered, render_variant
from parvis.archive.values import stamp
from parvis.archive.versions import copy_contents, copy_version, render_again
from parvis.words import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look at an article. The one that found it gone has no variant."""

    article_id: int
    fetch_id: int
    at: datetime
    status: int | None
    variant_id: int | None = None
    withheld_words: int | None = None
    body_digest: str = ""
    layout_id: int | None = None
    wall_layout_id: int | None = None


def add_look(conn: sqlite3.Connection, look: Look, *, digest: str, make_version: Callable[[], int]) -> Change:
    """Adds what a look has shown. `make_version` stores its content if the article does not show it at that time."""
    last = conn.execute(
        """
        SELECT observation.at, version.id, version.digest
        FROM observation JOIN version ON version.id = observation.version_id
        WHERE observation.article_id = ? ORDER BY observation.at DESC, observation.id DESC LIMIT 1
        """,
        (look.article_id,),
    ).fetchone()
    if last and last[0] > stamp(look.at):
        return _add_late(conn, look, make_version())
    change = Change.NEW if last is None else Change.SAME if last[2] == digest else Change.CHANGED
    version_id = last[1] if change is Change.SAME else make_version()
    _insert(conn, look, version_id, change)
    if change is Change.SAME:
        conn.execute("UPDATE version SET last_seen_at = ? WHERE id = ?", (stamp(look.at), version_id))
    _update_article(conn, look.article_id, version_id)
    return change


def add_end(conn: sqlite3.Connection, look: Look) -> None:
    """Adds a look that found the article gone."""
    _insert(conn, look, None, Change.CHANGED)
    _update_article(conn, look.article_id, None)


def _add_late(conn: sqlite3.Connection, look: Look, version_id: int) -> Change:
    observation_id = _insert(conn, look, version_id, Change.CHANGED)
    lay_out(conn, look.article_id)
    return Change(conn.execute("SELECT change FROM observation WHERE id = ?", (observation_id,)).fetchone()[0])


def _insert(conn: sqlite3.Connection, look: Look, version_id: int | None, change: Change) -> int:
    """`body_changed` tells of public text past the teaser's cap, which makes no version."""
    before = conn.execute(
        """
        SELECT body_digest FROM observation
        WHERE article_id = ? AND body_digest <> '' AND at <= ? ORDER BY at DESC, id DESC LIMIT 1
        """,
        (look.article_id, stamp(look.at)),
    ).fetchone()
    added = conn.execute(
        """
        INSERT INTO observation (article_id, version_id, variant_id, fetch_id, at, change, status, withheld_words,
                                 body_digest, body_changed, layout_id, wall_layout_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            look.article_id,
            version_id,
            look.variant_id,
            look.fetch_id,
            stamp(look.at),
            change,
            look.status,
            look.withheld_words,
            look.body_digest,
            int(before[0] != look.body_digest) if before and look.body_digest else None,
            look.layout_id,
            look.wall_layout_id,
        ),
    )
    note_sight(conn, look.layout_id, stamp(look.at))
    return int(added.lastrowid or 0)


def _update_article(conn: sqlite3.Connection, article_id: int, version_id: int | None) -> None:
    """What follows for the article: its current version, first and last sight, since when it is gone."""
    conn.execute(
        """
        UPDATE article SET
            version_id = coalesce(:version, version_id),
            first_seen_at = (SELECT min(at) FROM observation WHERE article_id = :article),
            last_seen_at = coalesce((
                SELECT at FROM observation WHERE article_id = :article AND variant_id IS NOT NULL
                ORDER BY at DESC LIMIT 1
            ), last_seen_at),
            gone_at = (
                SELECT min(at) FROM observation
                WHERE article_id = :article AND variant_id IS NULL AND (at, id) > (
                    SELECT at, id FROM observation WHERE article_id = :article AND variant_id IS NOT NULL
                    ORDER BY at DESC, id DESC LIMIT 1
                )
            )
        WHERE id = :article
        """,
        {"article": article_id, "version": version_id},
    )


class _Shown(NamedTuple):
    """A look of the timeline, as it is stored."""

    id: int
    at: str
    variant_id: int
    version_id: int
    change: str
    body_digest: str
    body_changed: int | None

    @property
    def shown(self) -> tuple[int, int]:
        """The lines are the variant's, the metadata and the access the version's: a verdict may be judged anew."""
        return self.variant_id, self.version_id


def lay_out(conn: sqlite3.Connection, article_id: int) -> None:
    """Finds the versions of an article anew. Ids are kept where a run still has one; those left over become aliases."""
    looks = [_Shown(*row) for row in conn.execute(_LOOKS, (article_id,))]
    views = {shown: render_variant(conn, *shown) for shown in {look.shown for look in looks}}
    runs = [list(run) for _, run in groupby(looks, key=lambda look: views[look.shown].digest)]
    owners = _owners(conn, runs)
    copy_contents(conn, {owner: run[0].version_id for owner, run in zip(owners, runs, strict=True)})
    for owner, run in zip(owners, runs, strict=True):
        _write_run(conn, owner, run, views[run[0].shown])
    _write_changes(conn, looks, list(_changes(runs)))
    _retire(conn, article_id, _heirs(owners, runs))
    _update_article(conn, article_id, owners[-1] if owners else None)


_LOOKS = """
SELECT id, at, variant_id, version_id, change, body_digest, body_changed FROM observation
WHERE article_id = ? AND variant_id IS NOT NULL ORDER BY at, id
"""


def _owners(conn: sqlite3.Connection, runs: Sequence[Sequence[_Shown]]) -> list[int]:
    """The version of each run: the smallest id of its looks that is still free, else a copy."""
    taken: set[int] = set()
    owners = []
    for run in runs:
        free = {look.version_id for look in run} - taken
        owner = min(free) if free else copy_version(conn, run[0].version_id, at=run[0].at)
        taken.add(owner)
        owners.append(owner)
    return owners


def _write_run(conn: sqlite3.Connection, version_id: int, run: Sequence[_Shown], view: Rendered) -> None:
    conn.execute(
        """
        UPDATE version SET first_seen_at = :first, last_seen_at = :last
        WHERE id = :id AND (first_seen_at, last_seen_at) <> (:first, :last)
        """,
        {"first": run[0].at, "last": run[-1].at, "id": version_id},
    )
    render_again(conn, version_id, view)
    conn.executemany(
        "UPDATE observation SET version_id = ? WHERE id = ?",
        [(version_id, look.id) for look in run if look.version_id != version_id],
    )


def _changes(runs: Sequence[Sequence[_Shown]]) -> Iterator[tuple[str, int | None]]:
    """What each look brought, and whether the text past the cap had changed since the look before."""
    body = ""
    for number, run in enumerate(runs):
        for place, look in enumerate(run):
            first = Change.CHANGED if number else Change.NEW
            changed = int(look.body_digest != body) if look.body_digest and body else None
            body = look.body_digest or body
            yield (Change.SAME if place else first), changed


def _write_changes(
    conn: sqlite3.Connection, looks: Sequence[_Shown], changes: Sequence[tuple[str, int | None]]
) -> None:
    conn.executemany(
        "UPDATE observation SET change = ?, body_changed = ? WHERE id = ?",
        [
            (*change, look.id)
            for look, change in zip(looks, changes, strict=True)
            if change != (look.change, look.body_changed)
        ],
    )


def _heirs(owners: Sequence[int], runs: Sequence[Sequence[_Shown]]) -> dict[int, int]:
    """Which version each old one has become, by its first look; an owner stays itself."""
    heirs: dict[int, int] = {owner: owner for owner in owners}
    for owner, run in zip(owners, runs, strict=True):
        for look in run:
            heirs.setdefault(look.version_id, owner)
    return heirs


def _retire(conn: sqlite3.Connection, article_id: int, heirs: dict[int, int]) -> None:
    """Versions that no look shows any more stay known by their id, as names of the one that took over."""
    known = conn.execute("SELECT id FROM version WHERE article_id = ?", (article_id,)).fetchall()
    for (version_id,) in known:
        heir = heirs[version_id]
        if heir == version_id:
            continue
        conn.execute("UPDATE article SET version_id = ? WHERE version_id = ?", (heir, version_id))
        conn.execute("UPDATE version_alias SET version_id = ? WHERE version_id = ?", (heir, version_id))
        conn.execute("INSERT INTO version_alias (id, version_id) VALUES (?, ?)", (version_id, heir))
        conn.execute("DELETE FROM version WHERE id = ?", (version_id,))
