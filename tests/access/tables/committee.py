"""The committee's working place: meetings of one's own term, and drafts by link."""

from tests.access.expectations import (
    NOBODY,
    PUBLIC,
    PUBLIC_MISSING,
    PUBLIC_READ_ONLY,
    READ_ONLY,
    Row,
    only,
)
from tests.access.identities import Who

SEATED = (Who.MEMBER, Who.CHAIR, Who.OFFICER)
# A term ended keeps its meetings; one to come has none yet.
ANY_MEETING = only(*SEATED, Who.PROXY, Who.FORMER_MEMBER)
THIS_MEETING = only(*SEATED, Who.PROXY)
THIS_TERM = only(*SEATED)
LAST_TERM = only(Who.FORMER_MEMBER, Who.OFFICER)

MEETING = "committee/<str:code>/"
PACKET = "committee/<str:code>/packet/<int:number>/"
LINK = "committee/draft/<str:token>/"
NO_MEETING = "/committee/1998-1/"
NO_PACKET = "/committee/1998-1/packet/1/"
NO_LINK = "/committee/draft/none/"

ROWS = [
    Row("committee/", "/committee/", ANY_MEETING, READ_ONLY, NO_MEETING),
    Row(MEETING, "/committee/{meeting}/", THIS_MEETING, READ_ONLY, NO_MEETING),
    Row(MEETING, "/committee/{earlier_meeting}/", THIS_TERM, READ_ONLY, NO_MEETING),
    Row(MEETING, "/committee/{last_terms}/", LAST_TERM, READ_ONLY, NO_MEETING),
    Row(PACKET, "/committee/{meeting}/packet/1/", THIS_MEETING, READ_ONLY, NO_PACKET),
    Row(PACKET, "/committee/{meeting}/packet/1/?print=1", THIS_MEETING, READ_ONLY, NO_PACKET),
    Row(PACKET, "/committee/{earlier_meeting}/packet/1/", THIS_TERM, READ_ONLY, NO_PACKET),
    Row(PACKET, "/committee/{last_terms}/packet/1/", LAST_TERM, READ_ONLY, NO_PACKET),
    # A draft has a number too, and officers have it elsewhere.
    Row(PACKET, "/committee/{meeting}/packet/{draft_number}/", NOBODY, READ_ONLY, NO_PACKET),
    # The link is the key: whoever holds it reads the draft, whoever guesses finds nothing.
    Row(LINK, "/committee/draft/{token}/", PUBLIC, PUBLIC_READ_ONLY),
    Row(LINK, "/committee/draft/{token}x/", PUBLIC_MISSING, PUBLIC_READ_ONLY, NO_LINK),
    Row(LINK, "/committee/draft/{revoked_token}/", PUBLIC_MISSING, PUBLIC_READ_ONLY, NO_LINK),
    Row(LINK, "/committee/draft/{published_token}/", PUBLIC_MISSING, PUBLIC_READ_ONLY, NO_LINK),
]
