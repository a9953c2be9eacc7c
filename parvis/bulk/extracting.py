"""`parvis extract`: many files into shards, by processes of this machine or by a Dask cluster, with the same outcome.

A file is one task and a task needs nothing of another. One that dies with its worker is done again by another worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from parvis.bulk.importing import check_source
from parvis.bulk.shard import ShardReport, ShardTask, make_shard
from parvis.crawl.readers import ServerContext
from parvis.errors import ParvisError
from parvis.sites import Site
from parvis.words import Profile

TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractRequest:
    """What to extract, and by whom."""

    sources: Sequence[Path]
    folder: Path  # of the shards
    sites: Mapping[str, Site] = field(default_factory=dict)
    profile: Profile = Profile.RESEARCH
    workers: int = 2
    scheduler: str | None = None  # of a Dask cluster: tcp://host:8786; "local" makes one on this machine
    on_shard: Callable[[ShardReport], None] = lambda _: None
    on_dashboard: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A file of which no shard could be made, and why."""

    source: Path
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractReport:
    shards: tuple[ShardReport, ...]
    lost: tuple[Lost, ...]


def run_extract(request: ExtractRequest) -> ExtractReport:
    """Makes a shard of every file that has none yet.

    Raises:
        ParvisError: a file that is not there, a folder that cannot be written, a cluster that cannot be reached.
    """
    for source in request.sources:
        check_source(source)
    try:
        request.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ParvisError(f"{request.folder}: {error.strerror}; name another folder with -o") from error
    outcomes = _by_dask(request) if request.scheduler else _by_processes(request)
    shards, lost = [], []
    for outcome in outcomes:
        if isinstance(outcome, Lost):
            lost.append(outcome)
        else:
            shards.append(outcome)
            request.on_shard(outcome)
    return ExtractReport(
        shards=tuple(sorted(shards, key=lambda one: one.shard)), lost=tuple(sorted(lost, key=lambda one: one.source))
    )


def _tasks(request: ExtractRequest) -> list[ShardTask]:
    folder = request.folder.resolve()  # a worker elsewhere stands in another folder
    return [
        ShardTask(source=source.resolve(), folder=folder, sites=request.sites, profile=request.profile)
        for source in request.sources
    ]


def _by_processes(request: ExtractRequest) -> Iterator[ShardReport | Lost]:
    waiting = _tasks(request)
    for tries in range(1, TRIES + 1):
        died = []
        for task, outcome in _round(request, waiting):
            if outcome is None and tries < TRIES:
                died.append(task)
            else:
                yield outcome or Lost(source=task.source, problem=f"the worker died, {TRIES} times")
        waiting = died


def _round(
    request: ExtractRequest, tasks: Sequence[ShardTask]
) -> Iterator[tuple[ShardTask, ShardReport | Lost | None]]:
    """What became of each task; None: its worker died."""
    pool = ProcessPool(request.workers, context=ServerContext())
    try:
        futures: dict[Future[ShardReport], ShardTask] = {
            pool.schedule(make_shard, args=(task,)): task for task in tasks
        }
        for future in as_completed(futures):
            yield futures[future], _outcome(future.result, futures[future])
    finally:
        pool.stop()  # type: ignore[no-untyped-call]  # pebble has types, this method none
        pool.join()


def _outcome(result: Callable[[], ShardReport], task: ShardTask) -> ShardReport | Lost | None:
    try:
        return result()
    except (ProcessExpired, BrokenProcessPool):
        return None
    except ParvisError as error:
        return Lost(source=task.source, problem=str(error))


def _by_dask(request: ExtractRequest) -> Iterator[ShardReport | Lost]:
    """Dask itself gives the task of a lost worker to another one."""
    distributed = _distributed()
    with _client(distributed, request) as client:
        request.on_dashboard(client.dashboard_link)
        futures = {
            client.submit(make_shard, task, key=f"shard {task.source}", retries=TRIES - 1, pure=False): task
            for task in _tasks(request)
        }
        for future in distributed.as_completed(list(futures)):
            task = futures[future]
            try:
                yield future.result()
            except ParvisError as error:
                yield Lost(source=task.source, problem=str(error))
            except distributed.KilledWorker:
                yield Lost(source=task.source, problem="the workers that had it died")


def _distributed() -> Any:
    try:
        import distributed  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise ParvisError("Dask is not installed: pip install 'parvis[scale]', or leave --scheduler out") from error
    return distributed


def _client(distributed: Any, request: ExtractRequest) -> Any:
    """The page readers are processes of their own, so that a worker must be allowed to have children."""
    if request.scheduler == "local":
        import dask  # noqa: PLC0415 (an extra)

        dask.config.set({"distributed.worker.daemon": False})
        cluster = distributed.LocalCluster(n_workers=request.workers, threads_per_worker=1, dashboard_address=":0")
        return _ClientOf(distributed, cluster)
    try:
        return distributed.Client(request.scheduler, timeout="20s")
    except OSError as error:
        raise ParvisError(
            f"{request.scheduler}: no Dask scheduler answers there; start one with: dask scheduler"
        ) from error


class _ClientOf:
    """A client that takes its cluster down with it."""

    def __init__(self, distributed: Any, cluster: Any) -> None:
        self._cluster = cluster
        self._client = distributed.Client(cluster)

    def __enter__(self) -> Any:
        return self._client.__enter__()

    def __exit__(self, *exc: object) -> None:
        self._client.__exit__(*exc)
        self._cluster.close()
