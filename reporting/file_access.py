"""Who reads the pictures of a partner's activity: the partner itself. Packets hold their own."""

from typing import Any

from alliance.files import readers_of
from alliance.periods import today
from reporting.models import Activity, Partner


@readers_of("reporting.activity")
def may_read_activity(user: Any, activity: Activity) -> bool:
    own = Partner.objects.of_user(user, today())
    return bool(own.filter(pk=activity.report.partner_id).exists())
