from subcommittees.models import Finding, FindingRow, ParticipantCount, SubcommitteeMeeting
from subcommittees.reports import digest_parts, report_body


def test_one_plain_line_of_purpose_stands_among_the_facts(meeting):
    meeting.purpose = "우수 사례 공유 II"

    body = report_body(meeting)

    assert body["purpose"] == ""
    assert body["facts"][0] == {"label": "목적", "value": "우수 사례 공유 II"}


def test_longer_purpose_gets_its_own_part(meeting):
    meeting.purpose = "- 교육과정 마련\n- 관리체계 운영*\n* 대학원 등"

    body = report_body(meeting)

    assert body["purpose"] == meeting.purpose
    assert [fact["label"] for fact in body["facts"]] == ["일시/장소", "참석자"]


def test_place_with_an_address_stands_on_a_line_of_its_own(meeting):
    meeting.place.address = "서울 서초구 강남대로 315"

    facts = [(fact["label"], fact["value"]) for fact in report_body(meeting)["facts"][:2]]

    assert facts == [
        ("일시", "'25.10.21.(화) 15:00 ~ 17:00"),
        ("장소", "K-META 4층 대회의실(서울 서초구 강남대로 315)"),
    ]


def test_parts_of_the_head_count_are_printed_in_their_order(meeting):
    ParticipantCount.objects.create(meeting=meeting, kind="online", count=4)
    ParticipantCount.objects.create(meeting=meeting, kind="offline", count=14)

    assert report_body(meeting)["facts"][-1] == {
        "label": "참석자",
        "value": "총 18명(오프라인 14명/온라인 4명)",
        "items": [],
    }


def test_number_is_printed_with_its_basis(meeting):
    meeting.participants_words = "기술표준 분과위원"
    meeting.participants_note = "분과장 외 사무국 등"
    meeting.participants_basis = SubcommitteeMeeting.Basis.APPROXIMATE
    about = report_body(meeting)["facts"][-1]
    meeting.participants_basis = SubcommitteeMeeting.Basis.INVITED
    invited = report_body(meeting)["facts"][-1]

    assert about == {
        "label": "참석자",
        "value": "기술표준 분과위원 18여명",
        "items": ["분과장 외 사무국 등"],
    }
    assert (invited["label"], invited["value"]) == ("참석대상", "기술표준 분과위원 18명")


def test_talks_are_the_agenda_where_none_is_written(meeting, talk):
    assert report_body(meeting)["agenda"] == "- (발제1) 교육분야 우수사례(웅진씽크빅 김발표 부장)"

    meeting.agenda = "- 동향 공유"

    assert report_body(meeting)["agenda"] == "- 동향 공유"


def test_digest_takes_headline_and_talks(meeting, talk):
    meeting.headline = "우수 사례 공유 / 표준화"

    assert digest_parts(meeting) == [
        "우수 사례 공유",
        "표준화",
        "메타버스 기반 교육서비스(웅진씽크빅 김발표 부장)",
    ]


def test_digest_takes_the_agenda_where_nothing_else_is(meeting):
    meeting.agenda = "- 보안 동향\n\n- (표준) 법제화 이슈\n  · 자세히"

    assert digest_parts(meeting) == ["보안 동향", "(표준) 법제화 이슈"]


def test_findings_of_a_talk_stand_under_it_and_others_are_numbered(meeting, talk):
    Finding.objects.create(meeting=meeting, position=2, heading="둘째", text="- 나")
    Finding.objects.create(meeting=meeting, position=1, heading="첫째", text="- 가")
    table = Finding.objects.create(
        meeting=meeting, presentation=talk, kind=Finding.Kind.TABLE, position=1
    )
    FindingRow.objects.create(finding=table, heading="정의", text="생태계")

    blocks = report_body(meeting)["blocks"]

    assert [(block["mark"], block["heading"]) for block in blocks] == [
        ("○", "메타버스 기반 교육서비스(웅진씽크빅 김발표 부장)"),
        ("1)", "첫째"),
        ("2)", "둘째"),
    ]
    assert blocks[0]["text"] == talk.sections
    assert blocks[0]["parts"][0]["rows"] == [
        {"heading": "정의", "items": [{"label": "", "text": "생태계", "notes": []}]}
    ]
    assert blocks[1]["parts"][0]["text"] == "- 가"


def test_cells_of_a_table_hold_labelled_items_and_notes(meeting):
    table = Finding.objects.create(meeting=meeting, kind=Finding.Kind.TABLE)
    FindingRow.objects.create(
        finding=table,
        heading="신고 제도",
        text="(유형) 신규 신고\n(절차) 제출 → 검토\n* 불이익 없음\n- 예외: 창작물",
    )

    rows = report_body(meeting)["blocks"][0]["parts"][0]["rows"]

    assert rows[0]["items"] == [
        {"label": "유형", "text": "신규 신고", "notes": []},
        {"label": "절차", "text": "제출 → 검토", "notes": ["* 불이익 없음"]},
        {"label": "", "text": "예외: 창작물", "notes": []},
    ]
