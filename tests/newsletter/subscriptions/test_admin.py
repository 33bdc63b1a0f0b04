"""Officers record, suppress and take in; they never make a reader of somebody without consent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from members.models import Classification, Contact
from members.services.admission import admit
from members.services.naming import record_organisation
from newsletter.models import Consent, Subscriber, SubscriberImport, SubscriberLetter, Suppression
from newsletter.subscriptions import desk, verbs
from newsletter.subscriptions.verbs import Trace
from tests.newsletter.subscriptions.conftest import AT, history
from tests.pages import form_values, text

pytestmark = pytest.mark.django_db

READERS = "/admin/newsletter/subscriber/"
LISTS = "/admin/newsletter/subscriberimport/"
FACTS = {"newsletter": "on", "consented_on": "2025-11-03", "source": "행사 신청서"}
HEAD = "email,name,organisation,consented_at,consent_source\n"


def leave(subscriber):
    verbs.unsubscribe(subscriber=subscriber, trace=Trace(at=AT, method=Consent.Method.PAGE))


def test_a_consent_on_paper_is_recorded_with_its_source_and_told(officer_client, officer):
    company = record_organisation(name="주식회사 가온메타")

    answer = officer_client.post(
        f"{READERS}consent/",
        FACTS | {"email": "Kim@readers.example", "organisation_name": "(주)가온메타"},
    )

    subscriber = Subscriber.objects.get()
    assert answer.url == f"{READERS}{subscriber.pk}/change/"
    assert (subscriber.email, subscriber.organisation) == ("kim@readers.example", company)
    assert (subscriber.wants_newsletter, subscriber.wants_notices) == (True, False)
    consent = subscriber.consents.get()
    assert (consent.source, consent.by, consent.method) == ("행사 신청서", officer, "officer")
    assert consent.at.isoformat() == "2025-11-02T15:00:00+00:00"
    assert SubscriberLetter.objects.get().consent == consent


def test_a_consent_needs_source_past_day_and_a_usable_address(officer_client):
    answer = officer_client.post(
        f"{READERS}consent/",
        {"email": "김@readers.example", "consented_on": "2025-11-27", "source": ""},
    )

    assert sorted(answer.context["form"].errors) == [
        "consented_on",
        "email",
        "newsletter",
        "source",
    ]
    assert Subscriber.objects.count() == 0


def test_what_is_known_of_a_reader_is_edited_and_what_was_agreed_to_is_not(officer_client, reader):
    subscriber = reader()
    page = f"{READERS}{subscriber.pk}/change/"
    form = form_values(officer_client.get(page))

    officer_client.post(
        page, form | {"name": "김새이름", "state": "unsubscribed", "email": "x@x.kr"}
    )

    subscriber.refresh_from_db()
    assert (subscriber.name, subscriber.state) == ("김새이름", "active")
    assert subscriber.email == "kim@readers.example"
    assert officer_client.get(f"{READERS}add/").status_code == 403
    assert officer_client.post(f"{READERS}{subscriber.pk}/delete/").status_code == 403


def test_a_withdrawal_by_telephone_is_recorded(officer_client, officer, reader):
    subscriber = reader()

    officer_client.post(f"{READERS}{subscriber.pk}/withdraw/", {"source": "전화"})

    assert history(subscriber) == [("granted", "officer"), ("withdrawn", "officer")]
    assert subscriber.consents.first().by == officer


def test_an_address_is_suppressed_and_lifted_with_reasons(officer_client, officer):
    page = "/admin/newsletter/suppression/"
    nameless = officer_client.post(f"{page}suppress-address/", {"email": "kim@x.example"})
    officer_client.post(f"{page}suppress-address/", {"email": "Kim@x.example", "note": "전화 요청"})
    suppression = Suppression.objects.get()
    officer_client.post(f"{page}{suppression.pk}/lift/", {"note": ""})
    assert Suppression.objects.in_force().count() == 1

    officer_client.post(f"{page}{suppression.pk}/lift/", {"note": "본인 확인"})

    suppression.refresh_from_db()
    assert nameless.context["form"].errors.keys() == {"note"}
    assert (suppression.email, suppression.by) == ("kim@x.example", officer)
    assert (suppression.lifted_by, suppression.lifting_note) == (officer, "본인 확인")


def test_readers_are_found_by_the_state_of_their_consent(officer_client, reader):
    due = reader("due@x.example", at=AT - timedelta(days=725))
    silent = reader("silent@x.example")
    verbs.note(
        silent, Consent.Kind.ASKED, Trace(at=AT + timedelta(days=1), method=Consent.Method.JOB)
    )
    none = Subscriber.objects.create(email="none@x.example")

    found = {
        value: [
            each.email
            for each in officer_client.get(f"{READERS}?consent={value}").context["cl"].queryset
        ]
        for value in ("due", "silent", "none")
    }

    assert found == {"due": [due.email], "silent": [silent.email], "none": [none.email]}


def test_an_officer_sees_what_a_reader_was_sent(officer_client, start, readers):
    first, _second = readers("a", "b")
    start()

    led = officer_client.get(f"{READERS}{first.pk}/received/")
    listed = officer_client.get(led.url).context["cl"].queryset

    assert [each.email for each in listed] == ["a@readers.example"]


# --- Contacts of members --------------------------------------------------------------------------


@pytest.fixture
def contact():
    def at_member(email, name="가온메타", *, member=True):
        company = record_organisation(name=name)
        if member:
            admit(
                organisation=company,
                on=date(2022, 1, 1),
                kind=Classification.Kind.COMPANY,
                sub_kind=Classification.SubKind.SMALL,
                by=None,
            )
        return Contact.objects.create(organisation=company, name="이담당", email=email)

    return at_member


def test_only_ticked_contacts_of_members_become_readers(officer_client, officer, contact, reader):
    said_yes = contact("Yes@a.example", "가온메타")
    contact("no@b.example", "나래기술")
    outside = contact("outside@c.example", "다른회사", member=False)
    reader("known@d.example")
    contact("KNOWN@d.example", "라온소프트")
    left = reader("left@e.example")
    leave(left)
    came_back = contact("left@e.example", "마루정보")
    shown = officer_client.get(f"{READERS}contacts/").context["contacts"]

    officer_client.post(
        f"{READERS}contacts/", FACTS | {"contact": [said_yes.pk, outside.pk, came_back.pk, "x"]}
    )

    assert [each.email for each in shown] == ["Yes@a.example", "no@b.example"]
    new = Subscriber.objects.get(email="yes@a.example")
    assert (new.name, new.organisation) == ("이담당", said_yes.organisation)
    assert history(new) == [("granted", "member_contact")]
    assert new.consents.get().by == officer
    left.refresh_from_db()
    assert not left.is_active
    assert Subscriber.objects.count() == 3


def test_no_contact_is_taken_in_without_a_tick_or_a_source(officer_client, contact):
    said_yes = contact("yes@a.example")

    for sent in (FACTS, FACTS | {"contact": said_yes.pk, "source": ""}):
        assert officer_client.post(f"{READERS}contacts/", sent).status_code == 200

    assert Subscriber.objects.count() == 0


# --- Lists ---------------------------------------------------------------------------------------


def hand_in(client, *rows, name="명부.csv"):
    file = SimpleUploadedFile(name, (HEAD + "\n".join(rows)).encode("cp949"))
    return client.post(f"{LISTS}add/", {"file": file})


def test_a_list_is_looked_at_and_then_taken_over(officer_client, officer):
    led = hand_in(officer_client, "kim@x.example,김독자,,2025-11-03,신청서")
    shown = officer_client.get(led.url)
    assert Subscriber.objects.count() == 0

    handed_in = SubscriberImport.objects.get()
    for _time in range(2):
        officer_client.post(f"{LISTS}{handed_in.pk}/confirm/")

    assert "kim@x.example" in text(shown)
    handed_in.refresh_from_db()
    assert (handed_in.state, bytes(handed_in.content)) == ("done", b"")
    assert Consent.objects.get().by == officer


def test_a_list_with_errors_names_them_and_is_not_kept(officer_client):
    led = hand_in(officer_client, "nobody,,,2025-11-03,신청서")

    shown = text(officer_client.get(led.url))

    assert "nobody" in shown
    assert "오류 1건" in shown
    handed_in = SubscriberImport.objects.get()
    assert (handed_in.state, bytes(handed_in.content)) == ("faulty", b"")
    officer_client.post(f"{LISTS}{handed_in.pk}/confirm/")
    assert Subscriber.objects.count() == 0


def test_what_is_no_list_is_refused_beside_the_field(officer_client):
    file = SimpleUploadedFile("x.csv", b"PK\x03\x04")

    answer = officer_client.post(f"{LISTS}add/", {"file": file})

    assert answer.context["form"].errors["file"] == ["엑셀 파일입니다. CSV로 저장해 주십시오."]


def test_a_list_that_would_do_something_else_by_now_is_shown_again(officer_client, reader):
    hand_in(officer_client, "kim@readers.example,,,2025-11-20,명부")
    handed_in = SubscriberImport.objects.get()
    leave(reader("kim@readers.example"))

    officer_client.post(f"{LISTS}{handed_in.pk}/confirm/")
    again = officer_client.get(f"{LISTS}{handed_in.pk}/change/")
    officer_client.post(f"{LISTS}{handed_in.pk}/confirm/")

    assert "수신 거부" in text(again)
    assert not Subscriber.objects.get().is_active


def test_forgotten_lists_are_thrown_away_after_a_week(officer_client):
    hand_in(officer_client, "kim@x.example,,,2025-11-20,명부")

    assert desk.discard_forgotten(at=timezone.now() + timedelta(days=6)) == 0
    assert desk.discard_forgotten(at=timezone.now() + timedelta(days=8)) == 1

    handed_in = SubscriberImport.objects.get()
    assert (handed_in.state, bytes(handed_in.content), handed_in.report) == ("discarded", b"", {})


def test_officers_suppress_an_address_in_hangul_as_readers_have_it(officer_client, reader):
    reader("hong@xn--bj0bj06e.xn--3e0b707e")
    page = "/admin/newsletter/suppression/suppress-address/"

    quoted = officer_client.post(page, {"email": '"hong"@x.example', "note": "전화"})
    officer_client.post(page, {"email": "Hong@한글.한국", "note": "전화"})

    assert "따옴표" in str(quoted.context["form"].errors["email"])
    assert Suppression.objects.get().email == "hong@xn--bj0bj06e.xn--3e0b707e"
