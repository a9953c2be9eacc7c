"""The archive: the only place with SQL. `Archive.apply` stores what happened, `queries` answers what is asked."""

from parvis.archive.apply import Applied
from parvis.archive.archive import Archive, RobotsRow

__all__ = ["Applied", "Archive", "RobotsRow"]
