"""Applications for membership: looked at, sent back, declined, or approved with one click."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from alliance.admin import ReadOnlyAdmin
from alliance.errors import RuleViolation
from alliance.models import Job
from alliance.periods import today
from members.classes import choice_of, class_choices, parts_of
from members.models import MembershipApplication, Organisation
from members.services import applications
from members.validators import validate_plausible_day

NEW = "new"


class ApprovalForm(forms.Form):
    """`version` is the application as it was looked at; a later one is not approved unseen."""

    organisation = forms.ChoiceField(
        label=gettext_lazy("Record as"), widget=UnfoldAdminRadioSelectWidget
    )
    on = forms.DateField(
        label=gettext_lazy("member from"),
        validators=[validate_plausible_day],
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )
    size = forms.ChoiceField(
        label=pgettext_lazy("member", "class"),
        choices=class_choices,
        widget=UnfoldAdminSelectWidget(),
    )
    invites = forms.BooleanField(
        label=gettext_lazy("The contact acts as representative and is invited to the portal"),
        required=False,
        initial=True,
        widget=UnfoldBooleanWidget(),
    )
    version = forms.IntegerField(widget=forms.HiddenInput(), max_value=2**31 - 1)

    def __init__(
        self, application: MembershipApplication, found: list[applications.Hint], data: Any = None
    ) -> None:
        super().__init__(
            data,
            initial={
                "organisation": NEW if not found else None,
                "on": today(),
                "size": choice_of(application.kind, application.sub_kind),
                "version": application.version,
            },
        )
        self.organisations = {str(each.organisation.pk): each.organisation for each in found}
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            *(
                (str(each.organisation.pk), _described(each))
                for each in found
                if not each.is_member
            ),
            (NEW, _("a new organisation")),
        ]

    @property
    def chosen(self) -> Organisation | None:
        return self.organisations.get(self.cleaned_data["organisation"])


def _described(hint: applications.Hint) -> str:
    former = hint.organisation.memberships.exists()
    words = _("%(name)s (former member: re-entry)") if former else _("%(name)s (in the register)")
    return words % {"name": hint.organisation.name}


class RefusalForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("Comment to the applicant"),
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("Goes to the applicant by mail."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput(), max_value=2**31 - 1)


@admin.register(MembershipApplication)
class MembershipApplicationAdmin(ReadOnlyAdmin):
    list_display = (
        "name",
        "number",
        "state",
        "class_label",
        "contact_name",
        "submitted_at",
        "reviewed_by",
        "member_from",
    )
    list_filter = ("state", "kind")
    list_select_related = ("reviewed_by__person",)
    search_fields = ("folded", "name", "registration_number", "contact_name", "contact_email")
    date_hierarchy = "submitted_at"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        application = self.get_object(request, unquote(object_id))
        if application is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        found = applications.hints(application, on=today()) if application.is_open else []
        sent = request.POST if request.method == "POST" else None
        approval = ApprovalForm(application, found, sent if sent and "_approve" in sent else None)
        refuses = sent is not None and ("_return" in sent or "_decline" in sent)
        refusal = RefusalForm(sent if refuses else None, initial={"version": application.version})
        told = ""
        if sent is not None:
            try:
                if self._decide(request, application, approval, refusal):
                    return redirect(request.path)
            except RuleViolation as violation:
                told = str(violation)
        jobs = Job.objects.filter(
            subject_type=application._meta.label_lower, subject_id=application.pk
        )
        context = {
            **self.admin_site.each_context(request),
            "title": f"{application.name} {application.number}",
            "opts": self.opts,
            "application": application,
            "hints": found,
            "twins": applications.twins(application),
            "approval": approval,
            "refusal": refusal,
            "told": told,
            "jobs": jobs.select_related("requested_by__person")[:5],
            "kept_days": applications.KEPT_FOR.days,
        }
        return TemplateResponse(request, "admin/members/application.html", context)

    def _decide(
        self,
        request: HttpRequest,
        application: MembershipApplication,
        approval: ApprovalForm,
        refusal: RefusalForm,
    ) -> bool:
        by: Any = request.user
        if "_take_up" in request.POST:
            applications.take_up(application, by=by)
            words = _("You look at this application; the others see it.")
        elif approval.is_bound and approval.is_valid():
            application.version = approval.cleaned_data["version"]
            kind, sub_kind = parts_of(approval.cleaned_data["size"])
            applications.approve(
                application,
                organisation=approval.chosen,
                on=approval.cleaned_data["on"],
                kind=kind,
                sub_kind=sub_kind,
                invites=approval.cleaned_data["invites"],
                by=by,
                at=timezone.now(),
            )
            words = _("The applicant is a member; the welcome letter is on its way.")
        elif refusal.is_bound and refusal.is_valid():
            application.version = refusal.cleaned_data["version"]
            sends_back = "_return" in request.POST
            decide = applications.send_back if sends_back else applications.decline
            comment = refusal.cleaned_data["comment"]
            decide(application, comment=comment, by=by, at=timezone.now())
            words = (
                _("The applicant is asked to complete the application.")
                if sends_back
                else _("The application is declined; a mail is on its way.")
            )
        else:
            return False
        self.log_change(request, application, words)
        self.message_user(request, words)
        return True
