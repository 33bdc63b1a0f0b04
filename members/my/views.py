"""A member's own entry: write, look, hand in, take back, look up what was published."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.errors import RuleViolation
from alliance.models import StaleRecordError
from alliance.periods import today
from members.entry_content import live_content
from members.entry_history import history_of
from members.models import EntryDraft
from members.my.desk import desk_of, own_organisation
from members.my.forms import EntryForm
from members.preview import organisation_as_drafted
from members.services import entries
from members.views import page_context


@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request.user, slug)
    draft = entries.open_draft(organisation) or entries.blank_draft(organisation)
    if not draft.is_editable:
        return redirect("my:entry-preview", organisation.slug)
    form = _entry_form(request, draft)
    if form.is_valid():
        try:
            _keep(request, form)
        except StaleRecordError:
            form = _entry_form(request, EntryDraft.objects.get(pk=draft.pk))
            form.is_valid()
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            if "_preview" in request.POST:
                return redirect("my:entry-preview", organisation.slug)
            messages.success(request, _("The draft is saved. Nobody else sees it yet."))
            return redirect("my:entry-edit", organisation.slug)
    context = {
        "desk": desk_of(organisation, request.user, today()),
        "organisation": organisation,
        "form": form,
        "draft": draft,
        "logo": draft.logo if draft.pk else None,
    }
    return render(request, "members/my/entry_edit.html", context)


def _entry_form(request: HttpRequest, draft: EntryDraft) -> EntryForm:
    return EntryForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        instance=draft,
        content=entries.caught_up(draft),
        live=live_content(draft.organisation),
    )


def _keep(request: HttpRequest, form: EntryForm) -> None:
    entries.keep_draft(
        draft=form.instance,
        business_fields=form.cleaned_data["business_fields"],
        logo=form.cleaned_data["logo"] if "logo" in request.FILES else None,
        seen=live_content(form.instance.organisation) if form.saw_all else None,
        by=request.user,  # type: ignore[arg-type]  # signed in
        at=timezone.now(),
    )


@require_safe
def entry_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as anybody would see it, between a line of what to do and the list of changes."""
    organisation = own_organisation(request.user, slug)
    desk = desk_of(organisation, request.user, today())
    if desk.draft is None:
        return redirect("my:entry-edit", organisation.slug)
    day = today()
    shown = organisation_as_drafted(desk.draft, entries.caught_up(desk.draft), day)
    context = page_context(shown, AnonymousUser(), day) | {"desk": desk, "changes": desk.changes}
    return render(request, "members/my/entry_preview.html", context)


@require_POST
def entry_submit(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request.user, slug)
    draft = entries.open_draft(organisation)
    if draft is None:
        return redirect("my:entry-edit", organisation.slug)
    try:
        handed_in = entries.submit(
            draft=draft,
            seen_version=_number(request.POST.get("version", "")),
            seen_entry=request.POST.get("entry_seen", ""),
            by=request.user,  # type: ignore[arg-type]  # signed in
            on=today(),
            at=timezone.now(),
        )
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("my:entry-preview", organisation.slug)
    if handed_in.state == EntryDraft.State.PUBLISHED:
        messages.success(request, _("The entry is published."))
    else:
        messages.success(
            request, _("The draft is handed in. You will get a mail when it was looked at.")
        )
    return redirect("my")


@require_POST
def entry_take_back(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request.user, slug)
    draft = entries.open_draft(organisation)
    if draft is not None:
        try:
            entries.take_back(draft=draft)
        except RuleViolation as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The draft is yours again."))
    return redirect("my:entry-edit", organisation.slug)


@require_POST
def entry_discard(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request.user, slug)
    draft = entries.open_draft(organisation)
    if draft is None:
        return redirect("my")
    try:
        entries.discard(
            draft=draft,
            seen_version=_number(request.POST.get("version", "")),
            by=request.user,  # type: ignore[arg-type]  # signed in
            at=timezone.now(),
        )
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("my:entry-preview", organisation.slug)
    messages.success(request, _("The draft is discarded; the public entry stays as it is."))
    return redirect("my")


@require_safe
def entry_history(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request.user, slug)
    context = {"organisation": organisation, "steps": history_of(organisation)}
    return render(request, "members/my/entry_history.html", context)


def _number(text: str) -> int:
    """A version as a form carries it; anything else is no version."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
