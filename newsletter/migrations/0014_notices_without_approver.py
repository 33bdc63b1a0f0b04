"""Notices approved before name nobody: they are drafts again, unless their mailing has begun."""

from django.db import migrations
from django.db.models import F


def take_back(apps, schema_editor):
    approved = apps.get_model("newsletter", "EmailNotice").objects.filter(state="approved")
    mailings = apps.get_model("newsletter", "Mailing").objects
    for notice in approved:
        mailing = mailings.filter(notice=notice).first()
        values = {"state": "draft"}
        if mailing is not None:
            values = {"state": "sent", "sent_at": mailing.first_sent_at or mailing.started_at}
        approved.filter(pk=notice.pk).update(version=F("version") + 1, **values)


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0013_notices_are_aimed")]

    operations = [migrations.RunPython(take_back, migrations.RunPython.noop)]
