"""A small alliance with something of everybody's: one account a role, own and foreign records."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Model
from django.test import Client

from alliance import illustrations
from alliance.models import Attachment, Job, Picture
from alliance.periods import Quarter
from archive.models import ArchiveDocument
from events.models import Event
from meetings.models import Meeting, Observer, PacketEntry, PacketVersion, RosterEntry
from meetings.services.drafts import assemble_draft
from meetings.services.links import make_draft_link, revoke_draft_link
from meetings.services.packets import open_packet, start_new_version
from members.models import (
    Body,
    Classification,
    EntryDraft,
    EntryPublication,
    MemberRequest,
    MembershipApplication,
    Organisation,
    Person,
    Seat,
    SizeCheck,
    User,
)
from members.services import applications, certificates
from members.services.accounts import close_account, create_account
from members.services.admission import admit
from members.services.affiliations import end_post, take_post
from members.services.entries import blank_draft
from members.services.naming import record_organisation
from members.services.seats import take_seat
from reporting.models import Activity, Partner
from reporting.services.activities import ActivityEntry, file_activity
from reporting.services.reports import open_report
from tests.access.identities import Who

DAY = date(2025, 11, 26)
PDF = b"%PDF-1.7 a packet"
DRAWING = illustrations.banner("그림", "그림")
PASSWORD = "a-long-enough-password"
START = date(2022, 1, 1)
TERMS = {
    "last": {"on": date(2024, 1, 1), "until": date(2024, 12, 31)},
    "this": {"on": date(2025, 1, 1), "until": date(2025, 12, 31)},
    "next": {"on": date(2026, 1, 1), "until": date(2026, 12, 31)},
}


@dataclass
class World:
    """`names` fill the addresses of the tables; `records` holds one record of a model."""

    accounts: dict[Who, User | None] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)
    records: dict[str, Model] = field(default_factory=dict)
    clients: dict[Who, Client] = field(default_factory=dict)

    def keep(self, *records: Model) -> None:
        """The first record of its kind stands for the kind."""
        for record in records:
            self.records.setdefault(record._meta.label_lower, record)

    def client(self, who: Who) -> Client:
        """One session for each account; errors come as the page that people would see."""
        if who not in self.clients:
            client = Client(raise_request_exception=False)
            account = self.accounts[who]
            if account is not None:
                client.force_login(account)
            self.clients[who] = client
        return self.clients[who]

    def forget_session(self, who: Who) -> None:
        self.clients.pop(who, None)

    def path(self, template: str) -> str:
        return template.format_map(self.names)


def account(who: Who, *, person: Person | None = None, is_officer: bool = False) -> User:
    return create_account(
        email=f"{who.name.lower()}@people.example",
        person=person,
        by=None,
        password=PASSWORD,
        is_officer=is_officer,
    )


def build() -> World:
    world = World()
    world.accounts[Who.VISITOR] = None
    world.accounts[Who.OUTSIDER] = account(Who.OUTSIDER)
    world.accounts[Who.OFFICER] = account(
        Who.OFFICER, person=Person.objects.create(name="한사무"), is_officer=True
    )
    world.accounts[Who.CLOSED_OFFICER] = account(Who.CLOSED_OFFICER, is_officer=True)
    _companies(world)
    _partners(world)
    _committee(world)
    _packets(world)
    # Later parts lean on the accounts made here.
    from tests.access.records import fill

    fill(world)
    _files(world)
    _figures(world)
    _close_accounts(world)
    world.names |= {f"pk_{k.replace('.', '_')}": each.pk for k, each in world.records.items()}
    return world


def _close_accounts(world: World) -> None:
    """Of people who are signed in at that moment."""
    for who in (Who.CLOSED_OFFICER, Who.CLOSED_MEMBER):
        world.client(who)
        close_account(user=world.accounts[who], by=world.accounts[Who.OFFICER])


def _acting(world: World, who: Who, organisation: Organisation) -> Any:
    person = Person.objects.create(name=f"김{who.name.lower()}")
    world.accounts[who] = account(who, person=person)
    return take_post(
        person=person, organisation=organisation, title="과장", on=START, acts_for=True
    )


def _companies(world: World) -> None:
    for who, name in ((Who.COMPANY, "㈜가온메타"), (Who.OTHER_COMPANY, "나래기술")):
        company = record_organisation(name=name)
        admit(
            organisation=company,
            on=START,
            kind=Classification.Kind.COMPANY,
            sub_kind=Classification.SubKind.SMALL,
            by=None,
        )
        _acting(world, who, company)
        certificate = certificates.issue(
            organisation=company,
            as_of=START,
            by=world.accounts[who],
            on=DAY,
            at=datetime(2025, 11, 20, tzinfo=UTC),
        )
        check = SizeCheck.objects.create(organisation=company, state=SizeCheck.State.ASKED)
        world.keep(company, *company.memberships.all(), certificate, check)
        world.names[f"{who.name.lower()}_slug"] = company.slug
        _drafting(world, who, company)
    _applying(world)
    hidden = record_organisation(name="숨은기업")
    world.names["hidden_slug"] = hidden.slug


def _applying(world: World) -> None:
    """Sent back by an officer: the applicant has a link, and whoever else has it."""
    at = datetime(2025, 11, 20, tzinfo=UTC)
    application = MembershipApplication(
        name="다온기술",
        kind="university",
        contact_name="박담당",
        contact_email="applicant@people.example",
    )
    applications.submit(application, at=at)
    applications.send_back(application, comment="보완", by=world.accounts[Who.OFFICER], at=at)
    world.names["application_token"] = applications.link_token(application)
    application.refresh_from_db()
    world.keep(application)


def _drafting(world: World, who: Who, company: Organisation) -> None:
    """A draft that waits for an officer, with a logo that nobody else has seen."""
    draft = blank_draft(company)
    draft.introduction = f"{company.name} 초안"
    draft.state = EntryDraft.State.SUBMITTED
    draft.began_at = draft.submitted_at = datetime(2025, 11, 20, tzinfo=UTC)
    draft.submitted_by = world.accounts[who]
    draft.save()
    earlier = EntryDraft.objects.create(
        organisation=company, state=EntryDraft.State.PUBLISHED, began_at=draft.began_at
    )
    publication = EntryPublication.objects.create(
        organisation=company,
        draft=earlier,
        published_at=draft.began_at,
        published_by=world.accounts[Who.OFFICER],
        before={"introduction": "옛 소개"},
        after={"introduction": f"{company.name} 소개"},
    )
    asked = MemberRequest.objects.create(
        organisation=company,
        kind=MemberRequest.Kind.WITHDRAWAL,
        effective_on=DAY,
        requested_at=draft.began_at,
        requested_by=world.accounts[who],
    )
    world.names[f"{who.name.lower()}_request"] = asked.pk
    world.keep(draft, publication, asked)
    logo = _hang(draft, "picture")
    world.names[f"{who.name.lower()}_draft"] = draft.pk
    world.names[f"{who.name.lower()}_logo"] = logo.file.name


def _partners(world: World) -> None:
    quarter = Quarter.of(DAY)
    for who, code, name in (
        (Who.PARTNER, "rapa", "한국전파진흥협회"),
        (Who.OTHER_PARTNER, "iitp", "정보통신기획평가원"),
    ):
        partner = Partner.objects.create(
            code=code, organisation=record_organisation(name=name), valid_from=START
        )
        _acting(world, who, partner.organisation)
        report = open_report(partner=partner, quarter=quarter)
        activity = file_activity(
            report=report, entry=ActivityEntry(Activity.Category.INFO, f"{code} 활동")
        )
        world.names[f"{code}_activity"] = activity.pk
        world.keep(partner, report, activity)
    Partner.objects.create(
        code="former",
        organisation=Organisation.objects.get(name="나래기술"),
        valid_from=START,
        valid_to=DAY - timedelta(days=1),
    )
    ended = _acting(world, Who.FORMER_PARTNER, Partner.objects.get(code="rapa").organisation)
    end_post(affiliation=ended, on=DAY - timedelta(days=1))


def _seated(world: World, who: Who, body: Body, term: str, **fields: Any) -> Seat:
    person = Person.objects.create(name=f"이{who.name.lower()}")
    world.accounts[who] = account(who, person=person)
    return take_seat(body=body, person=person, **TERMS[term], **fields)


def _meeting(body: Body, ordinal: int, day: date, **fields: Any) -> Meeting:
    return Meeting.objects.create(
        body=body, year=day.year, ordinal=ordinal, date=day, start=time(15), end=time(17), **fields
    )


def _committee(world: World) -> None:
    steering = Body.objects.create(
        kind=Body.Kind.STEERING, code="steering", name="운영위원회", valid_from=START
    )
    subcommittee = Body.objects.create(
        kind=Body.Kind.SUBCOMMITTEE, code="talent", name="인재양성 분과", valid_from=START
    )
    sector = {"sector": Seat.Sector.INDUSTRY}
    seat = _seated(world, Who.MEMBER, steering, "this", **sector)
    _seated(world, Who.CHAIR, steering, "this", role=Seat.Role.CHAIR, **sector)
    _seated(world, Who.FORMER_MEMBER, steering, "last", **sector)
    _seated(world, Who.NEXT_MEMBER, steering, "next", **sector)
    _seated(world, Who.SUBCOMMITTEE_CHAIR, subcommittee, "this", role=Seat.Role.CHAIR)
    _seated(world, Who.CLOSED_MEMBER, steering, "this", **sector)

    meeting = _meeting(steering, 4, DAY)
    _meeting(steering, 3, date(2025, 9, 17), status=Meeting.Status.HELD)
    _meeting(steering, 4, date(2024, 11, 20), status=Meeting.Status.HELD)
    for who in (Who.PROXY, Who.OBSERVER):
        person = Person.objects.create(name=f"박{who.name.lower()}")
        world.accounts[who] = account(who, person=person)
    RosterEntry.objects.create(
        meeting=meeting,
        seat=seat,
        attendance=RosterEntry.Attendance.PROXY,
        proxy_name=world.accounts[Who.PROXY].person.name,
        proxy_title="이사",
        proxy_person=world.accounts[Who.PROXY].person,
    )
    Observer.objects.create(meeting=meeting, person=world.accounts[Who.OBSERVER].person)
    world.names |= {"meeting": "2025-4", "earlier_meeting": "2025-3", "last_terms": "2024-4"}
    world.keep(steering, seat, seat.person, meeting)


def _packets(world: World) -> None:
    """Of the meeting a published version and the draft of the next one; of others a published."""
    officer = world.accounts[Who.OFFICER]
    for meeting in Meeting.objects.order_by("-date"):
        packet = open_packet(meeting=meeting)
        old_link = make_draft_link(version=packet.draft, reader="의장", days=7, by=officer)
        _publish(packet.draft, officer)
        world.keep(packet)
        if meeting.date != DAY:
            continue
        draft = start_new_version(packet=packet, reason="고침")
        link = make_draft_link(version=draft, reader="디콘과 사무관", days=7, by=officer)
        revoked = make_draft_link(version=draft, reader="간사", days=7, by=officer)
        revoke_draft_link(link=revoked.link)
        job = Job.objects.create(
            kind="packet.draft",
            subject_type="meetings.packetversion",
            subject_id=draft.pk,
            requested_by=officer,
            state=Job.State.DONE,
            finished_at=datetime(2025, 11, 20, tzinfo=UTC),
            result={
                "file": default_storage.save("drafts/world.pdf", ContentFile(PDF)),
                "sha256": hashlib.sha256(PDF).hexdigest(),
            },
        )
        entry = draft.entries.exclude(snapshot=None).first() or draft.entries.first()
        world.keep(job, draft, link.link, entry)
        world.names |= {
            "packet": packet.pk,
            "published": packet.published.pk,
            "draft": draft.pk,
            "draft_number": draft.number,
            "entry": entry.pk,
            "link": link.link.pk,
            "token": link.token,
            "revoked_token": revoked.token,
            "published_token": old_link.token,
            "published_file": packet.published.file.name,
            "draft_file": job.result["file"],
            "job": job.key,
            "partners_job": Job.objects.create(
                kind="import", requested_by=world.accounts[Who.PARTNER]
            ).key,
        }


def _publish(version: PacketVersion, officer: User) -> None:
    version.file.save("packet.pdf", ContentFile(PDF), save=False)
    version.print_file.save("print.pdf", ContentFile(PDF), save=False)
    version.sha256 = version.print_sha256 = hashlib.sha256(PDF).hexdigest()
    version.pages = 3
    version.state = PacketVersion.State.PUBLISHED
    version.published_at = datetime(2025, 11, 26, 8, tzinfo=UTC)
    version.published_by = officer
    version.save()


def _files(world: World) -> None:
    """A picture and an attachment on each kind of record that has them, and on a few others."""
    for label, record in world.records.items():
        for relation, kind in (("pictures", "picture"), ("attachments", "attachment")):
            if hasattr(record, relation):
                file = _hang(record, kind)
                world.names[f"{kind}_of_{label.replace('.', '_')}"] = file.file.name
    activities = Activity.objects.in_bulk()
    for code in ("rapa", "iitp"):
        picture = _hang(activities[world.names[f"{code}_activity"]], "picture")
        world.names[f"{code}_picture"] = picture.pk
    document = ArchiveDocument.objects.get(pk=world.names["later_document"])
    event = Event.objects.get(pk=world.names["unannounced_event"])
    world.names |= {
        "file_of_later_document": _hang(document, "attachment").file.name,
        "file_of_unannounced_event": _hang(event, "picture").file.name,
    }


def _figures(world: World) -> None:
    """The draft computed, with a figure to open and a picture to show."""
    draft = world.records["meetings.packetversion"]
    PacketEntry.objects.create(
        packet_version=draft,
        position=90,
        part=PacketEntry.Part.ANNEX,
        annex_number=1,
        section_key="events.public_seminar",
    )
    assemble_draft(version=draft)
    for entry in draft.entries.exclude(snapshot=None):
        figures, pictures = entry.snapshot["figures"], entry.snapshot["pictures"]
        if figures:
            world.names |= {"entry": entry.pk, "figure": figures[0]["key"]}
        if pictures:
            world.names |= {"entry_with_picture": entry.pk, "picture_key": pictures[0][0]}
    document = world.records["archive.archivedocument"]
    world.names["document_type"] = ContentType.objects.get_for_model(document).pk


def _hang(owner: Model, kind: str) -> Picture | Attachment:
    if kind == "picture":
        file = ContentFile(DRAWING, name="a.png")
        return Picture.objects.create(owner=owner, file=file, original_name="그림.png")
    file = ContentFile(PDF, name="a.pdf")
    return Attachment.objects.create(owner=owner, file=file, original_name="문서.pdf")
