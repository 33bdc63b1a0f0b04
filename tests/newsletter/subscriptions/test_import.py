"""Lists come in as a whole or not at all, and bring nobody back."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from alliance.errors import RuleViolation
from members.services.naming import record_organisation
from newsletter.models import Consent, Subscriber, SubscriberLetter, Suppression
from newsletter.subscriptions import imports, verbs
from newsletter.subscriptions.sheets import MOST_BYTES, ListRefused, read_sheet
from newsletter.subscriptions.verbs import Trace
from tests.newsletter.subscriptions.conftest import AT, history

pytestmark = pytest.mark.django_db

HEAD = "email,name,organisation,consented_at,consent_source"


@pytest.fixture
def take_in(tmp_path):
    """The command as people run it: exit code, report, what it said."""

    def run(*lines, head=HEAD, encoding="utf-8", **options):
        path, report = tmp_path / "list.csv", tmp_path / "report.json"
        path.write_bytes("\n".join([head, *lines]).encode(encoding))
        out, err, code = StringIO(), StringIO(), 0
        try:
            call_command(
                "import_subscribers", str(path), report=report, stdout=out, stderr=err, **options
            )
        except SystemExit as end:
            code = end.code
        return code, json.loads(report.read_text("utf-8")), out.getvalue(), err.getvalue()

    return run


def counts(report):
    return [report[name] for name in ("rows", "created", "updated", "unchanged", "left_out")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_readers_come_in_with_their_consent(take_in, encoding):
    company = record_organisation(name="주식회사 가온메타")

    code, report, *_said = take_in(
        "Kim@Readers.example,김독자,㈜가온메타,2025-11-03,행사 신청서",
        "lee@readers.example,,모르는 곳,2025.11.4.,명함",
        "park@readers.example,박독자,,2025-11-05 09:30,신청서",
        encoding=encoding,
    )

    assert (code, counts(report), report["errors"]) == (0, [3, 3, 0, 0, 0], [])
    kim, lee, park = Subscriber.objects.order_by("email")
    assert (kim.email, kim.name, kim.organisation) == ("kim@readers.example", "김독자", company)
    assert (lee.organisation_name, lee.organisation) == ("모르는 곳", None)
    assert [each.confirm_by.isoformat() for each in (kim, lee, park)] == [
        "2027-11-02",
        "2027-11-03",
        "2027-11-04",
    ]
    consent = park.consents.get()
    assert (consent.kind, consent.method, consent.source) == ("granted", "import", "신청서")
    assert consent.at.isoformat() == "2025-11-05T00:30:00+00:00"
    assert SubscriberLetter.objects.count() == 0


def test_the_same_file_twice_changes_nothing(take_in):
    line = "kim@readers.example,김독자,,2025-11-03,신청서"
    take_in(line)
    before = Subscriber.objects.values().get()

    code, report, *_said = take_in(line)

    assert (code, counts(report)) == (0, [1, 0, 0, 1, 0])
    assert Subscriber.objects.values().get() == before
    assert Consent.objects.count() == 1


def test_nobody_who_left_or_gets_no_mail_comes_back(take_in, reader, officer):
    left = reader("left@readers.example")
    verbs.unsubscribe(subscriber=left, trace=Trace(at=AT, method=Consent.Method.PAGE))
    for email in ("known@readers.example", "never@readers.example"):
        verbs.suppress(email=email, note="반송", by=officer, at=AT)
    reader("known@readers.example")
    day = (timezone.now() - timedelta(days=1)).date().isoformat()

    code, report, _out, told = take_in(
        *(
            f"{name}@readers.example,이름,,{day},새 명부"
            for name in ("LEFT", "known", "never", "new")
        )
    )

    assert (code, counts(report)) == (0, [4, 1, 0, 0, 3])
    assert [each["row"] for each in report["rows_left_out"]] == [2, 3, 4]
    assert "2025.11.3.(월) 수신 거부" in told
    assert [each.email for each in Subscriber.objects.for_newsletter()] == ["new@readers.example"]
    assert history(left) == [("granted", "officer"), ("withdrawn", "page")]


def test_a_later_consent_counts_and_an_older_one_only_fills_gaps(take_in, reader):
    reader("kim@readers.example", name="김독자")
    older = "kim@readers.example,다른이름,가온메타,2025-01-02,옛 명부"
    later = "kim@readers.example,새이름,,2025-11-20,새 명부"

    found = [counts(take_in(line)[1]) for line in (older, older, later, later)]

    assert found == [[1, 0, 1, 0, 0], [1, 0, 0, 1, 0], [1, 0, 1, 0, 0], [1, 0, 0, 1, 0]]
    subscriber = Subscriber.objects.get()
    assert (subscriber.name, subscriber.organisation_name) == ("새이름", "가온메타")
    assert subscriber.confirm_by.isoformat() == "2027-11-19"
    assert history(subscriber) == [("granted", "officer"), ("granted", "import")]


def test_every_error_is_told_by_row_in_korean_and_nothing_is_taken_in(take_in):
    tomorrow = (timezone.now() + timedelta(days=2)).date().isoformat()

    code, report, out, err = take_in(
        "good@readers.example,,,2025-11-03,신청서",
        "주소없음,,,2025-11-03,신청서",
        f"late@readers.example,,,{tomorrow},신청서",
        "nosource@readers.example,,,2025-11-03,",
        "noday@readers.example,,,,신청서",
        "badday@readers.example,,,2025-02-30,신청서",
        f"long@readers.example,{'가' * 61},,2025-11-03,신청서",
        "GOOD@readers.example,,,2025-11-03,신청서",
        "",
        "김@readers.example,,,2025-11-03,",
    )

    assert code == 1
    assert [(each["row"], each["column"]) for each in report["errors"]] == [
        (3, "email"),
        (4, "consented_at"),
        (5, "consent_source"),
        (6, "consented_at"),
        (7, "consented_at"),
        (8, "name"),
        (9, "email"),
        (11, "consent_source"),
        (11, "email"),
    ]
    assert counts(report) == [9, 0, 0, 0, 0]
    assert not [each for each in report["errors"] if each["message"].isascii()]
    assert "3행" in err
    assert "9행" in out
    assert Subscriber.objects.count() == 0


def test_a_dry_run_tells_and_changes_nothing(take_in):
    code, report, out, _err = take_in("kim@readers.example,,,2025-11-03,신청서", dry_run=True)

    assert (code, counts(report)) == (0, [1, 1, 0, 0, 0])
    assert Subscriber.objects.count() == 0
    assert out.startswith("1행")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "빈 파일"),
        (b"PK\x03\x04 a workbook", "CSV"),
        (b"name\nx", "email, consented_at, consent_source"),
        (HEAD.encode() + b",email\n", "email"),
        (b"email,consented_at,consent_source\n\xff\xfe\xfd", "UTF-8"),
        (b'email,consented_at,consent_source\n"a@x.example', "2"),
        (b"email\0,consented_at,consent_source\n", "UTF-8"),
        (b"x" * (MOST_BYTES + 1), "5"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content, words):
    with pytest.raises(ListRefused, match=words):
        read_sheet(content, at=AT)


def test_a_missing_file_is_a_wrong_call(tmp_path):
    with pytest.raises(CommandError) as caught:
        call_command("import_subscribers", str(tmp_path / "none.csv"))

    assert caught.value.returncode == 2


def test_whoever_leaves_between_looking_and_taking_over_stays_out(reader):
    subscriber = reader()
    row = "kim@readers.example,,,2025-11-20,명부"
    made = imports.plan(f"{HEAD}\n{row}".encode(), at=timezone.now())
    verbs.unsubscribe(subscriber=subscriber, trace=Trace(at=AT, method=Consent.Method.PAGE))

    with pytest.raises(RuleViolation):
        imports.carry_out(made, by=None)

    assert not Subscriber.objects.get().is_active


def test_whoever_subscribes_between_looking_and_taking_over_is_not_doubled(reader):
    rows = "kim@readers.example,,,2025-11-20,명부\nnew@readers.example,,,2025-11-20,명부"
    made = imports.plan(f"{HEAD}\n{rows}".encode(), at=timezone.now())
    reader("kim@readers.example")

    with pytest.raises(RuleViolation):
        imports.carry_out(made, by=None)

    assert [each.email for each in Subscriber.objects.all()] == ["kim@readers.example"]


def test_another_writing_of_a_suppressed_mailbox_is_a_fault_of_its_row(take_in):
    Suppression.objects.create(email="contact@host.example", reason="officer", suppressed_at=AT)

    code, report, *_said = take_in(
        '"""contact""@host.example",,,2025-11-03,신청서',
        '"""c\\ontact""@host.example",,,2025-11-03,신청서',
        "hong@한글.한국,,,2025-11-03,신청서",
    )

    assert code == 1
    assert [(each["row"], each["column"]) for each in report["errors"]] == [
        (2, "email"),
        (3, "email"),
    ]
    assert all("따옴표" in each["message"] for each in report["errors"])
    assert Subscriber.objects.count() == 0
