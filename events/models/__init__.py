from events.models.awards import Award, AwardRecipient
from events.models.consultations import Advisor, Booking, ConsultationEvent, Slot
from events.models.events import Event, EventRole
from events.models.press import PressArticle, PressCoverage
from events.models.programme import EventSession, ProgrammeRow

__all__ = [
    "Advisor",
    "Award",
    "AwardRecipient",
    "Booking",
    "ConsultationEvent",
    "Event",
    "EventRole",
    "EventSession",
    "PressArticle",
    "PressCoverage",
    "ProgrammeRow",
    "Slot",
]
