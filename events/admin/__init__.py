from events.admin import consultations, events

__all__ = ["consultations", "events"]
