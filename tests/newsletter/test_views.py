"""Past newsletters, for everybody; drafts for nobody."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from alliance import illustrations
from newsletter.services import ArticleEntry, open_issue, set_articles
from tests.pages import text, tree

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

    assert [head.text for head in tree(response).xpath("//main//h2")] == [
        "국내 소식",
        "행사·공고",
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
