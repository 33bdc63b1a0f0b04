"""The public directory: what a visitor asks for, what is found, and how it can be narrowed."""

from members.directory.entry import DirectoryEntry
from members.directory.index import Entry, index_of
from members.directory.results import PAGE_SIZE, Directory
from members.directory.search import LONGEST_SEARCH, DirectorySearch

__all__ = [
    "LONGEST_SEARCH",
    "PAGE_SIZE",
    "Directory",
    "DirectoryEntry",
    "DirectorySearch",
    "Entry",
    "index_of",
]
