"""Three invented newspapers on loopback, for the demo and the tests.

with DemoPress(day=1) as press: crawl through `press.proxy`, then set `press.day = 2` and crawl again. What an archive
must hold then stands in `truth(paper, day)`, what it must not in `canaries()`.
"""

from importlib.resources import files

from parvis.demo.draft import PAPERS
from parvis.demo.issue import draft_path, second_path
from parvis.demo.misbehaviour import Misbehaviour
from parvis.demo.press import DemoPress
from parvis.demo.story import DEMO_DAYS, Story, canaries, stories
from parvis.demo.truth import Truth, truth
from parvis.sites import Site, load_sites

__all__ = [
    "DEMO_DAYS",
    "PAPERS",
    "DemoPress",
    "Misbehaviour",
    "Story",
    "Truth",
    "canaries",
    "demo_sites",
    "draft_path",
    "second_path",
    "stories",
    "truth",
]


def demo_sites() -> dict[str, Site]:
    """The definitions of the demo's newspapers."""
    return {name: site for name, site in load_sites(files("parvis.demo.sites")).items() if site.demo}
