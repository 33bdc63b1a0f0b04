from meetings.admin import decisions, entries, meetings, packets

__all__ = ["decisions", "entries", "meetings", "packets"]
