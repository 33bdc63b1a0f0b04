from django.db import migrations

# Trigrams serve `LIKE '%…%'` from three letters on; SQLite has nothing of the kind.
COLUMNS = ("search_text", "search_initials")


def create_indexes(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    table = apps.get_model("members", "Organisation")._meta.db_table
    for column in COLUMNS:
        schema_editor.execute(
            f'CREATE INDEX "members_{column}_trigrams" ON "{table}" '
            f'USING gin ("{column}" gin_trgm_ops)'
        )


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for column in COLUMNS:
        schema_editor.execute(f'DROP INDEX IF EXISTS "members_{column}_trigrams"')


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [migrations.RunPython(create_indexes, drop_indexes)]
