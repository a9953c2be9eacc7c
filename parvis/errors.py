"""The exceptions of Parvis, and whose fault each one is.

ParvisError                 anything that Parvis raises on purpose; the message names the thing and the remedy
├── PageError               theirs: this page cannot be read; the crawl goes on, the page is quarantined
│   ├── EmptyPage           no bytes, or nothing but white space
│   ├── NotHtml             binary data, a feed, an image: not a page
│   ├── PageTooLarge        more bytes, elements or attributes than a page may have
│   └── PageTooSlow         reading hit its limit of time or memory
├── SourceError             theirs: a feed, sitemap or listing that cannot be read
├── SiteError               the user's: a site definition that does not hold, with file, key and remedy
├── DataError               ours: a vendor, phrase or weight file that does not hold
├── ArchiveError            the archive cannot be used
│   ├── NotAnArchive        a file that is no archive of Parvis
│   ├── ArchiveTooNew       made by a later program
│   ├── ArchiveTooOld       made by an earlier program; whoever writes to it brings it up to date
│   ├── ArchiveLocked       another crawl writes to it
│   ├── ArchiveUnwritable   folder or file cannot be written, or the disk is full
│   └── ArchiveMismatch     demo and real sites would share one archive
├── CrawlError              a crawl cannot start or go on
│   └── SitesBusy           another crawl is at every site that was named (exit code 4)
├── QueryError              the user's: a query that cannot be asked, with the place and the remedy (exit code 2)
├── ExportError             articles cannot be written out: the file, the form, or fewer rows than were counted
├── ReportError             a report cannot be written to its file
├── ChartError              a chart cannot be drawn or written: what draws it is not installed
├── CodingError             the user's: a coding sheet that cannot be read, with file, line and remedy
├── NothingFound            a question with no answer (exit code 3)
└── PromiseBroken           ours: text from behind a wall was about to leave the reader (never the text itself)
"""

from __future__ import annotations

from parvis.words import Reason

# What a command ends with, beside what an error says.
SITES_FAILED = 4
INTERRUPTED = 130


class ParvisError(Exception):
    """The base of all; `exit_code` is what the command line ends with."""

    exit_code = 1


class PageError(ParvisError):
    """A page that cannot be read. The message never quotes the page."""

    reason = Reason.UNREADABLE


class EmptyPage(PageError):
    reason = Reason.EMPTY


class NotHtml(PageError):
    reason = Reason.NOT_HTML


class PageTooLarge(PageError):
    reason = Reason.TOO_LARGE


class PageTooSlow(PageError):
    reason = Reason.TOO_SLOW


class SourceError(ParvisError):
    """A feed, sitemap or listing that cannot be read."""


class SiteError(ParvisError):
    """A site definition that does not hold; says file, key and remedy."""


class DataError(ParvisError):
    """A data file of Parvis's own that does not hold."""


class ArchiveError(ParvisError):
    """The archive cannot be used."""


class NotAnArchive(ArchiveError):
    pass


class ArchiveTooNew(ArchiveError):
    pass


class ArchiveTooOld(ArchiveError):
    pass


class ArchiveLocked(ArchiveError):
    pass


class ArchiveUnwritable(ArchiveError):
    pass


class ArchiveMismatch(ArchiveError):
    pass


class CrawlError(ParvisError):
    """A crawl cannot start or go on."""


class SitesBusy(CrawlError):
    """Another crawl of this machine is at all the sites."""

    exit_code = SITES_FAILED


class QueryError(ParvisError):
    """A query that cannot be asked; each problem stands with its place."""

    exit_code = 2


class ExportError(ParvisError):
    """Articles cannot be written out; nothing half is left."""


class ReportError(ParvisError):
    """A report cannot be written; what stood there stands as it was."""


class ChartError(ParvisError):
    """A chart cannot be drawn, for what draws it is an extra and not installed, or not be written."""


class CodingError(ParvisError):
    """A coding sheet that cannot be read, or codes that contradict each other."""


class NothingFound(ParvisError):
    """The question was fine, the answer is empty."""

    exit_code = 3


class PromiseBroken(ParvisError):
    """A record that would break the promise of public text only; it is quarantined, its text is never quoted."""

    reason = Reason.PROMISE
