"""Overlapping date ranges, refused by the database itself.

PostgreSQL gets an exclusion constraint (gist), SQLite a pair of triggers; both catch bulk writes
and raw SQL. Ranges include both ends; an open end is NULL.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import Q
from django.db.models.constraints import BaseConstraint
from django.utils.translation import gettext_lazy as _

_FAR_PAST, _FAR_FUTURE = "0001-01-01", "9999-12-31"


class NoOverlap(BaseConstraint):
    """Rows that agree on `keys` must not overlap in time.

    `condition` is a mapping of plain column values (`{"role": "chair"}`): only rows with those
    values are compared.
    """

    default_violation_error_message = _("This period overlaps another one.")

    def __init__(
        self,
        *,
        name: str,
        keys: Sequence[str],
        start: str = "valid_from",
        end: str = "valid_to",
        condition: dict[str, str] | None = None,
        violation_error_code: str | None = None,
        violation_error_message: Any = None,
    ) -> None:
        self.keys = tuple(keys)
        self.start = start
        self.end = end
        self.condition = dict(condition or {})
        super().__init__(
            name=name,
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )

    # --- What Django's schema editor asks ----------------------------------------------------

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        # Neither database takes it inline: the statements run after the table stands.
        schema_editor.deferred_sql.extend(self._statements(model, schema_editor))
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "sqlite":
            return None  # the table is remade, and `constraint_sql` is asked
        statements = self._statements(model, schema_editor)
        return statements[0]

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "sqlite":
            return None  # the triggers go with the old table
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def _statements(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> list[Statement]:
        if schema_editor.connection.vendor == "postgresql":
            return [self._exclusion(model, schema_editor)]
        return [
            self._trigger(model, schema_editor, event="INSERT"),
            self._trigger(model, schema_editor, event="UPDATE"),
        ]

    def _column(self, model: Any, name: str) -> str:
        return str(model._meta.get_field(name).column)

    def _attribute(self, model: Any, name: str) -> str:
        return str(model._meta.get_field(name).attname)

    def _exclusion(self, model: Any, editor: BaseDatabaseSchemaEditor) -> Statement:
        quote = editor.quote_name
        keys = "".join(f"{quote(self._column(model, key))} WITH =, " for key in self.keys)
        start, end = quote(self._column(model, self.start)), quote(self._column(model, self.end))
        where = " AND ".join(
            f"{quote(self._column(model, field))} = {editor.quote_value(value)}"
            for field, value in self.condition.items()
        )
        return Statement(
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s EXCLUDE USING gist "
            "(%(keys)sdaterange(%(start)s, %(end)s, '[]') WITH &&)%(where)s",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            keys=keys,
            start=start,
            end=end,
            where=f" WHERE ({where})" if where else "",
        )

    def _trigger(self, model: Any, editor: BaseDatabaseSchemaEditor, *, event: str) -> Statement:
        quote = editor.quote_name
        start, end = quote(self._column(model, self.start)), quote(self._column(model, self.end))
        same = "".join(
            f" AND other.{quote(self._column(model, key))} = NEW.{quote(self._column(model, key))}"
            for key in self.keys
        )
        only = "".join(
            f" AND {row}.{quote(self._column(model, field))} = {editor.quote_value(value)}"
            for field, value in self.condition.items()
            for row in ("other", "NEW")
        )
        pk = quote(model._meta.pk.column)
        return Statement(
            "CREATE TRIGGER %(name)s AFTER %(event)s ON %(table)s "
            "WHEN EXISTS (SELECT 1 FROM %(table)s AS other "
            "WHERE other.%(pk)s <> NEW.%(pk)s%(same)s%(only)s "
            "AND COALESCE(other.%(start)s, '%(past)s') <= COALESCE(NEW.%(end)s, '%(future)s') "
            "AND COALESCE(NEW.%(start)s, '%(past)s') <= COALESCE(other.%(end)s, '%(future)s')) "
            "BEGIN SELECT RAISE(ABORT, 'constraint failed: %(plain)s'); END",
            name=quote(f"{self.name}_{event.lower()}"),
            event=event,
            table=Table(model._meta.db_table, quote),
            pk=pk,
            same=same,
            only=only,
            start=start,
            end=end,
            past=_FAR_PAST,
            future=_FAR_FUTURE,
            plain=self.name,
        )

    # --- What forms ask ----------------------------------------------------------------------

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        fields = {*self.keys, self.start, self.end, *self.condition}
        if exclude and fields & set(exclude):
            return
        for field, value in self.condition.items():
            if str(getattr(instance, field)) != value:
                return
        try:
            same = Q(**{key: getattr(instance, self._attribute(model, key)) for key in self.keys})
        except FieldError:
            return
        start, end = getattr(instance, self.start), getattr(instance, self.end)
        others = model._default_manager.using(using).filter(same, **self.condition)
        if end is not None:
            others = others.filter(
                Q(**{f"{self.start}__isnull": True}) | Q(**{f"{self.start}__lte": end})
            )
        if start is not None:
            others = others.filter(
                Q(**{f"{self.end}__isnull": True}) | Q(**{f"{self.end}__gte": start})
            )
        if instance.pk is not None:
            others = others.exclude(pk=instance.pk)
        if others.exists():
            raise ValidationError(
                self.get_violation_error_message(), code=self.violation_error_code
            )

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NoOverlap):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    __hash__ = BaseConstraint.__hash__

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        kwargs["keys"] = self.keys
        if self.start != "valid_from":
            kwargs["start"] = self.start
        if self.end != "valid_to":
            kwargs["end"] = self.end
        if self.condition:
            kwargs["condition"] = self.condition
        return path, args, kwargs


def missing_overlap_guards(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of declared NoOverlap constraints that the database does not hold."""
    from django.apps import apps

    connection = connections[alias]
    declared = {
        constraint.name
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, NoOverlap)
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
            present = {row[0] for row in cursor.fetchall()}
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            triggers = {row[0] for row in cursor.fetchall()}
            present = {
                name for name in declared if {f"{name}_insert", f"{name}_update"} <= triggers
            }
    return sorted(declared - present)
