"""Who gets mail, by which consent, and who never does."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.models import VersionedModel
from members.models import Organisation
from newsletter.subscriber_querysets import (
    ConsentQuerySet,
    SubscriberQuerySet,
    SuppressionQuerySet,
)

LONGEST_ADDRESS = 254
# A domain that no mail server has (RFC 2606): the addresses of whom was erased.
NOWHERE = "erased.invalid"


def plain_address(email: str) -> str:
    """One address, one writing: nobody tells two mailboxes apart by capitals, and 한글.한국 goes
    over the wire as xn--…."""
    address = email.strip().lower()
    local, at, domain = address.rpartition("@")
    if not domain.isascii():
        with suppress(UnicodeError):
            address = f"{local}{at}{domain.encode('idna').decode()}"
    return address


def mailable_address(text: str) -> str:
    """The address as it is kept; ValidationError where no mail server would take it."""
    email = plain_address(text)
    if {'"', "\\"} & set(email):
        # "kim"@x is the mailbox kim@x, whose owner may have left.
        raise ValidationError(_("An address with quotation marks or backslashes is not taken."))
    validate_email(email)
    if not email.isascii() or len(email) > LONGEST_ADDRESS:
        raise ValidationError(_("No mail server takes mail to this address."))
    return email


def address_digest(email: str, key: str | bytes | None = None) -> str:
    """Stands for an address that is not kept: who has the address finds it, and nobody without
    the portal's key."""
    secret = settings.SECRET_KEY if key is None else key
    address = plain_address(email)
    return salted_hmac("newsletter.erased", address, secret=secret, algorithm="sha256").hexdigest()


