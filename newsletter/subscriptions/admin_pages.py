"""Pages of the readers' admin that are no record's form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.admin.choices import may_be_number
from alliance.errors import RuleViolation
from alliance.periods import today
from members.services.matching import find_organisation
from newsletter.models import Consent
from newsletter.subscriptions import contacts, verbs
from newsletter.subscriptions.admin_forms import ConsentFacts, RecordConsentForm, SuppressForm

_SHOWN_CONTACTS = 200


def page(
    model_admin: Any, request: HttpRequest, template: str, context: dict[str, Any]
) -> HttpResponse:
    request.current_app = model_admin.admin_site.name  # type: ignore[attr-defined]
    return TemplateResponse(
        request,
        template,
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "media": model_admin.media,
            **context,
        },
    )


def consent_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    form = RecordConsentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            subscriber, _consent = verbs.record_consent(
                email=said["email"],
                name=said["name"],
                organisation_name=said["organisation_name"],
                organisation=find_organisation(said["organisation_name"]),
                choice=form.choice,
                trace=form.trace(request.user, Consent.Method.OFFICER),
            )
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            model_admin.log_change(request, subscriber, _("Consent recorded"))
            words = _("Recorded; %(email)s is told by mail.") % {"email": subscriber}
            model_admin.message_user(request, words)
            return redirect("admin:newsletter_subscriber_change", subscriber.pk)
    context = {"title": _("Record a consent"), "form": form, "back": "newsletter_subscriber"}
    return page(model_admin, request, "admin/newsletter/form.html", context)


def suppress_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    form = SuppressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            suppression = verbs.suppress(
                email=form.cleaned_data["email"],
                note=form.cleaned_data["note"],
                by=request.user,
                at=timezone.now(),
            )
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            model_admin.log_addition(request, suppression, _("Suppressed"))
            words = _("%(email)s gets no more mail.") % {"email": suppression}
            model_admin.message_user(request, words)
            return redirect("admin:newsletter_suppression_changelist")
    context = {"title": _("Suppress an address"), "form": form, "back": "newsletter_suppression"}
    return page(model_admin, request, "admin/newsletter/form.html", context)


def contacts_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Members' contacts who are no readers; the officer ticks those who consented."""
    words = " ".join(request.GET.get("q", "").split())[:100]
    form = ConsentFacts(request.POST if request.method == "POST" else None)
    ticked = {int(each) for each in request.POST.getlist("contact") if may_be_number(each)}
    if request.method == "POST" and not ticked:
        form.add_error(None, _("Tick those who consented."))
    elif form.is_valid():
        outcome = contacts.take_in(
            contacts=contacts.chosen_contacts(ticked, today()),
            choice=form.choice,
            trace=form.trace(request.user, Consent.Method.MEMBER_CONTACT),
        )
        _tell(model_admin, request, outcome)
        return redirect(request.get_full_path())
    found = contacts.contacts_without_mail(today())
    if words:
        found = found.filter(organisation__search_text__icontains=words.casefold())
    context = {
        "title": _("Take in members' contacts"),
        "form": form,
        "contacts": found[:_SHOWN_CONTACTS],
        "number": found.count(),
        "most": _SHOWN_CONTACTS,
        "ticked": ticked,
        "words": words,
    }
    return page(model_admin, request, "admin/newsletter/contacts.html", context)


def _tell(model_admin: Any, request: HttpRequest, outcome: contacts.TakenIn) -> None:
    number = len(outcome.subscribers)
    if number:
        told = ngettext(
            "%(count)s contact is taken in and told by mail.",
            "%(count)s contacts are taken in and told by mail.",
            number,
        )
        model_admin.message_user(request, told % {"count": number})
        for subscriber in outcome.subscribers:
            model_admin.log_change(request, subscriber, _("Taken in as a member's contact"))
    for _contact, reason in outcome.refused:
        model_admin.message_user(request, reason, messages.ERROR)
