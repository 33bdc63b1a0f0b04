"""What of a notice is approved and mailed: plain, so that it stays as it was approved."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

from newsletter.models import EmailNotice, SendingState
from newsletter.rendering import BannerPicture, one_line, web_link
from newsletter.segments import Segment


@dataclass(frozen=True)
class NoticePicture:
    caption: str
    picture: BannerPicture


@dataclass(frozen=True)
class NoticeFile:
    """An attachment: mailed as a link, since many boxes refuse files from many."""

    title: str
    name: str


@dataclass(frozen=True)
class NoticeContent:
    title: str
    organisation: str
    body: str
    link: str
    segment: Segment
    pictures: list[NoticePicture]
    files: list[NoticeFile]

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"segment": self.segment.to_json()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(
            **kept
            | {
                "segment": Segment.from_json(kept["segment"]),
                "pictures": [
                    NoticePicture(each["caption"], BannerPicture(**each["picture"]))
                    for each in kept["pictures"]
                ],
                "files": [NoticeFile(**each) for each in kept["files"]],
            }
        )


def notice_content(notice: EmailNotice) -> NoticeContent:
    """What was approved, where something was; else as it stands."""
    if notice.approved_content and notice.state != SendingState.DRAFT:
        return NoticeContent.from_json(notice.approved_content)
    return current_content(notice)


def current_content(notice: EmailNotice) -> NoticeContent:
    return NoticeContent(
        title=one_line(notice.title),
        organisation=one_line(notice.organisation.printed_short),
        body=notice.body,
        link=web_link(notice.link),
        segment=notice.segment,
        pictures=[
            NoticePicture(
                one_line(each.caption) or one_line(notice.title),
                BannerPicture(each.file.name, each.width, each.height),
            )
            for each in notice.pictures.all()
        ],
        files=[
            NoticeFile(one_line(str(each)), each.file.name) for each in notice.attachments.all()
        ],
    )