def address_digests(email: str) -> list[str]:
    """Under the present key and the former ones."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [address_digest(email, key) for key in keys]


class Subscriber(VersionedModel):
    """An address that consented once; its rows of `Consent` say when, how and to what."""

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("subscriber", "subscribed")
        UNSUBSCRIBED = "unsubscribed", pgettext_lazy("subscriber", "unsubscribed")
        ERASED = "erased", pgettext_lazy("subscriber", "erased")

    # Stands for the address in links and return paths, so that they reveal none.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(
        _("e-mail"), unique=True, error_messages={"unique": _("This address is known already.")}
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    organisation_name = models.CharField(_("company or institution"), max_length=150, blank=True)
    # The member that the subscriber belongs to; segments ask for its class, region and fields.
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="subscribers",
        verbose_name=_("member"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ACTIVE)
    wants_newsletter = models.BooleanField(_("weekday newsletter"), default=True)
    wants_notices = models.BooleanField(_("calls and events"), default=True)
    # The last day on which the consent may be confirmed again in time; kept by
    # newsletter.subscriptions from the rows of consent, so that the list of those due is one
    # question.
    confirm_by = models.DateField(_("to be confirmed by"), null=True, blank=True, db_index=True)

    objects: ClassVar = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(
                name="newsletter_subscriber_email_lower",
                condition=Q(email=Lower("email")),
                violation_error_message=_("The address is kept in small letters."),
            )
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        self.email = plain_address(self.email)

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def is_erased(self) -> bool:
        return self.state == self.State.ERASED

    @property
    def erased_address(self) -> str:
        """What stands in its place."""
        return f"erased-{self.pk}@{NOWHERE}"

    @property
    def masked_email(self) -> str:
        """Enough for its owner to know it by; a link that was passed on tells no more."""
        if self.is_erased:
            return "***"
        local, _at, domain = self.email.rpartition("@")
        return f"{local[:2] if len(local) > 3 else local[:1]}***@{domain}"


class Consent(models.Model):
    """What a subscriber agreed to or took back. Rows are only ever added."""

    class Kind(models.TextChoices):
        GRANTED = "granted", pgettext_lazy("consent", "granted")
        KEPT = "kept", pgettext_lazy("consent", "confirmed again")
        ASKED = "asked", pgettext_lazy("consent", "asked to confirm")
        CHANGED = "changed", pgettext_lazy("consent", "choice changed")
        WITHDRAWN = "withdrawn", pgettext_lazy("consent", "withdrawn")

    class Method(models.TextChoices):
        DOUBLE_OPT_IN = "double_opt_in", _("form and confirmation by mail")
        IMPORT = "import", _("imported list")
        MEMBER_CONTACT = "member_contact", _("contact of a member")
        ONE_CLICK = "one_click", _("one click in the mail program")
        PAGE = "page", _("link in a mail")
        OFFICER = "officer", _("recorded by an officer")
        JOB = "job", _("sent by the portal")

    subscriber = models.ForeignKey(
        Subscriber,
        on_delete=models.CASCADE,
        related_name="consents",
        verbose_name=_("subscriber"),
    )
    kind = models.CharField(_("kind of consent"), max_length=10, choices=Kind)
    method = models.CharField(_("how"), max_length=16, choices=Method)
    at = models.DateTimeField(_("when"))
    wording = models.TextField(_("wording"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects: ClassVar = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            message = "What was recorded of a consent is never changed."
            raise TypeError(message)
        super().save(*args, **kwargs)


class SubscriptionRequest(models.Model):
    """Somebody typed an address into the form; it subscribes only when its owner says so."""

    email = models.EmailField(_("e-mail"), db_index=True)
    name = models.CharField(_("name"), max_length=60, blank=True)
    organisation_name = models.CharField(_("company or institution"), max_length=150, blank=True)
    wants_newsletter = models.BooleanField(_("weekday newsletter"), default=True)
    wants_notices = models.BooleanField(_("calls and events"), default=True)
    wording = models.TextField(_("wording"))
    address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    requested_at = models.DateTimeField(_("requested at"), db_index=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("request to subscribe")
        verbose_name_plural = _("requests to subscribe")
        ordering = ["-requested_at", "-pk"]

    def __str__(self) -> str:
        return self.email


class Suppression(models.Model):
    """An address that gets no mail, whoever asks for it, until an officer lifts it."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced", pgettext_lazy("suppression", "mail came back")
        COMPLAINED = "complained", pgettext_lazy("suppression", "reported as spam")
        OFFICER = "officer", pgettext_lazy("suppression", "by an officer")
        ERASED = "erased", pgettext_lazy("suppression", "erased at the reader's request")

    email = models.EmailField(_("e-mail"), blank=True)
    # In place of the address where it was erased.
    digest = models.CharField(max_length=64, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    note = models.CharField(_("note"), max_length=300, blank=True)
    suppressed_at = models.DateTimeField(_("since"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )
    lifting_note = models.CharField(_("why it was lifted"), max_length=300, blank=True)

    objects: ClassVar = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["-suppressed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(lifted_at__isnull=True) & ~Q(email=""),
                name="newsletter_suppressed_once",
                violation_error_message=_("This address is suppressed already."),
            ),
            models.UniqueConstraint(
                fields=["digest"],
                condition=Q(lifted_at__isnull=True) & ~Q(digest=""),
                name="newsletter_erased_once",
                violation_error_message=_("This address is suppressed already."),
            ),
            models.CheckConstraint(
                name="newsletter_suppression_of_address_or_digest",
                condition=(~Q(email="") & Q(digest="")) | (Q(email="") & ~Q(digest="")),
            ),
            models.CheckConstraint(
                name="newsletter_suppression_email_lower",
                condition=Q(email=Lower("email")),
            ),
        ]

    def __str__(self) -> str:
        return self.email or _("erased address %(digest)s") % {"digest": self.digest[:8]}


class SubscriberLetter(models.Model):
    """A mail of the portal's own to one address: written down first, sent by a worker."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", pgettext_lazy("letter", "please confirm the subscription")
        RESULT = "result", pgettext_lazy("letter", "what was recorded of a consent")
        KEEP = "keep", pgettext_lazy("letter", "please confirm the consent again")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("letter", "waiting")
        SENT = "sent", pgettext_lazy("letter", "sent")
        LEFT_OUT = "left_out", pgettext_lazy("letter", "left out")
        FAILED = "failed", pgettext_lazy("letter", "failed")

    kind = models.CharField(_("kind of letter"), max_length=8, choices=Kind)
    request = models.ForeignKey(
        SubscriptionRequest,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("request to subscribe"),
    )
    consent = models.ForeignKey(
        Consent,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("consent"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    queued_at = models.DateTimeField(_("written at"))
    # Whoever sends it moves this ahead first: nobody else takes it meanwhile.
    due_at = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter to a subscriber")
        verbose_name_plural = _("letters to subscribers")
        ordering = ["queued_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="newsletter_letter_about_one_thing",
                condition=Q(kind="confirm", request__isnull=False, consent__isnull=True)
                | (~Q(kind="confirm") & Q(request__isnull=True, consent__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state="waiting"),
                name="newsletter_letters_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.email}"

    @property
    def email(self) -> str:
        about = self.request or self.consent.subscriber  # type: ignore[union-attr]  # one is there
        return about.email
