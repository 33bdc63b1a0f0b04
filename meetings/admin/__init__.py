from meetings.admin import packets

__all__ = ["packets"]
