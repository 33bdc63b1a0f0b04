"""Readers in the admin: what is known of them is edited, what they agreed to is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import action, display

from alliance.admin import ReadOnlyAdmin, RecordAdmin, RecordTabularInline
from alliance.admin.choices import may_be_number
from alliance.periods import today
from members.admin.verbs import verb_view
from newsletter.models import Consent, Delivery, Subscriber, Suppression
from newsletter.models.subscribers import address_digests
from newsletter.subscriptions import admin_forms, admin_pages
from newsletter.subscriptions.renewal import ASK_AHEAD


class ConsentFilter(admin.SimpleListFilter):
    """What officers may have to look after."""

    title = _("consent")
    parameter_name = "consent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [
            ("due", _("to be confirmed in two weeks")),
            ("silent", _("asked, no answer yet")),
            ("none", _("none recorded")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: Any = queryset
        match self.value():
            case "due":
                found = found.to_be_confirmed_by(today() + ASK_AHEAD)
            case "silent":
                found = found.without_answer()
            case "none":
                found = found.without_consent()
        return found  # type: ignore[no-any-return]


class ConsentInline(RecordTabularInline):
    model = Consent
    fields = ("at", "kind", "method", "source", "address", "by", "told", "wording")
    readonly_fields = fields
    can_delete = False
    max_num = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("letters")

    @display(description=_("told by mail"))
    def told(self, consent: Consent) -> str:
        letter = next(iter(consent.letters.all()), None)
        if letter is None:
            return "-"
        return f"{letter.sent_at:%Y-%m-%d}" if letter.sent_at else letter.get_state_display()


@admin.register(Subscriber)
class SubscriberAdmin(RecordAdmin):
    list_display = (
        "email",
        "name",
        "organisation_shown",
        "state",
        "wants_newsletter",
        "wants_notices",
        "confirm_by",
    )
    list_filter = ("state", "wants_newsletter", "wants_notices", ConsentFilter)
    list_select_related = ("organisation",)
    search_fields = ("email", "name", "organisation_name", "organisation__search_text")
    autocomplete_fields = ("organisation",)
    fields = (
        ("email", "state"),
        ("wants_newsletter", "wants_notices", "confirm_by"),
        "name",
        ("organisation_name", "organisation"),
    )
    # What a reader agreed to changes by a recorded consent alone.
    readonly_fields = ("email", "state", "wants_newsletter", "wants_notices", "confirm_by")
    inlines = (ConsentInline,)
    export_fields = (
        "email",
        "name",
        "organisation_name",
        "state",
        "wants_newsletter",
        "wants_notices",
        "confirm_by",
    )
    actions_list = ("record_consent", "take_contacts", "import_list")
    actions_detail = ("withdraw", "received", "erase")

    @display(description=_("company or institution"))
    def organisation_shown(self, subscriber: Subscriber) -> str:
        return str(subscriber.organisation or subscriber.organisation_name or "-")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody becomes a reader without a consent."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of who was erased nothing is written down any more."""
        # For buttons the theme asks with the number of the record; the verbs refuse by themselves.
        if isinstance(obj, Subscriber) and obj.is_erased:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An address that was deleted could be taken in again against its owner's will."""
        return False

    def get_urls(self) -> list[URLPattern]:
        def url(route: str, view: Any, name: str) -> URLPattern:
            return path(
                route, self.admin_site.admin_view(view), name=f"newsletter_subscriber_{name}"
            )

        return [
            url("consent/", self.consent_view, "consent"),
            url("contacts/", self.contacts_view, "contacts"),
            *super().get_urls(),
        ]

    @action(description=_("Record a consent"), url_path="record-consent", icon="assignment_add")
    def record_consent(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:newsletter_subscriber_consent")

    @action(description=_("Take in members' contacts"), url_path="take-contacts", icon="contacts")
    def take_contacts(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:newsletter_subscriber_contacts")

    @action(description=_("Take in a list"), url_path="import-list", icon="upload_file")
    def import_list(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:newsletter_subscriberimport_add")

    @action(description=_("Record a withdrawal"), url_path="withdraw", permissions=["change"])
    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, admin_forms.WithdrawForm)

    @action(description=_("Erase on request"), url_path="erase", permissions=["change"])
    def erase(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, admin_forms.EraseForm)

    @action(description=_("What it was sent"), url_path="received", permissions=["view"])
    def received(self, request: HttpRequest, object_id: str) -> HttpResponse:
        deliveries = reverse("admin:newsletter_delivery_changelist")
        return redirect(f"{deliveries}?subscriber__id__exact={object_id}")

    def consent_view(self, request: HttpRequest) -> HttpResponse:
        return admin_pages.consent_page(self, request)

    def contacts_view(self, request: HttpRequest) -> HttpResponse:
        return admin_pages.contacts_page(self, request)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Who was sent what, and with which answer: for the reader who asks, and for whom the law
    asks. Leaves as Excel, which is written down."""

    list_display = ("email", "mailing", "state", "changed_at", "attempts", "reply")
    list_filter = ("state", "mailing")
    list_select_related = ("mailing",)
    search_fields = ("email", "mailing__subject")
    date_hierarchy = "changed_at"
    list_per_page = 100
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        if lookup == "subscriber__id__exact":
            return may_be_number(value)
        return super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]


@admin.register(Suppression)
class SuppressionAdmin(ReadOnlyAdmin):
    list_display = (
        "__str__",
        "reason",
        "note",
        "suppressed_at",
        "by",
        "lifted_at",
        "lifting_note",
    )
    list_filter = (
        "reason",
        ("lifted_at", admin.EmptyFieldListFilter),
        "suppressed_at",
    )
    search_fields = ("email", "note", "lifting_note")
    date_hierarchy = "suppressed_at"
    list_select_related = ("by__person", "lifted_by__person")
    actions_list = ("suppress",)
    actions_detail = ("lift",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Who was erased is found by the whole address, of which a hash is kept."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if "@" not in search_term:
            return found, may_repeat
        erased = queryset.filter(digest__in=address_digests(search_term)).values("pk")
        return queryset.filter(Q(pk__in=found.values("pk")) | Q(pk__in=erased)), may_repeat

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.suppress_view)
        return [
            path("suppress-address/", view, name="newsletter_suppression_new"),
            *super().get_urls(),
        ]

    @action(description=_("Suppress an address"), url_path="suppress", icon="block")
    def suppress(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:newsletter_suppression_new")

    @action(description=pgettext_lazy("suppression", "Lift"), url_path="lift")
    def lift(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, admin_forms.LiftForm)

    def suppress_view(self, request: HttpRequest) -> HttpResponse:
        return admin_pages.suppress_page(self, request)
