"""`/my/`: companies keep their own entry; another's is as good as missing."""

from tests.access.expectations import NOBODY, PUBLIC, READ_ONLY, Answer, Row, everyone, only
from tests.access.identities import Who
from tests.access.tables.site import file_row, readers

PAGES = "my/<str:slug>/entry/"
NOWHERE = "/my/none/entry/"
TAKE_BACK = "my/<str:slug>/requests/<int:pk>/take-back/"


def rows(who: Who, slug: str) -> list[Row]:
    """The draft waits for an officer: it is looked at and taken back, and not written."""
    reads, moved = only(who), only(who, gets=Answer.MOVED)
    mine = f"/my/{{{slug}}}/entry/"
    asked = f"/my/{{{slug}}}/requests/"
    back = f"{asked}{{{slug.replace('slug', 'request')}}}/take-back/"
    return [
        Row(PAGES, mine, moved, moved, NOWHERE),
        Row(f"{PAGES}preview/", f"{mine}preview/", reads, READ_ONLY, f"{NOWHERE}preview/"),
        Row("my/<str:slug>/requests/", asked, reads, reads, "/my/none/requests/"),
        Row(TAKE_BACK, back, READ_ONLY, moved, "/my/none/requests/0/take-back/"),
        Row(
            "my/<str:slug>/certificates/",
            f"/my/{{{slug}}}/certificates/",
            reads,
            reads,
            "/my/none/certificates/",
        ),
        Row("my/<str:slug>/size/", f"/my/{{{slug}}}/size/", reads, reads, "/my/none/size/"),
        Row(f"{PAGES}history/", f"{mine}history/", reads, READ_ONLY, f"{NOWHERE}history/"),
        *(
            Row(f"{PAGES}{verb}/", f"{mine}{verb}/", READ_ONLY, moved, f"{NOWHERE}{verb}/")
            for verb in ("submit", "take-back", "discard")
        ),
    ]


def logo_readers(who: Who):
    return everyone(Answer.MISSING) | {who: Answer.PAGE, Who.OFFICER: Answer.PAGE}


ROWS = [
    Row("my/invitation/", "/my/invitation/", PUBLIC, PUBLIC),
    *rows(Who.COMPANY, "company_slug"),
    *rows(Who.OTHER_COMPANY, "other_company_slug"),
    # Another's request under one's own company.
    Row(
        TAKE_BACK,
        "/my/{company_slug}/requests/{other_company_request}/take-back/",
        READ_ONLY,
        NOBODY,
        "/my/none/requests/0/take-back/",
    ),
    # A logo is its people's and the officers' until it is published.
    file_row("company_logo", logo_readers(Who.COMPANY)),
    file_row("other_company_logo", logo_readers(Who.OTHER_COMPANY)),
    file_row("picture_of_members_organisation", PUBLIC),
    # A certificate is its representatives'; whoever holds the paper verifies it.
    file_row("attachment_of_members_membershipcertificate", readers(Who.OFFICER, Who.COMPANY)),
]
