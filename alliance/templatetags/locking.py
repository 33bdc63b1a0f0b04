"""Pages that ask for a confirmation carry the versions that they show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from alliance.models import VersionedModel

register = template.Library()


@register.simple_tag
def shown_versions(records: Iterable[Any] | Any) -> SafeString | str:
    from alliance.admin import shown  # tag libraries are loaded before the admin can be

    many = records if isinstance(records, Iterable) else [records]
    versions = {
        record.pk: shown.Shown(record.version, {})
        for record in many
        if isinstance(record, VersionedModel)
    }
    return shown.hidden_input(shown.FIELD, shown.sign(versions)) if versions else ""
