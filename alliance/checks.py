"""System checks of the shared ground."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from alliance.constraints import missing_overlap_guards


@register(Tags.database)
def database_holds_the_guards(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """Overlap guards stand, and a PostgreSQL locale knows Korean letters."""
    problems: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        # `migrate` asks before it begins: what a pending migration brings cannot be there yet.
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            continue
        problems += [
            Error(f"The database lacks the overlap guard {name}.", id="alliance.E001")
            for name in missing_overlap_guards(alias)
        ]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT show_trgm('메타버스') <> '{}'")
                if not cursor.fetchone()[0]:
                    problems.append(
                        Warning(
                            "The PostgreSQL locale does not know Korean letters.",
                            hint="Create the database with C.UTF-8 or an ICU locale (ko-KR).",
                            id="alliance.W001",
                        )
                    )
    return problems
