"""Past newsletters, for everybody; drafts for nobody."""

from __future__ import annotations

from datetime import date

import pytest
from defusedxml.ElementTree import fromstring
from django.urls import reverse

from alliance import illustrations
from newsletter.models import IssueCorrection, Mailing, NewsletterIssue
from newsletter.services import ArticleEntry, open_issue, set_articles
from tests.pages import form_values, text, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]


def test_list_shows_the_latest_month_or_the_month_asked_for(client, send):
    for day in (date(2025, 10, 1), date(2025, 11, 3), date(2025, 11, 4)):
        send(day)

    latest = client.get("/newsletter/")
    october = client.get("/newsletter/?month=2025-10")
    nonsense = client.get("/newsletter/?month=x")

    assert [issue.date.day for issue in latest.context["issues"]] == [4, 3]
    assert [issue.date.day for issue in october.context["issues"]] == [1]
    assert [issue.date.day for issue in nonsense.context["issues"]] == [4, 3]


@pytest.mark.parametrize("count", [1, 4])
def test_issue_list_query_count_does_not_grow(client, send, count, django_assert_num_queries):
    for number in range(count):
        send(date(2025, 11, 3 + number))

    with django_assert_num_queries(3):
        client.get("/newsletter/")


def test_issue_shows_its_articles_by_section_and_its_promotions(client, send, book):
    day = date(2025, 11, 24)
    booked = book("배너 제목", day, day)
    picture = illustrations.hang_picture(
        booked, illustrations.banner("배너", "자리"), name="banner.png"
    )
    set_articles(
        issue=open_issue(on=day),
        entries=[
            ArticleEntry("event", "행사 소식"),
            ArticleEntry("domestic", "국내 <b>소식</b>", "데모일보", "https://news.example/1"),
        ],
    )
    issue = send(day, booked)

    response = client.get(issue.get_absolute_url())

    assert [head.text for head in tree(response).xpath("//main//h2[not(ancestor::aside)]")] == [
        "국내 소식",
        "행사",
        "유관기관 소식",
    ]
    assert "국내 <b>소식</b>" in text(response)
    assert tree(response).xpath("//main//img/@src") == [picture.file.url]
    assert client.get(picture.file.url).status_code == 200


def test_unsent_issues_and_days_that_are_none_have_no_page(client, book):
    day = date(2025, 11, 24)
    issue = open_issue(on=day)
    booked = book("배너", day, day)
    picture = illustrations.hang_picture(
        booked, illustrations.banner("배너", "자리"), name="banner.png"
    )

    for address in (
        issue.get_absolute_url(),
        "/newsletter/2025-11-21/",
        "/newsletter/2025-02-30/",
        picture.file.url,
    ):
        assert client.get(address).status_code == 404


def test_a_sent_issue_is_shown_but_not_changed_in_the_admin(officer_client, send):
    issue = send(date(2025, 11, 24))
    change = reverse("admin:newsletter_newsletterissue_change", args=[issue.pk])
    delete = reverse("admin:newsletter_newsletterissue_delete", args=[issue.pk])

    assert officer_client.get(change).status_code == 200
    assert officer_client.post(change, {"date": "2025-11-25", "state": "draft"}).status_code == 403
    assert officer_client.post(delete, {"post": "yes"}).status_code == 403
    issue.refresh_from_db()
    assert (issue.date, issue.state) == (date(2025, 11, 24), "sent")


def test_articles_are_pasted_into_an_issue(officer_client):
    issue = open_issue(on=date(2025, 11, 24))
    url = reverse("admin:newsletter_newsletterissue_paste", args=[issue.pk, "issuearticle"])
    rows = "구분\t제목\t매체\n국내 소식\t하나\t데모일보\n\t둘\t"
    looked_at = officer_client.post(url, {"rows": rows, "mode": "append"})
    seen = looked_at.context["form"]["seen"].value()

    officer_client.post(url, {"rows": rows, "mode": "append", "seen": seen, "_save": "1"})

    assert list(issue.articles.values_list("position", "section", "title", "outlet")) == [
        (1, "domestic", "하나", "데모일보"),
        (2, "domestic", "둘", ""),
    ]


