"""An issue as a mail: fit for mail readers, the same as its page, and its text stays text."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy
from uuid import UUID

import pytest
from lxml import html

from alliance.illustrations import banner, hang_picture
from members.services.naming import record_organisation
from newsletter.mail_page import MOST_BYTES
from newsletter.models import IssueArticle, NewsletterIssue, Promotion, PromotionPlacement
from newsletter.preview import Preview
from newsletter.rendering import (
    ArticleGroup,
    ArticleLine,
    IssueContent,
    current_content,
    one_line,
    render_issue,
)
from newsletter.sending.letters import mail_template, personal_of
from newsletter.sending.message import fill
from newsletter.sending.texts import issue_text
from newsletter.services import ArticleEntry, open_issue, place_promotion, set_articles
from tests.newsletter.issues import approve
from tests.newsletter.payloads import LINKS, PAYLOADS

pytestmark = pytest.mark.django_db

DAY = date(2025, 11, 26)


@pytest.fixture
def issue(book, settings):
    settings.SITE_URL = "https://portal.example"
    settings.SECRETARIAT_PHONE, settings.SECRETARIAT_ADDRESS = "02-0000-0000", "서울 가상로 1"
    found = open_issue(on=DAY, title="아침 소식")
    set_articles(
        issue=found,
        entries=[
            ArticleEntry("global", "해외 소식", "먼일보", "https://news.example/2"),
            ArticleEntry(
                "domestic",
                "전시관 <개관>",
                "가상일보",
                "https://news.example/1?a=1&b=2",
                "요약 & 정리",
            ),
            ArticleEntry("call", "실증 공고"),
        ],
    )
    promotion = book("겨울 배너", DAY, DAY)
    Promotion.objects.filter(pk=promotion.pk).update(link="https://partner.example/a")
    hang_picture(promotion, banner("겨울 배너", "가융원"), name="banner.png", caption="겨울")
    place_promotion(promotion=promotion, issue=found)
    return stored(found)


def stored(issue):
    return NewsletterIssue.objects.with_contents().get(pk=issue.pk)


def built(issue):
    """The mail as a receiver reads it."""
    template = mail_template(issue_text(issue), feedback_id="20251126:newsletter")
    personal = personal_of(
        email="reader@readers.example", message_id="<1@a.example>", key=UUID(int=7)
    )
    return message_from_bytes(fill(template, personal), policy=policy.default)


def bodies(mail):
    return (
        mail.get_body(("html",)).get_content(),
        mail.get_body(("plain",)).get_content(),
    )


def told(page, articles, banners):
    """Titles, links and the words beside them, as a reader finds them."""
    return [
        (
            " ".join(each.text_content().split()),
            [(" ".join(a.text_content().split()), a.get("href")) for a in each.xpath(".//a")],
        )
        for each in page.xpath(f"{articles} | {banners}")
    ]


def test_html_is_made_for_mail_readers(issue):
    markup, _text = bodies(built(issue))
    page = html.fromstring(markup)

    assert len(markup.encode()) < MOST_BYTES
    assert page.xpath("//link | //script | //@class[contains(., 'row')]") == []
    assert "@media (prefers-color-scheme: dark)" in page.xpath("string(//style)")
    assert [each.get("content") for each in page.xpath("//meta[@name='color-scheme']")] == [
        "light dark"
    ]
    assert all(each.get("role") == "presentation" for each in page.xpath("//table"))
    assert all("font-family" in each.get("style") for each in page.xpath("//td//p | //h1 | //h2"))
    [picture] = page.xpath("//img")
    assert picture.get("src").startswith("https://portal.example/files/")
    assert (picture.get("alt"), picture.get("width")) == ("가융원: 겨울 배너", "592")
    assert "전시관 <개관>" in page.xpath("string(//div[contains(@style, 'display: none')])")


def test_both_bodies_end_with_who_writes_and_how_to_refuse(issue):
    markup, text = bodies(built(issue))
    page = html.fromstring(markup)
    foot = " ".join(page.xpath("string(//td[@class='foot'])").split())

    for words in ("사무국", "secretariat@alliance.example", "02-0000-0000", "서울 가상로 1"):
        assert words in foot
        assert words in text
    links = {" ".join(each.text_content().split()): each.get("href") for each in page.xpath("//a")}
    assert links["수신 거부"].startswith("https://portal.example/newsletter/unsubscribe/")
    assert links["지난 뉴스레터"] == "https://portal.example/newsletter/"
    assert f"수신 거부: {links['수신 거부']}" in text


def test_replies_reach_the_secretariat(issue):
    assert built(issue)["Reply-To"] == "secretariat@alliance.example"


def test_page_and_mail_tell_the_same(issue):
    approve(issue)
    found = stored(issue)
    page = html.fromstring(f"<div>{render_issue(found)}</div>")
    mail = html.fromstring(bodies(built(found))[0])

    on_page = told(page, "//li", "//div[contains(@class, 'col-sm-6')]")
    in_mail = told(mail, "//td[@class='article']", "//td[@class='banner']")

    assert [(links, words.split()) for words, links in on_page] == [
        ([link for link in links if link[0]], words.replace("· ", "").split())
        for words, links in in_mail
    ]
    headings = [" ".join(each.text_content().split()) for each in page.xpath("//h2")]
    assert headings == [" ".join(each.text_content().split()) for each in mail.xpath("//h2")]


def test_plain_text_tells_the_same(issue):
    _markup, text = bodies(built(issue))

    head, _separator, _foot = text.replace("\r\n", "\n").partition("\n--\n")
    assert head.strip().splitlines() == [
        "메타버스 얼라이언스",
        "아침 소식",
        "2025.11.26.(수) · https://portal.example/newsletter/2025-11-26/",
        "",
        "■ 국내 소식",
        "",
        "- 전시관 <개관> (가상일보)",
        "  요약 & 정리",
        "  https://news.example/1?a=1&b=2",
        "",
        "■ 글로벌 소식",
        "",
        "- 해외 소식 (먼일보)",
        "  https://news.example/2",
        "",
        "■ 사업공고",
        "",
        "- 실증 공고",
        "",
        "■ 유관기관 소식",
        "",
        "- 겨울 배너 (가융원)",
        f"  {current_content(issue).promotions[0].counted_link}",
    ]


def hostile_issue(payloads, links):
    """Every payload as title, outlet, summary; as name of a banner and of who placed it."""
    issue = NewsletterIssue.objects.create(date=DAY, title=payloads[0][:200])
    IssueArticle.objects.bulk_create(
        IssueArticle(
            issue=issue,
            section="domestic",
            position=number % 30000,
            title=payload,
            outlet=payload[:100],
            summary=payload,
            link=links[number % len(links)],
        )
        for number, payload in enumerate(clean(payloads))
    )
    for number, payload in enumerate(clean(payloads)[::15]):
        partner = record_organisation(name=f"기관{number}", short_name=payload[:30])
        placed = Promotion.objects.create(
            organisation=partner,
            title=payload[:200],
            link=links[number % len(links)],
            starts_on=DAY,
            ends_on=DAY,
        )
        PromotionPlacement.objects.create(issue=issue, promotion=placed, position=number)
    return stored(issue)


def clean(payloads):
    # PostgreSQL knows no text with NUL; forms and pages take it out before.
    return [each.replace("\x00", "") for each in payloads]


def test_150_hostile_texts_run_nowhere(settings):
    assert len(set(PAYLOADS)) >= 150
    settings.SITE_URL = "https://portal.example"
    issue = hostile_issue(PAYLOADS, LINKS)
    text = issue_text(issue)

    shown = Preview.of(text, "desktop").html
    for page in (text.html, shown, f"<div>{render_issue(issue)}</div>"):
        tree = html.fromstring(page)
        assert tree.xpath("//script | //iframe | //object | //form | //svg | //base | //link") == []
        assert [each for each in tree.xpath("//@*") if is_handler(each)] == []
        refreshing = tree.xpath("//meta[@http-equiv='refresh']")
        assert refreshing == []
        allowed = ("https://", "http://", "mailto:", "__", "#", "/")
        assert [each for each in tree.xpath("//a/@href") if not each.startswith(allowed)] == []
        assert "evil.example" not in " ".join(tree.xpath("//@src | //@href"))
    assert current_content(issue).groups[0].articles[0].title == PAYLOADS[0]


def is_handler(attribute):
    return attribute.attrname.startswith("on")


@pytest.mark.parametrize("field", ["subject", "content"])
def test_hostile_texts_add_no_header_and_no_recipient(field):
    headers = None
    for payload in PAYLOADS if field == "subject" else ["".join(PAYLOADS)]:
        issue = NewsletterIssue(date=DAY, title=payload[:200] if field == "subject" else "소식")
        mail = build_unsaved(issue, payload)
        names = sorted(mail.keys())
        headers = headers or names
        assert names == headers
        assert mail["To"] == "reader@readers.example"
        assert [mail.get_all(name) for name in ("Bcc", "Cc")] == [None, None]
        assert len(mail.get_all("Subject")) == 1
        assert [part.get_content_type() for part in mail.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]


def build_unsaved(issue, payload):
    line = ArticleLine(one_line(payload), one_line(payload), "", one_line(payload))
    content = IssueContent(DAY, one_line(issue.title), [ArticleGroup("domestic", [line])], [])
    issue.state, issue.approved_content = "approved", content.to_json()
    return built(issue)


@pytest.mark.parametrize("mark", ["__UNSUBSCRIBE_URL__", "__PREFERENCES_URL__"])
@pytest.mark.parametrize("wrapped", ["{}", "__{}__", "____{}____", "__{}{}__", "{}{}"])
def test_texts_and_links_of_others_get_no_reader_s_own_page(issue, mark, wrapped):
    """A title, or the address of a story, that holds what once stood for a personal link."""
    foreign = wrapped.format(mark.strip("_"), mark)
    link = f"https://evil.example/?t={foreign}"
    IssueArticle.objects.filter(issue=issue).update(title=foreign, link=link)

    markup, text = bodies(built(stored(issue)))

    for body in (markup, text):
        assert body.count("/newsletter/unsubscribe/") == 1
        assert body.count("/newsletter/preferences/") == 1
        assert body.count(link) == 3


def test_places_of_personal_links_are_drawn_anew_for_each_text(issue):
    """What one mailing showed, or a text kept from it, opens no place in the next."""
    first = issue_text(issue)
    IssueArticle.objects.filter(issue=issue).update(
        title=first.links.unsubscribe, link=f"https://evil.example/{first.links.preferences}"
    )

    markup, text = bodies(built(stored(issue)))

    assert first.links.unsubscribe in text
    for body in (markup, text):
        assert body.count("/newsletter/unsubscribe/") == 1
        assert body.count("/newsletter/preferences/") == 1
