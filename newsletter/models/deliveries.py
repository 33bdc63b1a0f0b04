"""What is mailed to whom, and how far it is: the queue of the sending engine.

    queued → claimed → data → sent | failed | in_doubt
    queued, claimed → suppressed

`data` is committed before the text of a mail goes out, `sent` after the server took it. What lies
between the two when a process dies was perhaps delivered: it becomes `in_doubt`, and only a person
decides about it.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.models import VersionedModel, VersionedQuerySet
from newsletter.delivery_querysets import DeliveryQuerySet, MailingQuerySet
from newsletter.models.issues import NewsletterIssue
from newsletter.models.notices import EmailNotice
from newsletter.models.subscribers import Subscriber


class Mailing(models.Model):
    """One text sent to many: an issue, its correction, or a notice."""

    class State(models.TextChoices):
        SENDING = "sending", pgettext_lazy("mailing", "being sent")
        PAUSED = "paused", pgettext_lazy("mailing", "paused")
        # Nobody worked on it for hours: a person must say that it is still wanted.
        HELD = "held", pgettext_lazy("mailing", "held back")
        DONE = "done", pgettext_lazy("mailing", "done")
        CANCELLED = "cancelled", pgettext_lazy("mailing", "cancelled")

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    issue = models.ForeignKey(
        NewsletterIssue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mailings",
        verbose_name=_("issue"),
    )
    notice = models.ForeignKey(
        EmailNotice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mailings",
        verbose_name=_("notice"),
    )
    # 0 is the issue or notice itself; corrections count from 1.
    correction = models.PositiveSmallIntegerField(_("correction"), default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.SENDING, db_index=True
    )
    subject = models.CharField(_("subject"), max_length=300)
    # The whole mail with the places of what is personal; built once, the same for every worker.
    template = models.BinaryField(_("mail"), editable=False)
    started_at = models.DateTimeField(_("started at"))
    # What no server took by then has failed.
    deadline_at = models.DateTimeField(_("to be sent by"))
    # The last time that a process worked on it.
    touched_at = models.DateTimeField(_("last worked on"))
    first_sent_at = models.DateTimeField(_("first mail accepted at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    # The database that it was started in (newsletter.sending.home): in a copy of it, a person must
    # say that it is to go on.
    home = models.CharField(max_length=100, blank=True, editable=False)
    # Why nothing goes out at the moment, as the mail server put it.
    trouble = models.CharField(_("trouble"), max_length=300, blank=True)

    objects: ClassVar = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="newsletter_mailing_of_one_thing",
                condition=Q(issue__isnull=False, notice__isnull=True)
                | Q(issue__isnull=True, notice__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["issue", "correction"],
                name="newsletter_issue_mailed_once",
                violation_error_message=_("This issue is being sent, or was sent."),
            ),
            models.UniqueConstraint(
                fields=["notice", "correction"],
                name="newsletter_notice_mailed_once",
                violation_error_message=_("This notice is being sent, or was sent."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.CANCELLED)

    @property
    def may_be_paused(self) -> bool:
        return self.state == self.State.SENDING

    @property
    def may_be_resumed(self) -> bool:
        return self.state in (self.State.PAUSED, self.State.HELD)


class SenderProcess(models.Model):
    """A process that sends, known by its sign of life; what a silent one holds is taken back."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    host = models.CharField(_("machine"), max_length=100)
    pid = models.PositiveIntegerField(_("process"))
    started_at = models.DateTimeField(_("started at"))
    seen_at = models.DateTimeField(_("last sign of life"), db_index=True)

    class Meta:
        verbose_name = _("sending process")
        verbose_name_plural = _("sending processes")
        ordering = ["started_at"]

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class Delivery(models.Model):
    """A mailing to one address."""

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("delivery", "waiting")
        CLAIMED = "claimed", pgettext_lazy("delivery", "next")
        DATA = "data", pgettext_lazy("delivery", "being handed over")
        SENT = "sent", pgettext_lazy("delivery", "sent")
        FAILED = "failed", pgettext_lazy("delivery", "failed")
        IN_DOUBT = "in_doubt", pgettext_lazy("delivery", "in doubt")
        SUPPRESSED = "suppressed", pgettext_lazy("delivery", "left out")

    mailing = models.ForeignKey(
        Mailing, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("mailing")
    )
    subscriber = models.ForeignKey(
        Subscriber,
        on_delete=models.SET_NULL,
        null=True,
        related_name="deliveries",
        verbose_name=_("subscriber"),
    )
    # As it was when the mailing started; written anew where the address is erased.
    email = models.EmailField(_("e-mail"))
    domain = models.CharField(_("mail domain"), max_length=255)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    # Of the claim; every later write carries it, so that a process thought dead changes nothing.
    token = models.UUIDField(null=True, editable=False)
    claimed_by = models.UUIDField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("not before"))
    changed_at = models.DateTimeField(_("since"))
    # The last answer of a mail server, its queue number included.
    reply = models.CharField(_("answer of the server"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects: ClassVar = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["mailing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "email"], name="newsletter_mailed_once_an_address"
            ),
            models.CheckConstraint(
                name="newsletter_claimed_delivery_has_token",
                condition=~Q(state__in=["claimed", "data"])
                | Q(token__isnull=False, claimed_by__isnull=False),
            ),
        ]
        indexes = [
            # What is left to do is little, whatever lies behind.
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state="queued"),
                name="newsletter_queue",
            ),
            models.Index(
                fields=["claimed_by"],
                condition=Q(state__in=["claimed", "data"]),
                name="newsletter_in_work",
            ),
            models.Index(fields=["mailing", "state"], name="newsletter_mailing_state"),
            models.Index(fields=["subscriber", "state"], name="newsletter_subscriber_state"),
        ]

    def __str__(self) -> str:
        return self.email


