"""The archive: the only place with SQL. `Archive.apply` stores what happened, `queries` answers what is asked."""

from parvis.archive.apply import Applied
from parvis.archive.archive import Archive
from parvis.archive.origins import RightsFile, RobotsRow
from parvis.archive.updating import bring_up_to_date

__all__ = ["Applied", "Archive", "RightsFile", "RobotsRow", "bring_up_to_date"]
