"""Site definitions: what is known of a news site, one TOML file each."""

from parvis.sites.definition import Site
from parvis.sites.known import BASES, Known
from parvis.sites.layout import SELECTORS, SiteLayout
from parvis.sites.loading import (
    adhoc_site,
    dump_site,
    folder_beside,
    known_sites,
    load_site,
    load_sites,
    select_sites,
    site_for,
)
from parvis.sites.validation import check_site, read_site

__all__ = [
    "BASES",
    "SELECTORS",
    "Known",
    "Site",
    "SiteLayout",
    "adhoc_site",
    "check_site",
    "dump_site",
    "folder_beside",
    "known_sites",
    "load_site",
    "load_sites",
    "read_site",
    "select_sites",
    "site_for",
]