class DomainLimit(VersionedModel):
    """How many mails a minute a mail domain takes from us, all workers together."""

    EVERYTHING = "*"

    domain = models.CharField(
        _("mail domain"),
        max_length=255,
        unique=True,
        help_text=_("As after the @, in small letters; * limits all domains together."),
    )
    per_minute = models.PositiveIntegerField(_("mails a minute"))
    # The minute that is counted, and what was claimed in it.
    minute_from = models.DateTimeField(null=True, editable=False)
    taken = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta:
        verbose_name = _("limit of a mail domain")
        verbose_name_plural = _("limits of mail domains")
        ordering = ["domain"]
        constraints = [
            models.CheckConstraint(
                name="newsletter_domain_limit_positive",
                condition=Q(per_minute__gte=1),
                violation_error_message=_("At least one mail a minute."),
            )
        ]

    def __str__(self) -> str:
        return self.domain

    def clean(self) -> None:
        self.domain = self.domain.strip().lower().lstrip("@")


class Bounce(models.Model):
    """A report about a delivery that came back, and what it was taken for."""

    class Kind(models.TextChoices):
        HARD = "hard", pgettext_lazy("bounce", "address does not exist")
        SOFT = "soft", pgettext_lazy("bounce", "not reachable for now")
        COMPLAINT = "complaint", pgettext_lazy("bounce", "reported as spam")
        AUTO_REPLY = "auto_reply", pgettext_lazy("bounce", "automatic answer")
        UNKNOWN = "unknown", pgettext_lazy("bounce", "not understood")

    class Source(models.TextChoices):
        MAIL = "mail", pgettext_lazy("bounce", "mailbox")
        WEBHOOK = "webhook", pgettext_lazy("bounce", "mail provider")
        SMTP = "smtp", pgettext_lazy("bounce", "while sending")

    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="bounces", verbose_name=_("delivery")
    )
    kind = models.CharField(pgettext_lazy("bounce", "kind"), max_length=10, choices=Kind)
    source = models.CharField(pgettext_lazy("bounce", "through"), max_length=8, choices=Source)
    status = models.CharField(_("status code"), max_length=20, blank=True)
    detail = models.CharField(_("detail"), max_length=500, blank=True)
    received_at = models.DateTimeField(_("received at"))
    # Of the report, so that reading a mailbox twice counts it once.
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("returned mail")
        verbose_name_plural = _("returned mails")
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.delivery} {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.status, self.detail = self.status[:20], self.detail[:500]
        super().save(*args, **kwargs)
