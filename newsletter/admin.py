"""The newsletter's records. What was sent is shown, not changed.

Issues, promotions, notices and readers have files of their own.
"""

from __future__ import annotations

from django.contrib import admin

from alliance.admin import RecordAdmin
from newsletter import correction_admin  # noqa: F401 -- registers its admin
from newsletter.intake import admin as news_desk  # noqa: F401 -- registers its admin
from newsletter.models import DayOff, SendingPlan
from newsletter.notices import admin as notice_admin  # noqa: F401 -- registers its admin
from newsletter.promotions import admin as promotion_admin  # noqa: F401 -- registers its admin
from newsletter.subscriptions import admin as subscriber_admin  # noqa: F401 -- registers its admin
from newsletter.subscriptions import import_admin  # noqa: F401 -- registers its admin


@admin.register(SendingPlan)
class SendingPlanAdmin(RecordAdmin):
    list_display = ("issues_per_week", "promotion_places", "valid_from", "valid_to")
    fields = (("issues_per_week", "promotion_places"), ("valid_from", "valid_to"))


@admin.register(DayOff)
class DayOffAdmin(RecordAdmin):
    list_display = ("name", "starts_on", "ends_on")
    list_filter = ("starts_on",)
    search_fields = ("name",)
    fields = ("name", ("starts_on", "ends_on"))
