"""Forms take the fields that they show, and no other."""

from __future__ import annotations

import pytest

from reporting.models import Activity, PartnerReport
from tests.access.identities import Who
from tests.pages import form_values

pytestmark = pytest.mark.django_db

# What the partners' form shows; everything else of an activity is the secretariat's.
SHOWN = {
    "category",
    "status",
    "label",
    "headline",
    "result_words",
    "text",
    "held_from",
    "held_to",
    "date_words",
    "start",
    "end",
    "place",
    "hosts",
}


def values_of(record, *, without: set[str] = frozenset()) -> dict:
    return {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if field.name not in without
    }


def forged(world) -> dict[str, str]:
    """Every other field of activity and report, as the sender would like it."""
    foreign = Activity.objects.get(pk=world.names["iitp_activity"])
    return {
        "id": str(foreign.pk),
        "pk": str(foreign.pk),
        "report": str(foreign.report_id),
        "report_id": str(foreign.report_id),
        "position": "99",
        "exhibitors_label": "몰래",
        "exhibitors_tell_members": "on",
        "state": "accepted",
        "submitted_by": "1",
        "submitted_at": "2025-01-01",
        "partner": str(foreign.report.partner_id),
        "year": "1999",
        "quarter_number": "1",
        "code": "iitp",
    }


def test_partner_changes_what_the_form_shows_only(world):
    client = world.client(Who.PARTNER)
    path = world.path("/partner/activities/{rapa_activity}/")
    own = Activity.objects.get(pk=world.names["rapa_activity"])
    foreign = Activity.objects.get(pk=world.names["iitp_activity"])
    before = [values_of(own, without=SHOWN | {"version"}), values_of(own.report)]
    theirs = [values_of(foreign), values_of(foreign.report)]

    sent = form_values(client.get(path)) | forged(world) | {"headline": "고친 말"}
    assert client.post(path, sent).status_code == 302

    own, foreign = (Activity.objects.get(pk=each.pk) for each in (own, foreign))
    assert own.headline == "고친 말"
    assert [values_of(own, without=SHOWN | {"version"}), values_of(own.report)] == before
    assert [values_of(foreign), values_of(foreign.report)] == theirs


def test_new_activity_is_the_partners_own(world):
    sent = {"category": "info", "status": "done", "label": "새 활동", **forged(world)}

    assert world.client(Who.PARTNER).post("/partner/rapa/activities/add/", sent).status_code == 302

    made = Activity.objects.get(label="새 활동")
    own = Activity.objects.get(pk=world.names["rapa_activity"])
    assert (made.report_id, made.position, made.exhibitors_label) == (own.report_id, 2, "")
    assert Activity.objects.filter(pk=world.names["iitp_activity"]).exists()


def test_handing_in_takes_nothing_but_the_word(world):
    assert world.client(Who.PARTNER).post("/partner/rapa/submit/", forged(world)).status_code == 302

    own = PartnerReport.objects.get(partner__code="rapa")
    assert (own.state, own.year, own.submitted_by) == (
        "submitted",
        2025,
        world.accounts[Who.PARTNER],
    )
    assert PartnerReport.objects.get(partner__code="iitp").state == "draft"


def test_doubled_parameters_do_no_harm(world):
    """Of two values the last one counts, for the check and for the deed alike."""
    path = world.path("/partner/activities/{rapa_activity}/")
    client = world.client(Who.PARTNER)
    sent = form_values(client.get(path)) | {"category": ["policy", "nonsense"]}

    response = client.post(path, sent)

    assert response.status_code == 200
    assert Activity.objects.get(pk=world.names["rapa_activity"]).category == "info"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (
            "/accounts/password/change/",
            {"is_officer": "on", "is_staff": "on", "email": "x@y.example"},
        ),
        ("/accounts/login/", {"is_officer": "on", "is_superuser": "on"}),
        ("/my/", {"is_officer": "on"}),
    ],
)
def test_nobody_makes_themselves_an_officer(world, path, fields):
    passwords = {
        "oldpassword": "a-long-enough-password",
        "password1": "x" * 14,
        "password2": "x" * 14,
    }
    world.client(Who.OUTSIDER).post(path, {**passwords, **fields})
    account = world.accounts[Who.OUTSIDER]
    account.refresh_from_db()

    world.forget_session(Who.OUTSIDER)
    assert (account.is_officer, account.email) == (False, "outsider@people.example")
