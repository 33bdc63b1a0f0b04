"""Optimistic locking: nobody's edit vanishes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class StaleRecordError(Exception):
    """Somebody else saved the record since it was loaded."""

    def __init__(self, record: VersionedModel) -> None:
        super().__init__(f"{record._meta.label} {record.pk} was changed since it was loaded")
        self.record = record


class VersionedQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        """A bulk change is a change too: forms opened before it must notice."""
        kwargs.setdefault("version", F("version") + 1)
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]


class VersionedModel(models.Model):
    """A record that people edit. Each UPDATE names the version it was based on."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True

    def _do_update(
        self,
        base_qs: models.QuerySet[Any],
        using: str | None,
        pk_val: Any,
        values: Any,
        *more: Any,
    ) -> Any:
        version_field = self._meta.get_field("version")
        rows = [row for row in values if row[0] is not version_field]
        if not rows:
            return super()._do_update(base_qs, using, pk_val, values, *more)  # type: ignore[misc]
        based_on = self.version
        rows.append((version_field, None, based_on + 1))
        of_this_version = base_qs.filter(version=based_on)
        updated = super()._do_update(of_this_version, using, pk_val, rows, *more)  # type: ignore[misc]
        if updated:
            self.version = based_on + 1
        elif base_qs.filter(pk=pk_val).exists():
            raise StaleRecordError(self)
        return updated
