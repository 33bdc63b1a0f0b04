"""Who reads logos: of a draft its own people alone; a published one anyone, where it is shown."""

from typing import Any

from alliance.files import readers_of
from alliance.periods import today
from members import roles
from members.models import EntryDraft, MembershipCertificate, Organisation


@readers_of("members.entrydraft")
def may_read_draft(user: Any, draft: EntryDraft) -> bool:
    return draft.is_open and roles.represents_on(user, draft.organisation, today())


@readers_of("members.organisation")
def may_read_organisation(user: Any, organisation: Organisation) -> bool:
    day = today()
    listed = Organisation.objects.visible_on(day).filter(pk=organisation.pk)
    if organisation.shows_logo and listed.exists():
        return True
    return roles.represents_on(user, organisation, day)


@readers_of("members.membershipcertificate")
def may_read_certificate(user: Any, certificate: MembershipCertificate) -> bool:
    return roles.hands_in_for_on(user, certificate.organisation, today())
