"""Imports in the admin: handed in, checked, looked at, confirmed. The big ones in a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance import jobs
from alliance.errors import RuleViolation
from members.jobs import CHECK_IMPORT, WRITE_IMPORT
from members.models import MemberImport, User
from members.sheets.applying import RegisterMoved, carry_out
from members.sheets.checking import Checked, Effect, Progress, check_file, nobody_asks
from members.sheets.opening import SheetRefused, is_workbook
from members.sheets.reading import sheet_rows
from members.sheets.rows import Spool, spooled

# Beyond this a worker does it, and the officer sees a bar.
MOST_AT_ONCE = 500
# A larger file is not even counted while the officer waits.
_MOST_BYTES_AT_ONCE = 512 * 1024
KEPT_FOR = timedelta(days=7)

_SOURCE, _PLANS, _ERRORS = "source", "plans", "errors"
State = MemberImport.State


def hand_in(*, file: File[bytes], name: str, on: date, by: User) -> MemberImport:
    """Keep the sheet and have it checked; SheetRefused where a look at it is enough."""
    at_once = _is_small(file, name)
    handed_in = MemberImport.objects.create(name=name[-255:], effective_on=on, by=by)
    _keep(handed_in, _SOURCE, file)
    _do(CHECK_IMPORT, handed_in, by=by, at_once=at_once)
    return handed_in


def check_again(handed_in: MemberImport, *, by: User) -> None:
    """Against the register as it is by now."""
    if _move(handed_in, [State.FAULTY, State.READY], State.CHECKING):
        _do(CHECK_IMPORT, handed_in, by=by, at_once=handed_in.rows <= MOST_AT_ONCE)


def confirm(handed_in: MemberImport, *, by: User) -> None:
    """Take over what was shown; of two officers who confirm, one does."""
    if not _move(handed_in, [State.READY], State.WRITING):
        raise RuleViolation(_("This sheet does not wait for a confirmation any more."))
    _do(WRITE_IMPORT, handed_in, by=by, at_once=handed_in.rows <= MOST_AT_ONCE)


def discard(handed_in: MemberImport) -> None:
    if _move(handed_in, [State.FAULTY, State.READY, State.CHECKING], State.DISCARDED):
        MemberImport.objects.filter(pk=handed_in.pk).update(finished_at=timezone.now())
        _forget(handed_in)


def discard_forgotten() -> int:
    """Sheets hold people's data: those that nobody confirmed within a week are deleted."""
    forgotten = MemberImport.objects.filter(
        state__in=[State.FAULTY, State.READY, State.CHECKING],
        created_at__lt=timezone.now() - KEPT_FOR,
    )
    count = 0
    for each in forgotten:
        discard(each)
        count += 1
    # Whose process died between the last row and the first deletion.
    for each in MemberImport.objects.filter(finished_at__gte=timezone.now() - KEPT_FOR):
        _forget(each)
    return count


def shown_rows(
    handed_in: MemberImport, effect: str, *, start: int, most: int
) -> list[dict[str, Any]]:
    with _kept(handed_in, effect) as file:
        return list(spooled(file, start=start, most=most))


def errors_of(handed_in: MemberImport, *, start: int = 0, most: int | None = None) -> Iterator[Any]:
    with _kept(handed_in, _ERRORS) as file:
        yield from spooled(file, start=start, most=most)


# --- Work --------------------------------------------------------------------------------------


def check_import(pk: int, progress: Progress = nobody_asks) -> None:
    handed_in = MemberImport.objects.get(pk=pk)
    if handed_in.state != State.CHECKING:
        return
    refusal = ""
    try:
        with _kept(handed_in, _SOURCE) as file:
            checked = check_file(file, handed_in.name, on=handed_in.effective_on, progress=progress)
    except SheetRefused as refused:
        checked, refusal = Checked(), str(refused)
    for part, spool in (
        (_PLANS, checked.plans),
        (_ERRORS, checked.errors),
        *((str(effect), shown) for effect, shown in checked.shown.items()),
    ):
        _keep(handed_in, part, File(spool.file))
    MemberImport.objects.filter(pk=pk, state=State.CHECKING).update(
        state=State.FAULTY if refusal or checked.errors else State.READY,
        refusal=refusal,
        rows=checked.rows,
        errors=len(checked.errors),
        remarks=checked.remarks(),
        **{str(effect): count for effect, count in checked.counts.items()},
    )
    checked.close()


def write_import(pk: int, progress: Progress = nobody_asks) -> None:
    try:
        with transaction.atomic():
            handed_in = MemberImport.objects.select_for_update().get(pk=pk)
            if handed_in.state != State.WRITING:
                return
            with _kept(handed_in, _PLANS) as file:
                carry_out(
                    lambda: spooled(file),
                    total=handed_in.rows,
                    on=handed_in.effective_on,
                    by=handed_in.by,
                    file_name=handed_in.name,
                    progress=progress,
                )
            handed_in.state, handed_in.finished_at = State.DONE, timezone.now()
            handed_in.save(update_fields=["state", "finished_at"])
    except RegisterMoved as moved:
        _refuse(handed_in, str(moved), moved.errors)
    except RuleViolation as refusal:
        _refuse(handed_in, str(refusal), Spool())
    else:
        _forget(handed_in)


def _refuse(handed_in: MemberImport, refusal: str, errors: Spool) -> None:
    _keep(handed_in, _ERRORS, File(errors.file))
    MemberImport.objects.filter(pk=handed_in.pk, state=State.WRITING).update(
        state=State.FAULTY, refusal=refusal, errors=len(errors)
    )
    errors.close()


def _do(kind: str, handed_in: MemberImport, *, by: User, at_once: bool) -> None:
    if not at_once:
        jobs.enqueue(kind, by=by, subject=handed_in)
        return
    work, before = (
        (check_import, State.DISCARDED) if kind == CHECK_IMPORT else (write_import, State.READY)
    )
    try:
        work(handed_in.pk)
    except Exception:
        # No job tells of it, nor could be tried again: as if it had never been asked for.
        _move(handed_in, [State.CHECKING, State.WRITING], before)
        raise
    handed_in.refresh_from_db()


def _move(handed_in: MemberImport, before: list[State], after: State) -> bool:
    same = MemberImport.objects.filter(pk=handed_in.pk, state__in=before)
    return bool(same.update(state=after, refusal=""))


def _is_small(file: File[bytes], name: str) -> bool:
    is_workbook(file, name)  # type: ignore[arg-type]  # reads and seeks, as any file
    if file.size > _MOST_BYTES_AT_ONCE:
        return False
    rows = sheet_rows(file, name, [])  # type: ignore[arg-type]
    return len(list(islice(rows, MOST_AT_ONCE + 1))) <= MOST_AT_ONCE


# --- Files -------------------------------------------------------------------------------------


def _path(handed_in: MemberImport, part: str) -> str:
    return f"imports/{handed_in.key.hex}/{part}"


def _keep(handed_in: MemberImport, part: str, file: File[bytes]) -> None:
    path = _path(handed_in, part)
    default_storage.delete(path)
    file.seek(0)
    default_storage.save(path, file)


@contextmanager
def _kept(handed_in: MemberImport, part: str) -> Iterator[IO[bytes]]:
    with default_storage.open(_path(handed_in, part)) as file:
        yield file  # type: ignore[misc]  # a file by Django's name


def _forget(handed_in: MemberImport) -> None:
    for part in (_SOURCE, _PLANS, _ERRORS, Effect.CREATED, Effect.UPDATED):
        default_storage.delete(_path(handed_in, str(part)))
