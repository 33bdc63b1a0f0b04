"""The workbench's buttons: period, order, sections, links; and who may press them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models import DraftLink, PacketEntry, PacketVersion
from meetings.services.arranging import arrangement, move_entry
from meetings.services.links import make_draft_link
from meetings.views.workbench.forms import period_code
from tests.meetings.desk import button, make_place, titles, told, workbench_url
from tests.pages import form_values, text, tree

pytestmark = pytest.mark.django_db


def page_of(client, version):
    return client.get(workbench_url(version), {"version": version.number})


def press(client, version, action, entry, seen=None):
    data = {"entry": entry.pk, "action": action, "seen": seen or arrangement(version)}
    return client.post(button("arrange", version), data, follow=True)


def period(**more):
    return {"as_of": "2025-11-26", "year": "2025", "quarter": "4", **more}


# --- The page ------------------------------------------------------------------------------------


def test_workbench_shows_the_entries_by_place_with_their_figures(officer_client, draft):
    page = page_of(officer_client, draft)

    groups = page.context["groups"]
    assert [(group.place.code, [row.title for row in group.rows]) for group in groups] == [
        ("material", []),
        ("results", []),
        ("annex-1", ["장소", "덧붙임"]),
        ("annex-2", ["둘째 장소"]),
    ]
    assert [(chip.label, chip.printed, chip.unit) for chip in groups[2].rows[0].figures] == [
        ("장소", "1", "곳"),
        ("비율", "12.5", "%"),
    ]


def test_entry_of_an_annex_that_the_agenda_lacks_is_pointed_out(officer_client, draft):
    PacketEntry.objects.create(
        packet_version=draft, position=9, part="annex", annex_number=7, title="없는 안건"
    )

    groups = page_of(officer_client, draft).context["groups"]

    assert [(group.place.code, bool(group.warning)) for group in groups[2:]] == [
        ("annex-1", False),
        ("annex-2", False),
        ("annex-7", True),
    ]


@pytest.mark.parametrize("count", [1, 12])
def test_workbench_query_count_does_not_grow(
    officer_client, draft, count, django_assert_max_num_queries
):
    for number in range(count):
        PacketEntry.objects.create(
            packet_version=draft,
            position=10 + number,
            part="annex",
            annex_number=1,
            section_key="test.places",
        )

    with django_assert_max_num_queries(24):
        page_of(officer_client, draft)


@pytest.mark.parametrize("wanted", ["7", "x", "٣", "99999"])
def test_version_that_does_not_exist_is_not_found(officer_client, draft, wanted):
    assert officer_client.get(workbench_url(draft), {"version": wanted}).status_code == 404


def test_packets_number_in_other_digits_is_no_fault(officer_client, draft):
    assert officer_client.get("/admin/meetings/packet/٣/change/").status_code in (302, 404)


def test_headings_are_numbered_anew_in_every_annex(officer_client, draft):
    draft.entries.update(level=2)

    page = text(officer_client.get(button("view", draft)))

    assert "덧붙임 2 덧붙임" in page
    assert "둘째 장소 1 둘째 장소" in page


def test_numbers_beyond_the_database_are_not_found(officer_client, draft):
    huge = 10**30

    for name, number in (("workbench", huge), ("view", huge), ("publish", huge)):
        address = reverse(f"admin:meetings_packet_{name}", args=[number])
        assert officer_client.get(address).status_code == 404
    assert officer_client.post(button("arrange", draft), {"entry": huge}).status_code == 404


# --- Period --------------------------------------------------------------------------------------


def test_compute_for_another_as_of_date_and_quarter(officer_client, draft):
    make_place("다라홀")

    response = officer_client.post(
        button("assemble", draft), period(as_of="2025-09-30", quarter="3"), follow=True
    )

    draft.refresh_from_db()
    entry = draft.entries.get(position=1)
    assert (draft.as_of, draft.period_year, draft.period_quarter) == (date(2025, 9, 30), 2025, 3)
    assert (entry.figure("places")["value"], entry.figure("places")["as_of"]) == (2, "2025-09-30")
    assert told(response) == ["모든 수치를 다시 계산했습니다."]


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": ""},
        {"as_of": "어제"},
        {"as_of": "2025-02-30"},
        {"as_of": "0001-01-01"},
        {"as_of": "9999-12-31"},
        {"year": "20255"},
        {"year": ""},
        {"quarter": "5"},
        {"quarter": "x"},
    ],
)
def test_period_that_makes_no_sense_is_refused_with_its_reason(officer_client, draft, change):
    response = officer_client.post(button("assemble", draft), period(**change), follow=True)

    draft.refresh_from_db()
    assert (draft.as_of, draft.period_quarter) == (date(2025, 11, 26), 4)
    assert len(told(response)) == 1
    assert told(response)[0].split(":")[0] in ("기준일", "연도", "분기")


def test_as_of_date_outside_the_quarter_is_computed_and_pointed_out(officer_client, draft):
    response = officer_client.post(
        button("assemble", draft), period(as_of="2025-11-26", quarter="3"), follow=True
    )

    assert told(response) == [
        "기준일이 분기 밖에 있습니다. 맞는지 확인하세요.",
        "모든 수치를 다시 계산했습니다.",
    ]


def test_stale_period_form_does_not_take_back_what_another_officer_chose(
    officer_client, second_client, draft
):
    seen = period_code(draft.as_of, draft.quarter)
    officer_client.post(button("assemble", draft), period(as_of="2025-11-20", seen=seen))

    stale = second_client.post(button("assemble", draft), period(seen=seen), follow=True)

    draft.refresh_from_db()
    assert draft.as_of == date(2025, 11, 20)
    (message,) = told(stale)
    assert "2025-11-20" in message
    fresh = form_values(stale, "//form[contains(@action, '/assemble/')]")
    assert fresh["seen"] == [period_code(draft.as_of, draft.quarter)]


# --- Order ---------------------------------------------------------------------------------------


def test_entries_move_within_their_part_only(officer_client, draft, places_entry, written_entry):
    press(officer_client, draft, "down", places_entry)
    assert titles(draft) == ["덧붙임", "장소", "둘째 장소"]

    press(officer_client, draft, "down", places_entry)
    assert titles(draft) == ["덧붙임", "장소", "둘째 장소"]

    press(officer_client, draft, "up", places_entry)
    assert titles(draft) == ["장소", "덧붙임", "둘째 장소"]


def test_button_leads_back_to_the_entry(officer_client, draft, places_entry):
    data = {"entry": places_entry.pk, "action": "down", "seen": arrangement(draft)}

    response = officer_client.post(button("arrange", draft), data)

    assert response["Location"] == f"{workbench_url(draft)}?version=1#entry-{places_entry.pk}"
    page = page_of(officer_client, draft)
    assert tree(page).xpath(f"//tr[@id='entry-{places_entry.pk}']")


def test_first_cannot_go_up_nor_last_down(officer_client, draft):
    rows = page_of(officer_client, draft).context["groups"][2].rows

    assert [(row.is_first, row.is_last) for row in rows] == [(True, False), (False, True)]


def test_entry_is_left_out_and_printed_again(officer_client, draft, places_entry):
    press(officer_client, draft, "leave-out", places_entry)
    places_entry.refresh_from_db()
    assert places_entry.is_enabled is False

    press(officer_client, draft, "leave-out", places_entry)
    places_entry.refresh_from_db()
    assert places_entry.is_enabled is False

    make_place("다라홀")
    press(officer_client, draft, "print", places_entry)
    places_entry.refresh_from_db()
    assert places_entry.is_enabled is True
    # Nothing is printed that was not computed when it came back.
    assert places_entry.figure("places")["value"] == 2


def test_second_officer_with_an_older_page_is_told_instead_of_undoing(
    officer_client, second_client, draft, places_entry, written_entry
):
    seen = form_values(page_of(second_client, draft), "//form[@class='wb-order']")["seen"][0]
    press(officer_client, draft, "down", places_entry)

    response = press(second_client, draft, "up", written_entry, seen=seen)

    assert titles(draft) == ["덧붙임", "장소", "둘째 장소"]
    assert told(response) == [
        "다른 담당자가 그 사이 항목의 차례를 바꾸었습니다. 확인하고 다시 하세요."
    ]
    press(second_client, draft, "leave-out", written_entry, seen=seen)
    written_entry.refresh_from_db()
    assert written_entry.is_enabled is True


def test_two_officers_at_once_move_one_entry_once(race, draft, places_entry, written_entry):
    seen = arrangement(draft)

    answers = race(
        lambda: move_entry(entry=places_entry, up=False, seen=seen),
        lambda: move_entry(entry=written_entry, up=True, seen=seen),
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["RuleViolation", "bool"]
    assert race.look(lambda: titles(draft)) == ["덧붙임", "장소", "둘째 장소"]


@pytest.mark.parametrize("entry", ["", "x", "-1", "0", "٣"])
def test_unknown_entry_is_not_found(officer_client, draft, entry):
    response = officer_client.post(button("arrange", draft), {"entry": entry, "action": "up"})

    assert response.status_code == 404


def test_unknown_action_changes_nothing(officer_client, draft, places_entry):
    press(officer_client, draft, "explode", places_entry)

    assert titles(draft) == ["장소", "덧붙임", "둘째 장소"]


# --- Sections ------------------------------------------------------------------------------------


def test_section_is_added_at_the_end_of_a_part_and_computed(officer_client, draft):
    response = officer_client.post(
        button("add_section", draft),
        {"section": '["test.places", {"partner": "rapa"}]', "place": "annex-1"},
        follow=True,
    )

    added = draft.entries.order_by("position").last()
    assert (added.section_key, added.options, added.part, added.annex_number) == (
        "test.places",
        {"partner": "rapa"},
        "annex",
        1,
    )
    assert added.figure("places")["value"] == 1
    assert response.redirect_chain[-1][0].endswith(f"#entry-{added.pk}")


@pytest.mark.parametrize(
    "data",
    [
        {"section": '["nobody.knows", {}]', "place": "annex-1"},
        {"section": '["test.places", {"rule": "x"}]', "place": "annex-1"},
        {"section": "x", "place": "annex-1"},
        {"section": '["test.places", {}]', "place": "annex-9"},
        {"section": '["test.places", {}]', "place": ""},
        {},
    ],
)
def test_section_that_is_no_choice_is_refused(officer_client, draft, data):
    response = officer_client.post(button("add_section", draft), data, follow=True)

    assert draft.entries.count() == 3
    assert told(response)


# --- Links ---------------------------------------------------------------------------------------


def test_link_is_shown_once_and_revoked(officer_client, draft):
    response = officer_client.post(
        button("make_link", draft), {"reader": "디콘과 사무관", "days": "7"}, follow=True
    )

    link = DraftLink.objects.get()
    assert "디콘과 사무관" in told(response)[0]
    assert "/committee/draft/" in told(response)[0]
    assert "/committee/draft/" not in text(page_of(officer_client, draft))

    officer_client.post(reverse("admin:meetings_packet_revoke_link", args=[link.pk]))
    link.refresh_from_db()
    assert link.revoked_at is not None
    page = text(page_of(officer_client, draft))
    assert "거둠" in page


@pytest.mark.parametrize(
    "data",
    [
        {"reader": "", "days": "7"},
        {"reader": "   ", "days": "7"},
        {"reader": "의장", "days": "0"},
        {"reader": "의장", "days": "31"},
        {"reader": "의장", "days": "x"},
    ],
)
def test_link_without_reader_or_end_is_refused(officer_client, draft, data):
    response = officer_client.post(button("make_link", draft), data, follow=True)

    assert DraftLink.objects.count() == 0
    assert told(response) == ["누가 며칠 동안(1~30일) 읽을지 적으세요."]


# --- Who may -------------------------------------------------------------------------------------

BUTTONS = (
    "assemble",
    "arrange",
    "add_section",
    "make_draft",
    "publish",
    "withdraw",
    "make_link",
)


def addresses(version, officer):
    link = make_draft_link(version=version, reader="의장", days=1, by=officer).link
    posts = [button(name, version) for name in BUTTONS]
    posts.append(reverse("admin:meetings_packet_new_version", args=[version.packet_id]))
    posts.append(reverse("admin:meetings_packet_revoke_link", args=[link.pk]))
    entry = version.entries.get(position=1)
    pages = [
        workbench_url(version),
        button("view", version),
        button("changes", version),
        button("file", version),
        reverse("admin:meetings_packetentry_figure", args=[entry.pk, "places"]),
        reverse("admin:meetings_packetentry_picture", args=[entry.pk, "x"]),
        reverse("admin:meetings_packetentry_change", args=[entry.pk]),
    ]
    return pages, posts


def test_nobody_but_officers_gets_a_page_or_a_button(
    draft, officer, outsider, committee_member, day
):
    pages, posts = addresses(draft, officer)
    before = list(PacketVersion.objects.values()), list(PacketEntry.objects.values())
    for user in (None, outsider, committee_member):
        client = Client()
        if user:
            client.force_login(user)
        answers = [client.get(page) for page in pages] + [client.post(post) for post in posts]
        assert {answer.status_code for answer in answers} <= {302, 403, 404}
        assert not any(
            answer.status_code == 302 and "/login/" not in answer["Location"] for answer in answers
        )

    assert (list(PacketVersion.objects.values()), list(PacketEntry.objects.values())) == before
    assert DraftLink.objects.filter(revoked_at__isnull=False).count() == 0


def test_buttons_answer_to_post_alone(officer_client, draft, officer):
    _pages, posts = addresses(draft, officer)

    answers = {post: officer_client.get(post).status_code for post in posts}

    # Looking before publishing is a page of its own.
    assert answers.pop(button("publish", draft)) == 200
    assert set(answers.values()) == {405}


def test_buttons_need_the_pages_token(officer, draft, day):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    _pages, posts = addresses(draft, officer)

    assert {client.post(post).status_code for post in posts} == {403}
    assert DraftLink.objects.filter(revoked_at__isnull=False).count() == 0
