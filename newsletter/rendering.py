"""An issue's content, put together once: the archive's page and the mail show the same."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.urls import reverse

from newsletter.models import IssueArticle, NewsletterIssue, Promotion, SendingState
from newsletter.tokens import promotion_token

# Signs that nobody sees and that turn the text around them: no title needs them.
_TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F}


def one_line(text: str) -> str:
    """Without line breaks and other signs that would change what stands around the text."""
    printable = (" " if ord(each) < 32 or ord(each) == 127 else each for each in text)
    return " ".join("".join(each for each in printable if ord(each) not in _TURNING).split())


def web_link(link: str) -> str:
    """A form checks it, but not everything comes through a form."""
    is_plain = link == one_line(link) and " " not in link
    return link if is_plain and link.lower().startswith(("http://", "https://")) else ""


@dataclass(frozen=True)
class ArticleLine:
    title: str
    outlet: str = ""
    link: str = ""
    summary: str = ""


@dataclass(frozen=True)
class ArticleGroup:
    section: str
    articles: list[ArticleLine]

    @property
    def label(self) -> str:
        return str(IssueArticle.Section(self.section).label)


@dataclass(frozen=True)
class BannerPicture:
    name: str
    width: int
    height: int

    @property
    def url(self) -> str:
        return str(default_storage.url(self.name))


@dataclass(frozen=True)
class Banner:
    promotion: int
    title: str
    link: str
    organisation: str
    picture: BannerPicture | None = None

    @property
    def counted_link(self) -> str:
        """By way of the portal, which counts it; absolute, since it stands in mails too."""
        if not self.link:
            return ""
        way = reverse("newsletter:follow", args=[promotion_token(self.promotion)])
        return f"{settings.SITE_URL}{way}"


@dataclass(frozen=True)
class IssueContent:
    """In the order in which it is read. Plain, so that an approved issue keeps it as it was."""

    date: date
    title: str
    groups: list[ArticleGroup]
    promotions: list[Banner]

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"date": self.date.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(
            date=date.fromisoformat(kept["date"]),
            title=kept["title"],
            groups=[
                ArticleGroup(each["section"], [ArticleLine(**line) for line in each["articles"]])
                for each in kept["groups"]
            ],
            promotions=[_kept_banner(each) for each in kept["promotions"]],
        )


def issue_content(issue: NewsletterIssue) -> IssueContent:
    """What was approved, where something was; else as it stands. Load it `with_contents`."""
    if issue.approved_content and issue.state != SendingState.DRAFT:
        return IssueContent.from_json(issue.approved_content)
    return current_content(issue)


def current_content(issue: NewsletterIssue) -> IssueContent:
    articles = list(issue.articles.all())
    groups = [
        ArticleGroup(section, own)
        for section in IssueArticle.Section.values
        if (own := [_line(each) for each in articles if each.section == section])
    ]
    banners = [_banner(each.promotion) for each in issue.placements.all()]
    return IssueContent(issue.date, one_line(issue.title), groups, banners)


def _line(article: IssueArticle) -> ArticleLine:
    return ArticleLine(
        title=one_line(article.title),
        outlet=one_line(article.outlet),
        link=web_link(article.link),
        summary=one_line(article.summary),
    )


def _banner(promotion: Promotion) -> Banner:
    picture = next(iter(promotion.pictures.all()), None)
    return Banner(
        promotion=promotion.pk,
        title=one_line(promotion.title),
        link=web_link(promotion.link),
        organisation=one_line(promotion.organisation.printed_short),
        picture=picture and BannerPicture(picture.file.name, picture.width, picture.height),
    )


def _kept_banner(kept: dict[str, Any]) -> Banner:
    picture = kept["picture"]
    return Banner(**kept | {"picture": picture and BannerPicture(**picture)})


def render_issue(issue: NewsletterIssue) -> str:
    """The issue as a part of a page."""
    corrections = [each for each in issue.corrections.all() if each.is_sent]
    return render_to_string(
        "newsletter/_issue.html", {"content": issue_content(issue), "corrections": corrections}
    )
