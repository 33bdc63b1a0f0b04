from datetime import date

from alliance.demo import demo_loader
from archive.demo.board import NEWS, NOTICES
from archive.demo.documents import DOCUMENTS_2025
from archive.services import DocumentEntry, post_notice, publish_news, record_documents
from members.services.matching import find_organisation


@demo_loader("archive", after=("members",))
def load() -> None:
    entries = []
    for number, (posted_on, issuer_name, title) in enumerate(DOCUMENTS_2025, start=1):
        issuer = find_organisation(issuer_name)
        if issuer is None:
            message = f"The demo knows no issuer {issuer_name}"
            raise LookupError(message)
        entries.append(
            DocumentEntry(
                posted_on=date.fromisoformat(posted_on),
                issuer=issuer,
                issuer_name=issuer_name,
                title=title,
                link=f"https://library.example/documents/2025-{number:02d}",
            )
        )
    record_documents(entries)
    for notice in NOTICES:
        post_notice(
            title=notice.title,
            body=notice.body,
            on=notice.posted_on,
            visible_to=notice.visible_to,
            pinned=notice.pinned,
        )
    for item in NEWS:
        publish_news(title=item.title, body=item.body, on=item.posted_on)
