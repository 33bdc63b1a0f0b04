"""The committee's own pages in a packet. They follow the meeting, not the as-of date."""

from meetings.packet_sections import material, offices, results, roster

__all__ = ["material", "offices", "results", "roster"]
