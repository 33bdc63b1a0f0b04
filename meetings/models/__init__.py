from meetings.models.attendance import Guest, Observer, RosterEntry
from meetings.models.bylaws import Bylaw, BylawArticle, BylawItem, BylawParagraph
from meetings.models.meetings import AgendaItem, Meeting, MeetingStatusChange
from meetings.models.minutes import Decision, MinutesEntry
from meetings.models.notices import PacketNotice
from meetings.models.packets import DraftLink, FigureOverride, Packet, PacketEntry, PacketVersion
from meetings.models.renewals import Renewal, RenewedSeat
from meetings.models.timetable import MeetingTimetableRow

__all__ = [
    "AgendaItem",
    "Bylaw",
    "BylawArticle",
    "BylawItem",
    "BylawParagraph",
    "Decision",
    "DraftLink",
    "FigureOverride",
    "Guest",
    "Meeting",
    "MeetingStatusChange",
    "MeetingTimetableRow",
    "MinutesEntry",
    "Observer",
    "Packet",
    "PacketEntry",
    "PacketNotice",
    "PacketVersion",
    "Renewal",
    "RenewedSeat",
    "RosterEntry",
]
