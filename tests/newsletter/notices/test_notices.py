"""A notice goes, as it was approved, to the readers that it was approved for, and counts once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from uuid import UUID

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from alliance import illustrations
from alliance.errors import RuleViolation
from members.models import Body, BusinessField, Classification, Person, Seat
from members.services.admission import admit
from members.services.naming import record_organisation
from newsletter.models import EmailNotice, Mailing, Promotion, SendingState, Subscriber
from newsletter.notices import verbs
from newsletter.notices.texts import notice_text
from newsletter.sending import mailings
from newsletter.sending.letters import mail_template, personal_of
from newsletter.sending.message import fill
from tests.newsletter.issues import looked_at
from tests.pages import form_values, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]

DAY = date(2025, 11, 26)
NOTICES = "/admin/newsletter/emailnotice/"
START = date(2022, 1, 1)


@pytest.fixture(autouse=True)
def nobody_sends(monkeypatch):
    monkeypatch.setattr(mailings, "wake_one", lambda: None)


@pytest.fixture
def reader():
    def subscribe(name, *, kind="", region="", field=None, body=None, **choices):
        organisation = None
        if kind:
            organisation = record_organisation(name=name)
            sub_kind = Classification.SubKind.SMALL if kind == "company" else ""
            admit(organisation=organisation, on=START, kind=kind, sub_kind=sub_kind, by=None)
            organisation.region = region
            organisation.save()
            if field:
                organisation.business_fields.add(field)
        email = f"{name}@readers.example"
        if body:
            person = Person.objects.create(name=name, email=email.upper())
            Seat.objects.create(body=body, person=person, valid_from=START)
        return Subscriber.objects.create(email=email, organisation=organisation, **choices)

    return subscribe


@pytest.fixture
def readers(reader):
    education = BusinessField.objects.create(name="교육")
    talent = Body.objects.create(
        kind=Body.Kind.SUBCOMMITTEE, code="talent", name="인재양성 분과", valid_from=START
    )
    reader("seoul", kind="company", region="seoul", field=education)
    reader("busan", kind="company", region="busan")
    reader("uni", kind="university", region="seoul", field=education)
    reader("seated", body=talent)
    reader("public")
    reader("letters-only", wants_notices=False)
    reader("left", state="unsubscribed")
    return {"education": education, "talent": talent}


@pytest.fixture
def notice(partner):
    return EmailNotice.objects.create(
        organisation=partner, title="입주기업 모집", body="○ (대상) ICT 기업\n- 서류 심사"
    )


def names(mailing):
    return sorted(each.email.split("@")[0] for each in mailing.deliveries.all())


def approve(notice, by, **choices):
    verbs.approve_notice(notice=notice, by=by, at=timezone.now(), **{"advertising": "no"} | choices)


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ({}, ["busan", "public", "seated", "seoul", "uni"]),
        ({"kinds": ["company"]}, ["busan", "seoul"]),
        ({"kinds": ["company", "university"]}, ["busan", "seoul", "uni"]),
        ({"regions": ["seoul"]}, ["seoul", "uni"]),
        ({"kinds": ["company"], "regions": ["seoul"]}, ["seoul"]),
        ({"business_fields": "education"}, ["seoul", "uni"]),
        ({"subcommittees": "talent"}, ["seated"]),
        ({"business_fields": "education", "kinds": ["university"]}, ["uni"]),
    ],
)
def test_a_notice_goes_to_its_segment(notice, readers, second_officer, lists, expected):
    for name, value in lists.items():
        if name in ("kinds", "regions"):
            setattr(notice, name, value)
        else:
            getattr(notice, name).add(readers[value])
    notice.save()
    approve(notice, second_officer)

    told = verbs.readers_of(notice, DAY)
    mailing = verbs.send_notice(notice=notice, at=datetime(2025, 11, 26, 3, tzinfo=UTC))

    assert (told, names(mailing)) == (len(expected), expected)


def test_what_was_approved_is_sent_to_whom_it_was_approved_for(notice, readers, second_officer):
    notice.kinds = ["university"]
    notice.save()
    approve(notice, second_officer, advertising="yes")
    # As a script might, past every form.
    EmailNotice.objects.filter(pk=notice.pk).update(title="다른 제목", kinds=[])

    mailing = verbs.send_notice(notice=notice, at=timezone.now())

    assert mailing.subject == "(광고) 입주기업 모집"
    assert names(mailing) == ["uni"]


def test_a_notice_needs_approval_choice_and_content(notice, officer, second_officer, readers):
    with pytest.raises(RuleViolation, match="승인된"):
        verbs.send_notice(notice=notice, at=timezone.now())
    with pytest.raises(RuleViolation, match="승인된"):
        mailings.start_notice(notice=notice, text=notice_text(notice), at=timezone.now())
    assert not Mailing.objects.exists()
    with pytest.raises(RuleViolation, match="광고성"):
        verbs.approve_notice(notice=notice, by=officer, at=timezone.now())
    empty = EmailNotice.objects.create(organisation=notice.organisation, title="빈 공고")
    with pytest.raises(RuleViolation, match="내용이 없습니다"):
        approve(empty, officer)
    notice.last_edited_by = officer
    notice.save()
    with pytest.raises(RuleViolation, match="두사무"):
        approve(notice, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        EmailNotice.objects.filter(pk=notice.pk).update(
            state="approved", approved_by=officer, approved_at=timezone.now(), approved_content={}
        )


def test_a_notice_is_sent_once(notice, readers, second_officer):
    approve(notice, second_officer)
    verbs.send_notice(notice=notice, at=timezone.now())

    with pytest.raises(RuleViolation):
        verbs.send_notice(notice=notice, at=timezone.now())

    assert notice.mailings.count() == 1


def test_it_counts_as_a_notice_from_the_first_mail_that_a_server_took(
    notice, readers, second_officer
):
    approve(notice, second_officer)
    mailing = verbs.send_notice(notice=notice, at=timezone.now())
    taken_at = datetime(2025, 11, 25, 23, 30, tzinfo=UTC)
    mailing.deliveries.update(state="sent", changed_at=taken_at)

    mailings.settle()

    notice.refresh_from_db()
    assert (notice.state, notice.sent_at) == (SendingState.SENT, taken_at)
    assert notice.sent_on == DAY
    assert Promotion.objects.count() == 0


def test_the_mail_holds_outline_picture_files_and_the_way_out(notice):
    notice.link = "https://partner.example/call"
    notice.body = "○ (대상) <b>기업</b>\n구분\t내용\n유형\tB형"
    notice.save()
    picture = illustrations.hang_picture(
        notice, illustrations.banner("포스터", "자리"), name="poster.png", caption="포스터"
    )

    written = notice_text(notice)

    assert written.subject == "입주기업 모집"
    assert f'src="http://localhost:8000{picture.file.url}"' in written.html
    assert 'alt="포스터"' in written.html
    assert "&lt;b&gt;기업&lt;/b&gt;" in written.html
    assert "<b>" not in written.html
    assert written.html.count(written.links.unsubscribe) == 1
    assert "https://partner.example/call" in written.text
    assert "○ (대상) <b>기업</b>" in written.text
    assert written.links.unsubscribe in written.text


def test_a_notice_of_others_words_gets_no_reader_s_own_page(notice):
    foreign = "https://evil.example/?t=____UNSUBSCRIBE_URL____"
    notice.title, notice.body, notice.link = "____PREFERENCES_URL____", foreign, foreign

    template = mail_template(notice_text(notice), feedback_id="x")
    own = personal_of(email="a@readers.example", message_id="<1@a.example>", key=UUID(int=7))
    mail = message_from_bytes(fill(template, own), policy=policy.default)

    for kind in ("plain", "html"):
        body = mail.get_body((kind,)).get_content()
        assert body.count("/newsletter/unsubscribe/") == 1
        assert body.count("/newsletter/preferences/") == 1
        assert foreign in body


def test_pictures_of_a_notice_are_shown_once_it_is_on_its_way(
    client, notice, readers, second_officer
):
    picture = illustrations.hang_picture(
        notice, illustrations.banner("포스터", "자리"), name="poster.png"
    )
    before = client.get(picture.file.url).status_code
    approve(notice, second_officer)
    verbs.send_notice(notice=notice, at=timezone.now())

    assert (before, client.get(picture.file.url).status_code) == (404, 200)


# --- Desk --------------------------------------------------------------------------------------


def test_from_the_form_to_the_sending(
    client, officer_client, officer, second_officer, readers, partner
):
    page = f"{NOTICES}add/"
    form = form_values(officer_client.get(page))
    sent = {
        "organisation": partner.pk,
        "title": "교육 기업 모집",
        "body": "○ 내용",
        "kinds": ["company"],
        "business_fields": [readers["education"].pk],
    }
    officer_client.post(page, form | sent)
    notice = EmailNotice.objects.get()
    review = f"{NOTICES}{notice.pk}/review/"
    shown = officer_client.get(review)
    officer_client.post(review, {"_test": "1"})
    client.force_login(second_officer)
    said = {"_approve": "1", "advertising": "no", **looked_at(client, notice)}
    alone = officer_client.post(review, said)
    client.post(review, said)
    client.post(review, {"_send": "1"})

    assert (notice.kinds, notice.last_edited_by) == (["company"], officer)
    assert "사업공고·행사 안내 구독자 5명 중 1명" in text(shown)
    assert "두사무" in text(alone)
    notice.refresh_from_db()
    assert notice.approved_by == second_officer
    assert names(notice.mailings.get()) == ["seoul"]
    assert officer_client.post(f"{NOTICES}{notice.pk}/change/", form | sent).status_code == 403
    assert [message.to for message in mail.outbox] in ([], [[officer.email]])


def test_an_edit_takes_the_approval_back(officer_client, notice, second_officer):
    approve(notice, second_officer)
    page = f"{NOTICES}{notice.pk}/change/"
    form = form_values(officer_client.get(page))

    officer_client.post(page, form | {"regions": ["busan"]})

    notice.refresh_from_db()
    assert (notice.state, notice.approved_by, notice.regions) == ("draft", None, ["busan"])


@pytest.mark.parametrize("field", ["kinds", "regions", "business_fields", "subcommittees"])
def test_segments_take_no_nonsense(officer_client, notice, field):
    page = f"{NOTICES}{notice.pk}/change/"
    form = form_values(officer_client.get(page))

    answer = officer_client.post(page, form | {field: ["nonsense", "99999999999999999999"]})

    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
