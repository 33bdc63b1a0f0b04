"""Accounts of an organisation: invited from its page in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from alliance.admin import RecordTabularInline
from alliance.periods import today
from members.admin.verbs import VerbForm
from members.models import Affiliation, User
from members.services.representatives import invite_to_organisation


class InviteToOrganisationForm(VerbForm):
    title = _("Invite to the portal")
    done = _("%(name)s: the invitation to %(result)s is on its way.")

    name = forms.CharField(label=_("name"), max_length=60, widget=UnfoldAdminTextInputWidget())
    email = forms.EmailField(
        label=_("e-mail"), widget=UnfoldAdminTextInputWidget(attrs={"type": "email"})
    )
    post = forms.CharField(
        label=pgettext_lazy("post", "title"), max_length=60, widget=UnfoldAdminTextInputWidget()
    )
    role = forms.ChoiceField(
        label=_("role in the portal"),
        choices=Affiliation.ActingRole.choices,
        widget=UnfoldAdminSelectWidget(),
        help_text=_("Staff write the entry's draft; a representative hands it in."),
    )

    def run(self, subject: Any, by: User) -> Any:
        user = invite_to_organisation(
            organisation=subject,
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
            title=self.cleaned_data["post"],
            role=self.cleaned_data["role"],
            on=today(),
            by=by,
        )
        return user.email


class ActingInline(RecordTabularInline):
    """Who acts for the organisation in the portal, and who did."""

    model = Affiliation
    fields = ("person", "title", "acting_role", "valid_from", "valid_to")
    readonly_fields = ("person",)
    verbose_name = _("acting in the portal")
    verbose_name_plural = _("acting in the portal")
    max_num = 0
    can_delete = False

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).filter(acts_for=True)
