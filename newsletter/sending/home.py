"""Which database this is, so that a restored copy is told from the one it was made of."""

from __future__ import annotations

from pathlib import Path

from django.db import DatabaseError, connection, transaction

# The cluster, its history (a new one after each recovery from a backup or by a stand-by), and the
# table itself (a new one where a dump was loaded).
_POSTGRESQL = """
    SELECT concat_ws(
        ':',
        (SELECT system_identifier FROM pg_control_system()),
        left(pg_walfile_name(pg_current_wal_lsn()), 8),
        'newsletter_mailing'::regclass::oid
    )
"""


def database_identity() -> str:
    """Empty where nothing tells."""
    if connection.vendor == "postgresql":
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_POSTGRESQL)
                return str(cursor.fetchone()[0])
        except DatabaseError:
            # Not every provider lets one ask.
            return ""
    file = Path(str(connection.settings_dict["NAME"]))
    try:
        found = file.stat()
    except OSError:
        return ""
    return f"{found.st_dev}:{found.st_ino}"
