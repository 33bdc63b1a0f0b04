"""Links that officers type into an issue, a notice or a banner."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from newsletter.checks import check_issue
from newsletter.intake.upkeep import check_issue_links, forget
from newsletter.models import CheckedLink, IssueArticle, NewsletterIssue, Promotion
from newsletter.models.links import of_the_open_web
from newsletter.services import ArticleEntry, open_issue, place_promotion, set_articles
from tests.newsletter.intake.conftest import server, story  # noqa: F401 -- fixtures
from tests.newsletter.issues import approve
from tests.pages import form_values, text

DAY = date(2025, 11, 26)
NOW = datetime(2025, 11, 26, 1, 0, tzinfo=UTC)

REFUSED = [
    "ftp://news.example/1",
    "javascript:window.hit=1",
    "data:text/html,x",
    "file:///etc/passwd",
    "https://user:secret@news.example/",
    "http://localhost/",
    "http://localhost:8000/admin/",
    "http://intranet/",
    "http://nas.local/",
    "http://wiki.internal/",
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://10.0.0.7/",
    "http://172.16.1.1/",
    "http://192.168.0.1:8080/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
]


@pytest.mark.parametrize("link", REFUSED)
def test_link_that_members_cannot_open_is_refused(link, settings):
    settings.SITE_URL = "https://portal.example"
    with pytest.raises(ValidationError):
        of_the_open_web(link)


@pytest.mark.parametrize(
    "link",
    [
        "https://news.example/1?a=1#b",
        "http://뉴스.example/1",
        "https://8.8.8.8/",
        "https://localhost.example/",
        "http://portal.test:8000/archive/",
        "http://127.0.0.1:8123/feed",
    ],
)
def test_link_of_the_web_of_the_portal_or_of_what_is_allowed_is_taken(link, settings):
    settings.SITE_URL = "http://portal.test:8000"
    settings.FETCH_ALLOW = ["127.0.0.1:8123"]

    of_the_open_web(link)


@pytest.fixture
def issue(db):
    found = open_issue(on=DAY)
    set_articles(
        issue=found, entries=[ArticleEntry("domestic", "소식", link="https://news.example/1")]
    )
    return found


@pytest.mark.parametrize("link", ["ftp://news.example/1", "http://169.254.169.254/latest/"])
def test_form_of_the_issue_names_the_link_and_keeps_what_was_typed(issue, officer_client, link):
    page = reverse("admin:newsletter_newsletterissue_change", args=[issue.pk])
    values = form_values(officer_client.get(page)) | {"articles-0-link": link}

    answer = officer_client.post(page, values)

    assert answer.status_code == 200
    assert answer.context["inline_admin_formsets"][0].formset.errors[0].keys() == {"link"}
    assert link in answer.content.decode()
    assert issue.articles.get().link == "https://news.example/1"


def findings(issue):
    loaded = NewsletterIssue.objects.with_contents().get(pk=issue.pk)
    found = check_issue(loaded, at=NOW)
    return [each.message for each in found if each.code == "dead-link"]


@pytest.fixture
def typed(issue, server):  # noqa: F811
    """An issue with a dead link, a living one, and a page of the portal."""
    server.says("/fine", "x")
    entries = [
        ArticleEntry("domestic", "사라진 소식", link=server.url("/gone")),
        ArticleEntry("domestic", "있는 소식", link=server.url("/fine")),
        ArticleEntry("call", "포털 공고", link="http://localhost:8000/archive/1/"),
        ArticleEntry("call", "주소 없음"),
    ]
    set_articles(issue=issue, entries=entries)
    return issue


def test_dead_links_typed_by_hand_are_flagged(typed, server, settings):  # noqa: F811
    settings.SITE_URL = "http://localhost:8000"
    assert findings(typed) == []

    assert check_issue_links(at=NOW) == 1

    assert findings(typed) == [
        "“사라진 소식”의 링크가 열리지 않습니다: 서버가 404 응답을 보냈습니다."
    ]
    assert sorted(server.paths) == ["/fine", "/gone"]
    # Not asked again within three hours, but what is typed anew is at once.
    check_issue_links(at=NOW + timedelta(minutes=2))
    assert len(server.paths) == 2
    IssueArticle.objects.filter(title="사라진 소식").update(link=server.url("/fine?again"))
    check_issue_links(at=NOW + timedelta(minutes=4))
    assert len(server.paths) == 3
    assert findings(typed) == [
        "“사라진 소식”의 링크가 열리지 않습니다: 서버가 404 응답을 보냈습니다."
    ]


def test_link_that_is_put_right_loses_its_flag(typed, server):  # noqa: F811
    check_issue_links(at=NOW)
    server.says("/here", "x")
    IssueArticle.objects.filter(title="사라진 소식").update(link=server.url("/here"))

    assert findings(typed) == []


def test_link_whose_name_leads_inside_is_flagged(issue):
    IssueArticle.objects.update(link="http://127.0.0.1:8999/")

    check_issue_links(at=NOW)

    (told,) = findings(issue)
    assert "내부망" in told


def test_dead_link_of_a_banner_is_flagged(issue, partner, server):  # noqa: F811
    banner = Promotion.objects.create(
        organisation=partner,
        title="배너",
        link=server.url("/gone"),
        starts_on=DAY,
        ends_on=DAY,
    )
    place_promotion(promotion=banner, issue=issue)
    IssueArticle.objects.update(link="")

    check_issue_links(at=NOW)

    assert findings(issue) == ["“배너”의 링크가 열리지 않습니다: 서버가 404 응답을 보냈습니다."]


def test_links_of_what_went_out_or_lies_behind_are_left_alone(typed, server):  # noqa: F811
    check_issue_links(at=NOW + timedelta(days=1))
    assert server.paths == []
    approve(typed)
    NewsletterIssue.objects.update(state="sent", sent_at=NOW)

    check_issue_links(at=NOW)

    assert server.paths == []


def test_what_was_looked_at_long_ago_is_forgotten(typed, server):  # noqa: F811
    check_issue_links(at=NOW)

    forget(at=NOW + timedelta(days=15))

    assert not CheckedLink.objects.exists()


def test_review_page_shows_the_flag(typed, server, officer_client):  # noqa: F811
    check_issue_links(at=NOW)

    page = officer_client.get(reverse("admin:newsletter_newsletterissue_review", args=[typed.pk]))

    assert "“사라진 소식”의 링크가 열리지 않습니다" in text(page)
