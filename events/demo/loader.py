from __future__ import annotations

from collections.abc import Sequence

from alliance.demo import demo_loader
from alliance.illustrations import hang_picture, scene
from alliance.models import Place
from events.demo import consultations, seminar, year_end
from events.models import (
    Advisor,
    Award,
    Booking,
    ConsultationEvent,
    Event,
    EventRole,
    PressCoverage,
)
from events.services.consultations import book, record_grid
from events.services.programme import ProgrammeEntry, SessionEntry, replace_programme
from members.demo.people import demo_person
from members.models import Organisation
from members.services.matching import find_organisation
from members.services.register import register_many


@demo_loader("events", after=("members",))
def load() -> None:
    """Whatever is there already is left alone."""
    joint_seminar = load_seminar()
    load_consultations(joint_seminar)
    load_year_end()


def load_seminar() -> Event:
    event, is_new = _event(seminar.SEMINAR, seminar.PLACE, seminar.PROGRAMME)
    if is_new:
        EventRole.objects.bulk_create(
            EventRole(
                event=event,
                organisation=_organisation(name),
                role=EventRole.Role.HOST_AND_ORGANISER,
                position=position,
                printed_name=name,
            )
            for position, name in enumerate(seminar.HOSTS, start=1)
        )
        PressCoverage.objects.create(
            event=event, article_count=seminar.ARTICLES, counted_on=seminar.COUNTED_ON
        )
        for article in seminar.sample_articles():
            article.event = event
            article.save()
    for position, caption in enumerate(seminar.CAPTIONS, start=1):
        hang_picture(
            event,
            scene(caption, "데모 그림", tint=position),
            name=f"seminar-{position}.png",
            caption=caption,
            position=position,
        )
    return event


def load_year_end() -> None:
    event, is_new = _event(year_end.YEAR_END, year_end.PLACE, year_end.PROGRAMME, year_end.SESSIONS)
    if is_new:
        Award.objects.bulk_create(
            Award(event=event, award_class=kind, grade=grade, count=count, position=position)
            for position, (kind, grade, count) in enumerate(year_end.AWARDS, start=1)
        )


def load_consultations(event: Event) -> None:
    if ConsultationEvent.objects.filter(event=event).exists():
        return
    day = ConsultationEvent.objects.create(
        event=event,
        date=event.date,
        title=consultations.TITLE,
        occasion=consultations.OCCASION,
        organiser=_organisation(consultations.ORGANISER),
    )
    for position, (firm, label, person, title) in enumerate(consultations.INVESTORS, start=1):
        Advisor.objects.create(
            consultation=day,
            position=position,
            firm=_organisation(firm),
            label=label,
            person=demo_person(person) if person else None,
            person_title=title,
        )
    record_grid(
        consultation=day,
        labels=[label for _firm, label, _person, _title in consultations.INVESTORS],
        rows=consultations.GRID,
    )
    _legal_desk(day)


def _legal_desk(day: ConsultationEvent) -> list[Booking]:
    firm = Organisation.objects.filter(name=consultations.LAW_FIRM.name).first()
    if firm is None:
        firm = register_many([consultations.LAW_FIRM], by=None)[0]
    lawyers = Advisor.objects.create(
        consultation=day, position=9, kind=Advisor.Kind.LEGAL, firm=firm
    )
    return [
        book(advisor=lawyers, organisation=_organisation(name))
        for name in consultations.LEGAL_COMPANIES
    ]


def _event(
    planned: Event,
    place: tuple[str, str, str],
    programme: Sequence[ProgrammeEntry],
    sessions: Sequence[SessionEntry] = (),
) -> tuple[Event, bool]:
    """The recorded event, and whether it was recorded just now."""
    there = Event.objects.filter(name=planned.name, date=planned.date).first()
    if there is not None:
        return there, False
    name, room, area = place
    where, _made = Place.objects.get_or_create(name=name, room=room, defaults={"area": area})
    values = {
        field.name: getattr(planned, field.name)
        for field in Event._meta.concrete_fields
        if field.name not in ("id", "version", "place")
    }
    event = Event(**values, place=where)
    event.full_clean()
    event.save()
    replace_programme(event=event, rows=programme, sessions=sessions)
    return event, True


def _organisation(name: str) -> Organisation:
    found = find_organisation(name)
    if found is None:
        message = f"The demo knows no organisation {name}"
        raise LookupError(message)
    return found
