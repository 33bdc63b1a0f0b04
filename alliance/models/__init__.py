from alliance.models.attachments import Attachment, Picture
from alliance.models.audit import AccessRecord
from alliance.models.dated import DatedModel, DatedQuerySet
from alliance.models.jobs import Job
from alliance.models.places import Place
from alliance.models.status import StatusChange
from alliance.models.timetable import TimetableRow
from alliance.models.versioned import StaleRecordError, VersionedModel, VersionedQuerySet

__all__ = [
    "AccessRecord",
    "Attachment",
    "DatedModel",
    "DatedQuerySet",
    "Job",
    "Picture",
    "Place",
    "StaleRecordError",
    "StatusChange",
    "TimetableRow",
    "VersionedModel",
    "VersionedQuerySet",
]
