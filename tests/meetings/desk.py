"""A draft on an officer's desk: a section that counts places, and a written part."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from alliance import packets as registry
from alliance.figures import Figure
from alliance.models import Place
from alliance.packets import Fact, PacketSection, Snapshot, figure_value
from alliance.periods import PeriodRule
from alliance.rendering import RenderedDocument
from meetings.models import AgendaItem, PacketEntry
from meetings.services import drafts, packets
from meetings.services.publication import publish_packet
from members.models import User
from tests.pages import form_values

AREA = "시험"
TEMPLATE = (
    '{% load packet %}{% include "print/_heading.html" with heading=heading only %}'
    "<p>{% figure figures.places %}곳 {{ body.names|join:', ' }}</p>"
)


def make_place(name):
    return Place.objects.create(name=name, area=AREA)


def count_places(period, as_of, options):
    rule = PeriodRule(options.get("rule", PeriodRule.CALENDAR_QUARTER))
    places = Place.objects.filter(area=AREA).order_by("pk")
    return Snapshot(
        body={"names": [place.name for place in places]},
        figures=(
            Figure.count(
                "places",
                places,
                label="장소",
                unit="곳",
                definition="시험 지역의 모든 장소",
                as_of=as_of,
                within=period.range_for(rule),
                rule=rule,
            ),
            Figure("share", "비율", "12.5", "%", "글로 된 수치", as_of),
        ),
    )


def place_facts(start, end):
    return [
        Fact("alliance.place", place.pk, place.name, end)
        for place in Place.objects.filter(area=AREA)
    ]


@pytest.fixture
def place_section(tmp_path, settings, monkeypatch):
    (tmp_path / "places.html").write_text(TEMPLATE)
    templates = [dict(settings.TEMPLATES[0])]
    templates[0]["DIRS"] = [*templates[0]["DIRS"], tmp_path]
    settings.TEMPLATES = templates
    section = PacketSection(
        "test.places",
        "장소 현황",
        "places.html",
        count_places,
        digest=lambda snapshot: [f"(장소) {figure_value(snapshot, 'places')}곳"],
        facts=place_facts,
        variants=lambda: [({}, ""), ({"partner": "rapa"}, "RAPA")],
    )
    monkeypatch.setitem(registry._sections, "test.places", section)
    return section


@pytest.fixture
def draft(meeting, place_section):
    """Version 1: places and a written part in the first annex, places in the second."""
    AgendaItem.objects.create(meeting=meeting, number=1, title="현황 보고")
    AgendaItem.objects.create(meeting=meeting, number=2, title="분과 보고")
    make_place("가나홀")
    version = packets.open_packet(meeting=meeting).draft
    version.entries.all().delete()
    common = {"packet_version": version, "part": "annex"}
    PacketEntry.objects.create(
        **common, position=1, annex_number=1, section_key="test.places", title="장소"
    )
    PacketEntry.objects.create(
        **common, position=2, annex_number=1, title="덧붙임", text_after="○ (내용) 덧붙인 글"
    )
    PacketEntry.objects.create(
        **common, position=3, annex_number=2, section_key="test.places", title="둘째 장소"
    )
    return drafts.assemble_draft(version=version)


@pytest.fixture
def places_entry(draft):
    return draft.entries.get(position=1)


@pytest.fixture
def written_entry(draft):
    return draft.entries.get(position=2)


@pytest.fixture
def quick(monkeypatch):
    """Rendering stands aside where it is not what the test is about."""
    from meetings.services import publication

    def render(document, progress, what):
        return RenderedDocument(pdf=f"%PDF {document.print_ready}".encode(), pages=3)

    monkeypatch.setattr(publication, "_render", render)


@pytest.fixture
def published(draft, officer, quick):
    return publish_packet(version=draft, by=officer)


@pytest.fixture
def second_client(second_officer, day):
    client = Client()
    client.force_login(second_officer)
    return client


def workbench_url(version):
    return reverse("admin:meetings_packet_workbench", args=[version.packet_id])


def button(name, version):
    """Where one of the workbench's buttons leads."""
    return reverse(f"admin:meetings_packet_{name}", args=[version.pk])


def figure_url(entry, key="places"):
    return reverse("admin:meetings_packetentry_figure", args=[entry.pk, key])


def entry_url(entry):
    return reverse("admin:meetings_packetentry_change", args=[entry.pk])


def titles(version):
    rows = version.entries.order_by("position", "pk")
    return [entry.title for entry in rows]


def told(response):
    """The messages on the page that a button led to."""
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def at_once(django_capture_on_commit_callbacks):
    """Jobs run when the request that asked for them is over, as if a worker stood by."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def readers(seats):
    """Two of the committee's six have an account."""
    return [
        User.objects.create_user(
            f"{number}@committee.example", "a-long-password", person=seat.person
        )
        for number, seat in enumerate([seats["나의장"], seats["바기업"]])
    ]


def publish_from_page(client, version, at_once, **data):
    seen = form_values(
        client.get(button("publish", version)), "//form[.//input[@name='looked_at']]"
    )
    with at_once():
        return client.post(button("publish", version), {**seen, **data}, follow=True)


def stored_files():
    return {
        f"{folder}/{name}"
        for top in ("drafts", "packets")
        if default_storage.exists(top)
        for folder in [f"{top}/{each}" for each in default_storage.listdir(top)[0]]
        for name in default_storage.listdir(folder)[1]
    }
