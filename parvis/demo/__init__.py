"""Three invented newspapers on loopback, for the demo and the tests."""

from importlib.resources import files

from parvis.demo.misbehaviour import Misbehaviour
from parvis.demo.press import DemoPress, draft_path, second_path
from parvis.demo.story import DEMO_DAYS, PAPERS, Story, canaries, stories
from parvis.sites import Site, load_sites

__all__ = [
    "DEMO_DAYS",
    "PAPERS",
    "DemoPress",
    "Misbehaviour",
    "Story",
    "canaries",
    "demo_sites",
    "draft_path",
    "second_path",
    "stories",
]


def demo_sites() -> dict[str, Site]:
    """The definitions of the demo's newspapers."""
    return {name: site for name, site in load_sites(files("parvis.demo.sites")).items() if site.demo}
