"""What draws charts is an extra: asked for before anything else is imported from here."""

from __future__ import annotations

from importlib.util import find_spec

from parvis.errors import ChartError

__all__ = ["need_charts"]

PACKAGES = ("altair", "vl_convert", "jinja2")


def need_charts(packages: tuple[str, ...] = PACKAGES) -> None:
    """Raises ChartError, with the remedy, where one of them is missing."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise ChartError(f"charts need {', '.join(missing)}: install what draws them with pip install 'parvis[web]'")
