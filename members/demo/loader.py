"""The members' part of the demo alliance."""

from alliance.demo import demo_loader
from members.demo.accounts import load_accounts
from members.demo.applications import load_applications
from members.demo.bodies import load_bodies
from members.demo.entries import load_entries
from members.demo.generated import (
    FIELDS,
    GROWN,
    GROWN_ON,
    MERGED,
    MERGED_INTO,
    MERGED_ON,
    RENAMED_FROM,
    RENAMED_ON,
    RENAMED_TO,
    RETURNED,
    RETURNED_ON,
    generated_members,
)
from members.demo.organisations import MEDIUM, MEMBERS, PLAIN
from members.demo.people import load_people
from members.models import BusinessField, Organisation
from members.names import slug_of
from members.services.admission import merge, re_enter
from members.services.classification import reclassify
from members.services.naming import rename_organisation
from members.services.register import register_many


@demo_loader("members")
def load() -> None:
    load_organisations()
    load_people()
    load_bodies()
    load_accounts()
    load_entries()
    load_applications()


def load_organisations() -> None:
    """Whoever is there already is left alone, whatever officers made of it since."""
    for position, name in enumerate(FIELDS):
        BusinessField.objects.get_or_create(name=name, defaults={"position": position})
    there = set(Organisation.objects.values_list("slug", flat=True))
    entries = [
        entry
        for entry in (*PLAIN, *MEMBERS, *generated_members())
        if (entry.slug or slug_of(entry.name)) not in there
    ]
    new = {each.name: each for each in register_many(entries, by=None)}
    if RENAMED_FROM in new:
        _tell_stories(new)


def _tell_stories(new: dict[str, Organisation]) -> None:
    """A new name, a merger, three that grew, one that came back."""
    rename_organisation(
        organisation=new[RENAMED_FROM], name=RENAMED_TO, on=RENAMED_ON, by=None, reason="사명변경"
    )
    merge(organisation=new[MERGED], into=new[MERGED_INTO], on=MERGED_ON, by=None, reason="흡수합병")
    kind, sub_kind = MEDIUM
    for name in GROWN:
        reclassify(
            organisation=new[name],
            kind=kind,
            sub_kind=sub_kind,
            on=GROWN_ON,
            by=None,
            reason="기업규모 재확인",
        )
    re_enter(organisation=new[RETURNED], on=RETURNED_ON, by=None)