def test_years_are_chosen_before_months(client, send):
    for day in (date(2024, 12, 30), date(2025, 10, 1), date(2025, 11, 3)):
        send(day)

    page = tree(client.get("/newsletter/"))

    assert page.xpath("//nav[@aria-label='월']//a/text()") == [
        "2025",
        "2024",
        "2025.10.",
        "2025.11.",
    ]
    assert page.xpath("//a[text()='2024']/@href") == ["?month=2024-12"]


@pytest.mark.parametrize(
    ("text_asked", "days"),
    [
        ("디지털 트윈", [24, 3]),
        ("트윈 협력", [24]),
        ("데모일보", [24]),
        ("배너", [3]),
        ("xr", [24]),
        ("없는말", []),
        ("%", []),
        ("디지털\x00", [24, 3]),
    ],
)
def test_past_newsletters_are_searched(client, send, book, text_asked, days):
    booked = book("배너 제목", date(2025, 11, 3), date(2025, 11, 3))
    for day, *titles in (
        (3, "디지털 트윈 공모"),
        (24, "디지털 트윈 협력", "XR 소식"),
        (25, "딴것"),
    ):
        entries = [
            ArticleEntry("domestic", title, "데모일보" if day == 24 else "") for title in titles
        ]
        set_articles(issue=open_issue(on=date(2025, 11, day)), entries=entries)
        send(date(2025, 11, day), *([booked] if day == 3 else []))
    set_articles(
        issue=open_issue(on=date(2025, 11, 26)), entries=[ArticleEntry("event", "디지털 트윈 초안")]
    )

    found = client.get("/newsletter/", {"q": text_asked})

    assert [issue.date.day for issue, _titles in found.context["hits"]] == days


def test_the_feed_carries_what_was_sent_and_nothing_else(client, send, settings):
    set_articles(
        issue=open_issue(on=date(2025, 11, 24)),
        entries=[ArticleEntry("domestic", "<b>굵은</b> 소식", link="https://news.example/1")],
    )
    issue = send(date(2025, 11, 24))
    open_issue(on=date(2025, 11, 25))

    response = client.get("/newsletter/feed/")
    feed = fromstring(response.content)

    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [each.get("href") for each in feed.findall("a:entry/a:link", atom)] == [
        settings.SITE_URL + issue.get_absolute_url()
    ]
    [content] = [each.text for each in feed.findall("a:entry/a:summary", atom)]
    assert "&lt;b&gt;굵은&lt;/b&gt; 소식" in content
    assert content in client.get(issue.get_absolute_url()).content.decode()
    unchanged = client.get("/newsletter/feed/", headers={"If-None-Match": response["ETag"]})
    assert unchanged.status_code == 304


def test_no_control_character_takes_the_feed_from_its_readers(client, send):
    """They come in by a form that folds them away, and by older records."""
    issue = send(date(2025, 11, 24))
    NewsletterIssue.objects.filter(pk=issue.pk).update(title="소식\x0b\x01\ufffe 제목")
    correction = IssueCorrection(issue=issue, title="날\x07짜", text="27일\x0c입니다.\x1b\uffff")
    mailing = Mailing.objects.create(
        issue=issue,
        correction=1,
        subject="정정",
        template=b"",
        **dict.fromkeys(("started_at", "deadline_at", "touched_at"), issue.sent_at),
    )
    correction.state, correction.sent_at, correction.mailing = "sent", issue.sent_at, mailing
    correction.save()

    feed = fromstring(client.get("/newsletter/feed/").content)

    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.findtext("a:entry/a:title", namespaces=atom).endswith(": 소식 제목")
    content = feed.findtext("a:entry/a:summary", namespaces=atom)
    assert "날짜" in content
    assert "27일입니다." in content


def test_forms_fold_control_characters_away(officer_client):
    address = "/admin/newsletter/newsletterissue/add/"
    values = form_values(officer_client.get(address)) | {"date": "2025-11-26"}

    officer_client.post(address, values | {"title": "소식\x0b 제\x01목"})

    assert NewsletterIssue.objects.get().title == "소식 제목"
