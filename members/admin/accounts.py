"""Accounts. What somebody may do is told by seats and affiliations, not here."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from alliance.admin import RecordAdmin, RecordTabularInline
from members.admin.verbs import InviteForm, PasswordForm, RemoveSecondFactorForm, verb_view
from members.models import Invitation, User
from members.services.accounts import close_account, confirm_address

# allauth's own pages: addresses follow the account, and nobody edits a secret by hand.
for _model in (EmailAddress, Authenticator):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)


class InvitationInline(RecordTabularInline):
    """What was sent, and whether another link is asked for."""

    model = Invitation
    fk_name = "user"
    fields = ("sent_at", "organisation", "sent_by", "asked_again_at")
    readonly_fields = fields
    can_delete = False
    max_num = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(RecordAdmin):
    list_display = ("email", "person", "is_officer", "is_active", "last_login")
    list_filter = ("is_officer", "is_active")
    list_select_related = ("person",)
    search_fields = ("email", "person__name")
    autocomplete_fields = ("person",)
    fields = ("email", "person", "is_officer", "is_active", "last_login", "joined_at")
    readonly_fields = ("last_login", "joined_at")
    inlines = (InvitationInline,)
    actions_detail = ("invite", "set_password", "remove_second_factor")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        obj.email = obj.email.lower()
        if change and "is_active" in form.changed_data and not obj.is_active:
            close_account(user=obj, by=request.user)  # type: ignore[arg-type]
        super().save_model(request, obj, form, change)
        confirm_address(obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """`?password__startswith=` would spell out the stored hash, sign by sign."""
        if lookup.startswith("password"):
            return False
        allowed: bool = super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]
        return allowed

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are closed, not deleted: what they did stays recorded."""
        return False

    @action(description=_("Invite"), url_path="invite", permissions=["change"])
    def invite(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, InviteForm)

    @action(description=_("Set the password"), url_path="set-password", permissions=["change"])
    def set_password(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, PasswordForm)

    @action(
        description=_("Remove the second factor"),
        url_path="remove-second-factor",
        permissions=["change"],
    )
    def remove_second_factor(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, RemoveSecondFactorForm)
