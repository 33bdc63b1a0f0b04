"""Teams of organisations that carry out a project together for a year."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.lines import LineField
from alliance.models import Attachment, VersionedModel
from alliance.outline.fields import OutlineField
from members.models import Organisation
from projectgroups.querysets import ProjectGroupQuerySet


class Division(models.TextChoices):
    """Groups are ranked inside their division only."""

    IDEA = "idea", _("idea creation")
    BUSINESS_MODEL = "business_model", _("business model")


class ProjectGroup(VersionedModel):
    year = models.PositiveSmallIntegerField(_("year"))
    name = LineField(_("name"), max_length=150)
    division = models.CharField(_("division"), max_length=16, choices=Division)
    summary = OutlineField(_("summary"), blank=True)
    members = models.ManyToManyField(
        Organisation,
        through="GroupMembership",
        related_name="project_groups",
        verbose_name=_("members of the group"),
    )

    # What the judges read.
    attachments = GenericRelation(
        Attachment, object_id_field="owner_id", content_type_field="owner_type"
    )

    objects: ClassVar = ProjectGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("project group")
        verbose_name_plural = _("project groups")
        ordering = ["-year", "division", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "name"],
                name="projectgroups_name_once_a_year",
                violation_error_message=_("A group of this name is recorded for the year already."),
            ),
            models.CheckConstraint(
                name="projectgroups_known_division",
                condition=Q(division__in=Division.values),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(VersionedModel):
    group = models.ForeignKey(
        ProjectGroup,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("project group"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="group_memberships",
        verbose_name=_("organisation"),
    )
    is_lead = models.BooleanField(_("leads the group"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("member of the group")
        verbose_name_plural = _("members of the group")
        ordering = ["group", "-is_lead", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "organisation"],
                name="projectgroups_member_once",
                violation_error_message=_("The organisation is in this group already."),
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(is_lead=True),
                name="projectgroups_one_lead",
                violation_error_message=_("The group has a lead already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.organisation}"
