"""Mailings in the admin: how far they are, what is in doubt, and what officers do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from unfold.decorators import display

from alliance.admin import ReadOnlyAdmin, RecordAdmin
from alliance.errors import RuleViolation
from newsletter.models import Bounce, Delivery, DomainLimit, Mailing
from newsletter.sending import mailings
from newsletter.sending.letters import message_id

_ROWS_ON_A_PAGE = 100
# Which lists the page of a mailing shows, the most urgent first.
_LISTS = (Delivery.State.IN_DOUBT, Delivery.State.FAILED)


def progress(mailing: Mailing) -> dict[str, Any]:
    """What the page shows and asks for again every few seconds."""
    counts = mailing.deliveries.counts()
    return {
        "state": mailing.state,
        "state_label": mailing.get_state_display(),
        "counts": asdict(counts),
        "total": counts.total,
        "percent": counts.settled_percent,
        "per_minute": mailing.deliveries.per_minute(timezone.now()),
        "trouble": mailing.trouble,
        "over": mailing.is_over,
    }


class ShowsMailings:
    """On the page of an issue or a notice: how far its mailing and its corrections are."""

    change_form_before_template = "admin/newsletter/_mailings.html"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        record = self.get_object(request, object_id)  # type: ignore[attr-defined]
        found = record.mailings.light().order_by("correction") if record is not None else ()
        shown = [{"mailing": each, "progress": progress(each)} for each in found]
        context = {**(extra_context or {}), "mailings": shown}
        response: HttpResponse = super().change_view(  # type: ignore[misc]
            request, object_id, form_url, context
        )
        return response


@admin.register(Mailing)
class MailingAdmin(ReadOnlyAdmin):
    list_display = ("subject", "state", "reached", "in_doubt", "started_at", "finished_at")
    list_filter = ("state", "started_at")
    search_fields = ("subject",)
    date_hierarchy = "started_at"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).light().with_counts()

    @display(description=pgettext_lazy("delivery", "sent"))
    def reached(self, mailing: Any) -> str:
        return f"{mailing.sent_count:,} / {mailing.total_count:,}"

    @display(description=gettext_lazy("in doubt"))
    def in_doubt(self, mailing: Any) -> int:
        return int(mailing.doubt_count)

    def get_urls(self) -> list[URLPattern]:
        def url(step: str, view: Any) -> URLPattern:
            return path(
                f"<path:object_id>/{step}/",
                self.admin_site.admin_view(view),
                name=f"newsletter_mailing_{step}",
            )

        return [
            url("progress", self.progress_view),
            url("pause", self.pause_view),
            url("resume", self.resume_view),
            url("cancel", self.cancel_view),
            url("decide", self.decide_view),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        mailing = self._mailing(request, object_id)
        counts = mailing.deliveries.counts()
        offered = [state for state in _LISTS if getattr(counts, state)]
        shown = request.GET.get("show", "")
        if shown not in offered:
            shown = offered[0] if offered else ""
        page = None
        if shown:
            rows = mailing.deliveries.filter(state=shown).order_by("email")
            page = Paginator(rows, _ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
            for row in page:
                row.message_id = message_id(mailing.key, row.pk)  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "title": str(mailing),
            "opts": self.opts,
            "media": self.media,
            "mailing": mailing,
            "progress": progress(mailing),
            "lists": [(state, state.label, getattr(counts, state)) for state in offered],
            "shown": shown,
            "page": page,
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/newsletter/mailing.html", context)

    def progress_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return JsonResponse(progress(self._mailing(request, object_id)))

    def pause_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._step(request, object_id, lambda found: mailings.pause(mailing=found))

    def resume_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._step(
            request, object_id, lambda found: mailings.resume(mailing=found, at=timezone.now())
        )

    def cancel_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        def cancel(mailing: Mailing) -> str:
            if mailings.cancel(mailing=mailing, at=timezone.now()):
                words = _("The mailing is cancelled. What went out before stays sent.")
            else:
                words = _("The mailing is cancelled. Nobody had got it, so it can be sent again.")
            self.message_user(request, words)
            return words

        return self._step(request, object_id, cancel)

    def decide_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Of the rows that were ticked; `all` takes every one in doubt."""

        def decide(mailing: Mailing) -> str:
            choices = [each for each in ("count_as_sent", "send_again") if each in request.POST]
            if len(choices) != 1:
                raise RuleViolation(
                    _("Choose what becomes of them: counted as sent or sent again.")
                )
            chosen = _chosen(request, mailing)
            now = timezone.now()
            if choices == ["count_as_sent"]:
                number = mailings.count_as_sent(deliveries=chosen, by=request.user, at=now)
                told = ngettext(
                    "%(count)s mail counts as sent.", "%(count)s mails count as sent.", number
                )
            else:
                number = mailings.send_again(deliveries=chosen, by=request.user, at=now)
                told = ngettext(
                    "%(count)s mail is sent again.", "%(count)s mails are sent again.", number
                )
            level = messages.SUCCESS if number else messages.WARNING
            words = told % {"count": number}
            self.message_user(request, words, level)
            return words

        return self._step(request, object_id, decide)

    def _step(
        self, request: HttpRequest, object_id: str, step: Callable[[Mailing], str | None]
    ) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        mailing = self._mailing(request, object_id)
        try:
            words = step(mailing)
        except RuleViolation as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            state = _("Mailing: %(state)s") % {"state": mailing.get_state_display()}
            self.log_change(request, mailing, words or state)
            if not Mailing.objects.filter(pk=mailing.pk).exists():
                return self._back_to_what_was_mailed(request, mailing, words or state)
        return redirect(reverse("admin:newsletter_mailing_change", args=[mailing.pk]))

    def _back_to_what_was_mailed(
        self, request: HttpRequest, mailing: Mailing, words: str
    ) -> HttpResponse:
        """The mailing is gone; the history of the issue or notice tells of it."""
        record: Any = mailing.issue or mailing.notice
        self.log_change(request, record, words)
        return redirect(f"admin:newsletter_{record._meta.model_name}_change", record.pk)

    def _mailing(self, request: HttpRequest, object_id: str) -> Mailing:
        # Not as the list has them: asked for every few seconds, and counted apart.
        known = Mailing.objects.light().select_related("issue", "notice", "started_by")
        try:
            found: Mailing = known.get(pk=int(unquote(object_id)))
        except (Mailing.DoesNotExist, ValueError, OverflowError) as problem:
            raise Http404 from problem
        return found


def _chosen(request: HttpRequest, mailing: Mailing) -> Any:
    rows = mailing.deliveries.all()
    if "all" in request.POST:
        return rows.in_doubt()
    # Digits alone, and not so many that no number of the database has them.
    numbers = [each for each in request.POST.getlist("delivery") if each.isdecimal()]
    return rows.filter(pk__in=[int(each) for each in numbers if len(each) <= 18])


@admin.register(DomainLimit)
class DomainLimitAdmin(RecordAdmin):
    list_display = ("domain", "per_minute")
    search_fields = ("domain",)
    fields = ("domain", "per_minute")


@admin.register(Bounce)
class BounceAdmin(ReadOnlyAdmin):
    list_display = ("address", "kind", "status", "source", "received_at")
    list_filter = ("kind", "source", "received_at")
    search_fields = ("delivery__email", "detail")
    date_hierarchy = "received_at"
    list_select_related = ("delivery",)
    fields = ("delivery", "kind", "status", "source", "detail", "received_at")

    @display(description=gettext_lazy("e-mail"), ordering="delivery__email")
    def address(self, bounce: Bounce) -> str:
        return bounce.delivery.email
