"""The page beside an issue's (or a correction's) form: what goes out, and who answers for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import csrf_protect_m
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from alliance.errors import RuleViolation
from newsletter import approving
from newsletter.mail_page import in_the_page
from newsletter.models import ApprovedRecord, NewsletterIssue, SendingState
from newsletter.preview import Preview
from newsletter.sending.message import MailLinks, MailText
from newsletter.sending.texts import other_subject
from newsletter.sending.trial import send_trial

Advertising = NewsletterIssue.Advertising

Step = Callable[[HttpRequest, Any], str]
SaidStep = Callable[[HttpRequest, Any, Mapping[str, Any]], str]


class ApprovalForm(forms.Form):
    """What the approver says; `version` and `shown` are of what the approver looked at."""

    version = forms.IntegerField(min_value=0, max_value=2**31, widget=forms.HiddenInput)
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    advertising = forms.ChoiceField(
        label=gettext_lazy("Is it advertising for profit?"),
        choices=[(each.value, each.label) for each in (Advertising.NO, Advertising.YES)],
        widget=UnfoldAdminRadioSelectWidget,
        help_text=gettext_lazy(
            "The law wants (광고) before the subject of advertising mail. Ordinary news of the "
            "alliance are none; banners that sell something may be. You decide."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why you approve your own edit"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("There is no second officer at the moment. It is kept in the log."),
    )

    def __init__(
        self, record: ApprovedRecord, by: Any, content: dict[str, Any], data: Any = None
    ) -> None:
        looked_at = {"version": record.version, "shown": approving.fingerprint(content)}
        initial: dict[str, Any] = dict(looked_at)
        chosen = getattr(record, "advertising", Advertising.UNDECIDED)
        if chosen != Advertising.UNDECIDED:
            initial["advertising"] = chosen
        super().__init__(data, initial=initial)
        if not hasattr(record, "advertising"):
            del self.fields["advertising"]
        if not approving.needs_stand_in(record, by):
            del self.fields["reason"]


class HourForm(forms.Form):
    hour = forms.TimeField(
        label=gettext_lazy("Goes out at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "review-input"}),
        help_text=gettext_lazy("Seoul time, on the day of the issue; empty: by hand."),
    )


@dataclass(frozen=True)
class Situation:
    """Who may do what now, for the page."""

    may_approve: bool
    must_be_another: list[str]
    may_take_back: bool
    may_send: bool

    @classmethod
    def of(cls, record: ApprovedRecord, by: Any, *, is_out: bool) -> Situation:
        draft = record.state == SendingState.DRAFT and not is_out
        approved = record.state == SendingState.APPROVED and not is_out
        others: list[str] = []
        if draft and approving.needs_stand_in(record, by):
            others = [str(each) for each in approving.other_officers(record)]
        return cls(
            may_approve=draft and not others,
            must_be_another=others,
            may_take_back=approved,
            may_send=approved,
        )


class ReviewMixin:
    """`review_steps` names what the page's buttons do; each returns what to tell the officer."""

    review_template = ""
    review_steps: Mapping[str, str] = {}

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_review"
        view = self.admin_site.admin_view(self.review_view)
        return [
            path("<path:object_id>/review/", view, name=name),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def mail_text(self, record: Any, **how: Any) -> MailText:
        raise NotImplementedError

    def current_content(self, record: Any) -> dict[str, Any]:
        """What an approval of the record would be of."""
        raise NotImplementedError

    def is_out(self, record: Any) -> bool:
        return bool(record.is_sent)

    def review_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        return {}

    @csrf_protect_m
    def review_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):  # type: ignore[attr-defined]
            raise PermissionDenied
        said = None
        if request.method == "POST":
            name = next((each for each in self.review_steps if each in request.POST), "")
            said = request.POST if name == "_approve" else None
            form = ApprovalForm(record, request.user, self.current_content(record), said)
            if self._do(request, record, name, form):
                return HttpResponseRedirect(request.get_full_path())
            record = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
            if record is None:
                raise Http404
        return self._review_page(request, record, self._form(request, record, said))

    def _form(self, request: HttpRequest, record: Any, said: Any) -> ApprovalForm:
        """With what was said, but of what the page shows now."""
        content = self.current_content(record)
        if said is None:
            return ApprovalForm(record, request.user, content)
        looked_at = {"version": record.version, "shown": approving.fingerprint(content)}
        return ApprovalForm(record, request.user, content, said.dict() | looked_at)

    def _do(self, request: HttpRequest, record: Any, name: str, form: ApprovalForm) -> bool:
        """False leaves the page as it was filled in."""
        if not name:
            return False
        if name == "_approve" and not form.is_valid():
            return False
        try:
            told = self._step(request, record, name, form)
        except RuleViolation as refusal:
            messages.error(request, str(refusal))
            return False
        messages.success(request, told)
        return True

    def _step(self, request: HttpRequest, record: Any, name: str, form: ApprovalForm) -> str:
        method = getattr(self, self.review_steps[name])
        if name == "_approve":
            approve: SaidStep = method
            return approve(request, record, form.cleaned_data)
        step: Step = method
        return step(request, record)

    def _review_page(self, request: HttpRequest, record: Any, form: ApprovalForm) -> HttpResponse:
        shown = request.GET.get("as", "")
        preview = Preview.of(self.mail_text(record, links=_NOWHERE, pictures=in_the_page), shown)
        context = {
            **self.admin_site.each_context(request),
            "title": str(record),
            "opts": self.opts,
            "media": self.media,  # type: ignore[attr-defined]
            "original": record,
            "record": record,
            "situation": Situation.of(record, request.user, is_out=self.is_out(record)),
            "approval_form": form,
            "preview": preview,
            "other_subject": self._other_subject(record, preview),
            "change_url": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_change",
                args=[quote(record.pk)],
            ),
            **self.review_context(request, record),
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, self.review_template, context)

    def _other_subject(self, record: Any, preview: Preview) -> str:
        """Until it is approved, the approver may still answer otherwise about advertising."""
        is_open = hasattr(record, "advertising") and record.state == SendingState.DRAFT
        return other_subject(preview.subject) if is_open and not self.is_out(record) else ""

    # --- Steps ---------------------------------------------------------------------------------

    def take_back_step(self, request: HttpRequest, record: Any) -> str:
        by: Any = request.user
        approving.take_back_approval(record, by=by)
        return _("The approval is taken back.")

    def test_step(self, request: HttpRequest, record: Any) -> str:
        by: Any = request.user
        send_trial(text=self.mail_text(record, is_test=True), to=by.email)
        words = _("A test was sent to %(email)s.") % {"email": by.email}
        self.log_change(request, record, words)  # type: ignore[attr-defined]
        return words


# In a preview the readers' own links lead nowhere.
_NOWHERE = MailLinks(unsubscribe="#", preferences="#")
