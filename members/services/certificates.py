"""회원 확인서: issued with a number and a code, printed by a worker, verified by anybody."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from alliance import jobs
from alliance.errors import RuleViolation
from alliance.models import Attachment
from alliance.rendering import PrintDocument, PrintPart, RenderedDocument, render_whole, run_limited
from alliance.rendering.document import Progress
from members.models import Classification, MembershipCertificate, Organisation, User
from members.services.representation import represented_on

PRINT = "members.certificate"
# Nothing that is taken for something else on paper.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 12
_ATTEMPTS = 5
_NUMBER = re.compile(r"(?P<year>[0-9]{4})-(?P<serial>[0-9]{1,9})")
# What keyboards, word processors and input methods make of a hyphen.
_DASHES = re.compile(r"\s*[-‐-―−⁃ー]\s*")


@transaction.atomic
def issue(
    *,
    organisation: Organisation,
    as_of: date,
    purpose: str = "",
    by: User,
    on: date,
    at: datetime,
) -> MembershipCertificate:
    """Write down on the day what held on another, and have it printed."""
    if as_of > on:
        raise RuleViolation(_("A certificate tells of no day to come."))
    membership = organisation.memberships.on(as_of).first()
    if membership is None:
        raise RuleViolation(
            _("%(name)s is no member on %(day)s.") % {"name": organisation.name, "day": as_of}
        )
    of_day = Classification.objects.in_force(organisation.pk, as_of)
    represented = represented_on(organisation, as_of)
    certificate = MembershipCertificate(
        code="".join(secrets.choice(_SIGNS) for _sign in range(_CODE_LENGTH)),
        organisation=organisation,
        as_of=as_of,
        purpose=purpose.strip(),
        name=organisation.name_on(as_of),
        member_number=organisation.member_number or "",
        registration_number=organisation.registration_number or "",
        representative=represented.name,
        representative_is_of_issue=as_of < on and not represented.is_of_that_day,
        kind=of_day.kind if of_day else "",
        sub_kind=of_day.sub_kind if of_day else "",
        member_since=membership.valid_from,
        year=on.year,
        issued_on=on,
        issued_at=at,
        issued_by=by,
    )
    _number(certificate)
    jobs.enqueue(PRINT, by=by, subject=certificate)
    return certificate


def _number(certificate: MembershipCertificate) -> None:
    """The next of the year, without a gap; of two at once the second waits, and counts anew."""
    for _attempt in range(_ATTEMPTS):
        of_year = MembershipCertificate.objects.filter(year=certificate.year)
        last: int = of_year.aggregate(last=Max("serial"))["last"] or 0
        certificate.serial = last + 1
        try:
            with transaction.atomic():
                certificate.save()
        except IntegrityError:
            continue
        return
    raise RuleViolation(_("No number could be assigned. Please try again."))


def print_file(certificate: MembershipCertificate, *, progress: Progress) -> Attachment:
    """The PDF, once: what an earlier attempt made is kept."""
    if (made := certificate.file) is not None:
        return made
    rendered = run_limited(partial(_render, document_of(certificate)), progress=progress)
    name = _("certificate-%(number)s.pdf") % {"number": certificate.number}
    file = Attachment(owner=certificate, original_name=name, title=name)
    file.file.save("certificate.pdf", ContentFile(rendered.pdf), save=False)
    try:
        with transaction.atomic():
            # One at a time: two attempts of one job must not leave two files.
            MembershipCertificate.objects.select_for_update().get(pk=certificate.pk)
            of_same = Attachment.objects.filter(
                owner_type=ContentType.objects.get_for_model(certificate), owner_id=certificate.pk
            )
            if (made := of_same.first()) is None:
                file.save()
    except BaseException:
        default_storage.delete(str(file.file.name))
        raise
    if made is not None:
        default_storage.delete(str(file.file.name))
    return made or file


def _render(document: PrintDocument, progress: Progress) -> RenderedDocument:
    return render_whole(document, progress=progress)


def document_of(certificate: MembershipCertificate) -> PrintDocument:
    html = render_to_string(
        "members/print/certificate.html",
        {
            "certificate": certificate,
            "address": f"{settings.SITE_URL}{reverse('certificates:verify')}",
        },
    )
    title = _("Certificate of membership %(number)s") % {"number": certificate.number}
    return PrintDocument(
        title=title,
        subject=certificate.name,
        author=_("Secretariat of the Metaverse Alliance"),
        created=certificate.issued_on.isoformat(),
        parts=(PrintPart(key="certificate", html=html, title=title),),
    )


def verification_link(certificate: MembershipCertificate) -> str:
    query = urlencode({"number": certificate.number, "code": certificate.printed_code})
    return f"{settings.SITE_URL}{reverse('certificates:verify')}?{query}"


def certificate_of(*, number: str, code: str) -> MembershipCertificate | None:
    """What was issued under the number, for whoever has the code as well."""
    found = _NUMBER.fullmatch(_as_printed(number))
    given = re.sub(r"[\s-]", "", _as_printed(code)).upper()
    if found is None or not given:
        return None
    certificate = MembershipCertificate.objects.filter(
        year=int(found["year"]), serial=int(found["serial"])
    ).first()
    if certificate is None or not secrets.compare_digest(certificate.code.encode(), given.encode()):
        return None
    return certificate


def _as_printed(typed: str) -> str:
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", typed))
    return plain.strip().removeprefix("제").removesuffix("호").strip()
