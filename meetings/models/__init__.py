from meetings.models.meetings import AgendaItem, Meeting

__all__ = ["AgendaItem", "Meeting"]
