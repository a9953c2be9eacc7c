"""`parvis serve`: Datasette with one archive and our plugin, on loopback unless told otherwise."""

from __future__ import annotations

import asyncio
import threading
import webbrowser
from collections.abc import Collection
from pathlib import Path
from typing import Any

from parvis.archive import Archive

__all__ = ["application", "serve"]


def application(path: Path, *, hosts: Collection[str] = ()) -> Any:
    """Datasette with an archive; `hosts` are names that it answers to besides those of loopback."""
    from datasette.app import Datasette  # noqa: PLC0415  the extra `web`
    from datasette.plugins import pm  # noqa: PLC0415

    from parvis.web import plugin  # noqa: PLC0415

    if not pm.is_registered(plugin):  # a checkout that is not installed has no entry point
        pm.register(plugin, name="parvis")
    return Datasette(
        [str(path)],
        metadata={"title": path.stem, "plugins": {"parvis": {"hosts": sorted(hosts)}}},
        settings={"allow_csv_stream": False, "allow_download": False, "sql_time_limit_ms": 2000},
    )


def serve(path: Path, *, host: str, port: int, hosts: Collection[str] = (), browse: bool = False) -> None:
    """Serves until it is told to stop. Raises ArchiveError where the file is no archive that can be read."""
    import uvicorn  # noqa: PLC0415

    Archive.open(path).close()
    made = application(path, hosts={host, *hosts})
    asyncio.run(_check(made))
    if browse:
        shown = f"[{host}]" if ":" in host else host
        threading.Timer(1.0, webbrowser.open, [f"http://{shown}:{port}/"]).start()
    uvicorn.run(made.app(), host=host, port=port, log_level="warning", server_header=False, lifespan="on")


async def _check(made: Any) -> None:
    await made.invoke_startup()
