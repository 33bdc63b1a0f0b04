"""What the newsletter has done in a worker, with its progress shown."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.jobs import RunningJob, job_kind

READ_PASTED, FETCH_NEWS = "newsletter.read_pasted", "newsletter.fetch_news"


@job_kind(READ_PASTED, label=_("Read a pasted address"))
def read_pasted(job: RunningJob) -> None:
    from newsletter.intake import pasting  # what reads pages is slow to load

    pasting.read_pasted(job.subject, at=timezone.now())


@job_kind(FETCH_NEWS, label=_("Read the news feeds"))
def fetch_news(job: RunningJob) -> dict[str, int]:
    from newsletter.intake import taking
    from newsletter.models import Feed

    feeds = Feed.objects.filter(pk=job.subject_id) if job.subject_id else Feed.objects.active()
    readings = taking.read_feeds(feeds, at=timezone.now())
    return {
        "new": sum(reading.new for reading in readings),
        "in_trouble": sum(bool(reading.error) for reading in readings),
    }
