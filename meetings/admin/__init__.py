from meetings.admin import decisions, meetings, packets

__all__ = ["decisions", "meetings", "packets"]
