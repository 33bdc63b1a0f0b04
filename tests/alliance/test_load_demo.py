from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from members.models import User


@pytest.mark.django_db
def test_demo_is_refused_where_settings_forbid_it(settings):
    settings.DEMO_ALLOWED = False

    with pytest.raises(CommandError):
        call_command("load_demo")

    assert User.objects.count() == 0
