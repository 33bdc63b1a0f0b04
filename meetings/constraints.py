"""Published packets are frozen by the database itself, not by good manners.

Triggers on both databases refuse UPDATE and DELETE of whatever belongs to a version that is no
draft, and new entries in it. They are declared as constraints of their models so that migrations
carry them, also when SQLite remakes a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models.constraints import BaseConstraint


class _Triggers(BaseConstraint):
    """A constraint that is a set of triggers."""

    def conditions(self, model: Any) -> dict[str, str]:
        """By event the condition under which it is refused; `%(table)s` is the row's table."""
        raise NotImplementedError

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        schema_editor.deferred_sql.extend(self._statements(model, schema_editor))
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "sqlite":
            return None  # the table is remade, and `constraint_sql` is asked
        schema_editor.deferred_sql.extend(self._statements(model, schema_editor))
        return None

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "sqlite":
            return None
        return Statement(
            "DROP FUNCTION %(function)s() CASCADE",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            function=schema_editor.quote_name(self.name),
        )

    def validate(
        self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        """Forms of published rows are read-only; there is nothing to check field by field."""

    def _statements(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> list[Statement]:
        table = Table(model._meta.db_table, schema_editor.quote_name)
        conditions = self.conditions(model)
        if schema_editor.connection.vendor == "sqlite":
            return [
                Statement(
                    f"CREATE TRIGGER %(name)s BEFORE %(event)s ON %(table)s WHEN {condition} "
                    "BEGIN SELECT RAISE(ABORT, 'constraint failed: %(plain)s'); END",
                    name=schema_editor.quote_name(f"{self.name}_{event.lower()}"),
                    event=event,
                    table=table,
                    plain=self.name,
                )
                for event, condition in conditions.items()
            ]
        checks = " ".join(
            f"IF TG_OP = '{event}' THEN IF {condition} THEN "
            f"RAISE integrity_constraint_violation USING MESSAGE = '{self.name}'; END IF; END IF;"
            for event, condition in conditions.items()
        )
        function = Statement(
            "CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger LANGUAGE plpgsql AS $body$ "
            f"BEGIN {checks} IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $body$",
            table=table,
            function=schema_editor.quote_name(self.name),
        )
        trigger = Statement(
            "CREATE TRIGGER %(name)s BEFORE %(events)s ON %(table)s FOR EACH ROW "
            "EXECUTE FUNCTION %(function)s()",
            name=schema_editor.quote_name(self.name),
            events=" OR ".join(conditions),
            table=table,
            function=schema_editor.quote_name(self.name),
        )
        return [function, trigger]

    def __eq__(self, other: object) -> bool:
        if type(other) is type(self):
            return self.deconstruct() == other.deconstruct()  # type: ignore[attr-defined]
        return NotImplemented

    __hash__ = BaseConstraint.__hash__


class FrozenVersions(_Triggers):
    """A published version changes in one way only: it is withdrawn, with a reason."""

    KEPT = (
        "packet_id",
        "number",
        "as_of",
        "period_year",
        "period_quarter",
        "since",
        "frame",
        "assembled_at",
        "reason",
        "published_at",
        "published_by_id",
        "file",
        "sha256",
        "pages",
        "print_file",
        "print_sha256",
    )

    # Set once, by the step from published to withdrawn.
    WITHDRAWAL = ("withdrawn_at", "withdrawn_by_id", "withdrawal_reason")

    def conditions(self, model: Any) -> dict[str, str]:
        withdraws = "OLD.state = 'published' AND NEW.state = 'withdrawn'"
        return {
            "UPDATE": "OLD.state <> 'draft' AND (NEW.state = 'draft' "
            "OR (OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn') "
            f"OR {_changed(self.KEPT)} "
            f"OR (NOT ({withdraws}) AND ({_changed(self.WITHDRAWAL)})))",
            "DELETE": "OLD.state <> 'draft'",
        }


def _changed(columns: Sequence[str]) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


class FrozenRows(_Triggers):
    """Once `is_frozen` is set the row stays. Publication sets it on all rows of the version.

    A flag of the row's own, not a look at its version: SQLite refuses to rename a table that a
    trigger of another table names, and Django renames tables to alter them. For the same reason
    a new row is refused by the look at its neighbours: one that is frozen freezes all `within`
    the same record.
    """

    def __init__(self, *, name: str, within: str = "") -> None:
        self.within = within
        super().__init__(name=name)

    def conditions(self, model: Any) -> dict[str, str]:
        refused = {"UPDATE": "OLD.is_frozen", "DELETE": "OLD.is_frozen"}
        if self.within:
            column = model._meta.get_field(self.within).column
            refused["INSERT"] = (
                "EXISTS (SELECT 1 FROM %(table)s AS other "  # noqa: S608 -- a field's own column
                f"WHERE other.{column} = NEW.{column} AND other.is_frozen)"
            )
        return refused

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, **({"within": self.within} if self.within else {})}
