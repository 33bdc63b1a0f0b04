from subcommittees.models.findings import Finding, FindingRow
from subcommittees.models.meetings import (
    ParticipantCount,
    SubcommitteeMeeting,
    SubcommitteeStatusChange,
    SubcommitteeTimetableRow,
)
from subcommittees.models.presentations import Presentation

__all__ = [
    "Finding",
    "FindingRow",
    "ParticipantCount",
    "Presentation",
    "SubcommitteeMeeting",
    "SubcommitteeStatusChange",
    "SubcommitteeTimetableRow",
]
