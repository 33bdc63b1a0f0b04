"""The partners' working place: each files its own; everybody else's is as good as missing."""

from tests.access.expectations import NOBODY, READ_ONLY, Answer, Row, only
from tests.access.identities import Who

OWN = only(Who.PARTNER)
DONE = only(Who.PARTNER, gets=Answer.MOVED)
PARTNERS = only(Who.PARTNER, Who.OTHER_PARTNER)
OTHERS = only(Who.OTHER_PARTNER)

ADD = "partner/<slug:code>/activities/add/"
EDIT = "partner/activities/<int:pk>/"
DELETE = "partner/activities/<int:pk>/delete/"
SUBMIT = "partner/<slug:code>/submit/"
PICTURE_ADD = "partner/activities/<int:pk>/pictures/add/"
PICTURE_DELETE = "partner/activities/<int:pk>/pictures/<int:picture_pk>/delete/"

ROWS = [
    Row("partner/", "/partner/", PARTNERS, READ_ONLY),
    Row(ADD, "/partner/rapa/activities/add/", OWN, OWN, "/partner/none/activities/add/"),
    Row(ADD, "/partner/iitp/activities/add/", OTHERS, OTHERS, "/partner/none/activities/add/"),
    Row(EDIT, "/partner/activities/{rapa_activity}/", OWN, OWN, "/partner/activities/0/"),
    Row(EDIT, "/partner/activities/{iitp_activity}/", OTHERS, OTHERS, "/partner/activities/0/"),
    Row(
        DELETE,
        "/partner/activities/{rapa_activity}/delete/",
        READ_ONLY,
        DONE,
        "/partner/activities/0/delete/",
    ),
    Row(SUBMIT, "/partner/rapa/submit/", READ_ONLY, DONE, "/partner/none/submit/"),
    # A code is no way to a partnership that ended, nor to one that never was.
    Row(SUBMIT, "/partner/former/submit/", READ_ONLY, NOBODY, "/partner/none/submit/"),
    Row(
        PICTURE_ADD,
        "/partner/activities/{rapa_activity}/pictures/add/",
        READ_ONLY,
        OWN,
        "/partner/activities/0/pictures/add/",
    ),
    Row(
        PICTURE_DELETE,
        "/partner/activities/{rapa_activity}/pictures/{rapa_picture}/delete/",
        READ_ONLY,
        DONE,
        "/partner/activities/0/pictures/0/delete/",
    ),
    # The other partner's picture under an own activity.
    Row(
        PICTURE_DELETE,
        "/partner/activities/{rapa_activity}/pictures/{iitp_picture}/delete/",
        READ_ONLY,
        NOBODY,
        "/partner/activities/0/pictures/0/delete/",
    ),
]
