"""The portal's frame: home, health, files, jobs, the style guide, the preview of outlines."""

from tests.access.expectations import (
    NOBODY,
    PUBLIC,
    PUBLIC_MISSING,
    PUBLIC_READ_ONLY,
    READ_ONLY,
    Answer,
    Row,
    everyone,
    only,
    signed_in,
)
from tests.access.identities import STRANGERS, Who

PICTURE_LESS = "/files/pictures/00000000000000000000000000000000.png"
NO_JOB = "/jobs/00000000-0000-4000-8000-000000000000/"


def readers(*whom: Who):
    """Files ask nobody to sign in: a picture on a page cannot."""
    return everyone(Answer.MISSING) | dict.fromkeys(whom, Answer.PAGE)


def file_row(name: str, rule) -> Row:
    return Row("files/<path:name>", f"/files/{{{name}}}", rule, PUBLIC_READ_ONLY, PICTURE_LESS)


ROWS = [
    Row("", "/", PUBLIC, PUBLIC_READ_ONLY),
    Row("healthz", "/healthz", PUBLIC, PUBLIC),
    Row("readyz", "/readyz", PUBLIC, PUBLIC_READ_ONLY),
    Row("robots.txt", "/robots.txt", PUBLIC, PUBLIC_READ_ONLY),
    Row("sitemap.xml", "/sitemap.xml", PUBLIC, PUBLIC_READ_ONLY),
    Row(
        "sitemap-<slug:section>.xml",
        "/sitemap-members.xml",
        PUBLIC,
        PUBLIC_READ_ONLY,
        "/sitemap-none.xml",
    ),
    Row("styleguide/", "/styleguide/", only(Who.OFFICER), READ_ONLY),
    Row("my/", "/my/", signed_in(Answer.PAGE), READ_ONLY),
    Row("jobs/<uuid:key>/", "/jobs/{job}/", only(Who.OFFICER), READ_ONLY, NO_JOB),
    Row("jobs/<uuid:key>/", "/jobs/{partners_job}/", only(Who.OFFICER, Who.PARTNER), READ_ONLY),
    Row(
        "jobs/<uuid:key>/retry/",
        "/jobs/{job}/retry/",
        READ_ONLY,
        only(Who.OFFICER, gets=Answer.MOVED),
        f"{NO_JOB}retry/",
    ),
    Row(
        "jobs/<uuid:key>/retry/",
        "/jobs/{partners_job}/retry/",
        READ_ONLY,
        only(Who.OFFICER, gets=Answer.MOVED),
    ),
    # Whose files these are decides who reads them; see the apps' `file_access.py`.
    file_row("attachment_of_archive_archivedocument", PUBLIC),
    file_row("attachment_of_archive_notice", PUBLIC),
    file_row("picture_of_archive_newsitem", PUBLIC),
    file_row("picture_of_events_event", PUBLIC),
    file_row("attachment_of_events_event", PUBLIC),
    file_row("picture_of_newsletter_newsletterissue", PUBLIC),
    file_row("file_of_later_document", readers(Who.OFFICER)),
    file_row("file_of_unannounced_event", readers(Who.OFFICER)),
    file_row("picture_of_newsletter_promotion", readers(Who.OFFICER)),
    file_row("picture_of_newsletter_emailnotice", readers(Who.OFFICER)),
    file_row("attachment_of_newsletter_emailnotice", readers(Who.OFFICER)),
    file_row("picture_of_reporting_activity", readers(Who.OFFICER, Who.PARTNER)),
    file_row("picture_of_subcommittees_subcommitteemeeting", readers(Who.OFFICER)),
    file_row("attachment_of_subcommittees_subcommitteemeeting", readers(Who.OFFICER)),
    file_row("attachment_of_subcommittees_presentation", readers(Who.OFFICER)),
    file_row("attachment_of_projectgroups_projectgroup", readers(Who.OFFICER, Who.JUDGE)),
    file_row("attachment_of_meetings_packetentry", readers(Who.OFFICER)),
    # Only files of records: neither packets nor drafts by their name in storage.
    file_row("published_file", PUBLIC_MISSING),
    file_row("draft_file", PUBLIC_MISSING),
    # A script asks, and would show the sign-in page as the preview.
    Row(
        "admin/outline-preview/",
        "/admin/outline-preview/",
        PUBLIC_READ_ONLY,
        NOBODY | dict.fromkeys(STRANGERS, Answer.FORBIDDEN) | {Who.OFFICER: Answer.PAGE},
        data={"text": "□ 개요"},
    ),
]
