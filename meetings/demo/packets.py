"""Packets of the demo: the third meeting's small one is published, the fourth's is a draft."""

from __future__ import annotations

from datetime import datetime, time

from alliance.demo import demo_loader
from alliance.periods import SEOUL
from meetings.models import Packet
from meetings.services.drafts import assemble_draft
from meetings.services.packets import meeting_called, open_packet
from meetings.services.publication import publish_packet
from members.models import User

# What the invented packet of the third meeting tells of.
THIRD_SECTIONS = {
    "meetings.overview",
    "meetings.agenda",
    "members.status",
    "archive.documents",
    "reporting.visits",
}
INVENTED = "※ 데모용으로 지어낸 자료집입니다. 실제 회의 자료와 무관합니다."


@demo_loader(
    "packets",
    after=(
        "members",
        "archive",
        "events",
        "meetings",
        "newsletter",
        "projectgroups",
        "reporting",
        "subcommittees",
    ),
)
def load_packets() -> None:
    third = open_packet(meeting=meeting_called("2025-3"))
    if third.published is None:
        _publish_third(third)
    fourth = open_packet(meeting=meeting_called("2025-4"))
    if fourth.draft is not None:
        assemble_draft(version=fourth.draft)


def _publish_third(packet: Packet) -> None:
    draft = packet.draft
    if draft is None:
        return
    for entry in draft.entries.all():
        entry.is_enabled = entry.section_key in THIRD_SECTIONS
        if entry.section_key == "meetings.overview":
            entry.text_before = INVENTED
        entry.save()
    publish_packet(
        version=draft,
        by=User.objects.get(email="officer@demo.example"),
        at=datetime.combine(packet.meeting.date, time(17), tzinfo=SEOUL),
    )
