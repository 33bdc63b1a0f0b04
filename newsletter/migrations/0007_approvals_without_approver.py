"""Approvals of before name nobody: what is not on its way yet becomes a draft again."""

from django.db import migrations
from django.db.models import F


def take_back(apps, schema_editor):
    issues = apps.get_model("newsletter", "NewsletterIssue").objects.filter(state="approved")
    mailings = apps.get_model("newsletter", "Mailing").objects.filter(correction=0)
    for issue in issues:
        mailing = mailings.filter(issue=issue).first()
        values = {"state": "draft"}
        if mailing is not None:
            values = {"state": "sent", "sent_at": mailing.first_sent_at or mailing.started_at}
        issues.filter(pk=issue.pk).update(version=F("version") + 1, **values)


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0006_issue_approval")]

    operations = [migrations.RunPython(take_back, migrations.RunPython.noop)]
