from reporting.models.activities import (
    Activity,
    ActivityCount,
    ActivityProgrammeRow,
    Exhibitor,
)
from reporting.models.partners import Partner, PartnerReport
from reporting.models.visits import PageViewCount, PageViewRow, VisitMonth

__all__ = [
    "Activity",
    "ActivityCount",
    "ActivityProgrammeRow",
    "Exhibitor",
    "PageViewCount",
    "PageViewRow",
    "Partner",
    "PartnerReport",
    "VisitMonth",
]
