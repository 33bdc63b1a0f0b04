"""What the members' app has done in a worker."""

from django.utils.translation import gettext_lazy as _

from alliance.jobs import RunningJob, job_kind
from members.services.applications import LETTER
from members.services.certificates import PRINT
from members.services.size_checks import LETTERS

CHECK_IMPORT, WRITE_IMPORT = "members.check_import", "members.write_import"


@job_kind(CHECK_IMPORT, label=_("Check a sheet of members"))
def check_import(job: RunningJob) -> None:
    from members.sheets import desk  # spreadsheets are slow to load

    desk.check_import(job.subject, job.progress)


@job_kind(WRITE_IMPORT, label=_("Take over a sheet of members"))
def write_import(job: RunningJob) -> None:
    from members.sheets import desk
    from members.sheets.pulse import pulse

    with pulse(job) as progress:
        desk.write_import(job.subject, progress)


@job_kind(LETTER, label=_("Letter to an applicant"))
def application_letter(job: RunningJob) -> None:
    from members.application_letters import send_letter

    send_letter(job)


@job_kind(PRINT, label=_("Certificate of membership (PDF)"))
def print_certificate(job: RunningJob) -> dict[str, str]:
    from members.models import MembershipCertificate
    from members.services import certificates

    certificate = MembershipCertificate.objects.get(pk=job.subject)
    file = certificates.print_file(certificate, progress=job.progress)
    return {"file": str(file.file.name)}


@job_kind(LETTERS, label=_("Letters to companies about their size"))
def size_letters(job: RunningJob) -> None:
    from members.services.size_checks import write_letters

    write_letters(job)
