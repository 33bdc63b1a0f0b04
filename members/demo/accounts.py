"""Accounts of the demo, one for each role. Their passwords are no secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.demo.people import demo_person
from members.models import User
from members.services.accounts import create_account

PASSWORD = "demo-alliance-2025"  # noqa: S105 -- printed by bin/demo for everyone


@dataclass(frozen=True)
class DemoAccount:
    role: Any
    email: str
    person: str
    start: str
    is_officer: bool = False
    password: str = PASSWORD


DEMO_ACCOUNTS = (
    DemoAccount(
        _("officer"), "officer@demo.example", "secretariat_head", "/admin/", is_officer=True
    ),
    DemoAccount(
        _("second officer"),
        "officer2@demo.example",
        "secretariat_leader",
        "/admin/",
        is_officer=True,
    ),
    DemoAccount(_("chair of the alliance"), "chair@demo.example", "chair", "/committee/"),
    DemoAccount(_("committee member"), "member@demo.example", "zepeto_lead", "/committee/"),
    DemoAccount(_("committee member"), "member2@demo.example", "spri_head", "/committee/"),
    DemoAccount(
        _("subcommittee chair"), "subcommittee@demo.example", "talent_chair", "/committee/"
    ),
    DemoAccount(_("partner organisation"), "partner@demo.example", "rapa_officer", "/partner/"),
    DemoAccount(_("judge"), "judge@demo.example", "judge", "/my/"),
    DemoAccount(_("member company"), "company@demo.example", "company", "/my/"),
    DemoAccount(_("staff of the member company"), "staff@demo.example", "company_staff", "/my/"),
    # Its draft waits for an officer.
    DemoAccount(_("second member company"), "company2@demo.example", "second_company", "/my/"),
)


def load_accounts() -> None:
    there = set(User.objects.values_list("email", flat=True))
    for account in DEMO_ACCOUNTS:
        if account.email not in there:
            create_account(
                email=account.email,
                person=demo_person(account.person),
                password=account.password,
                is_officer=account.is_officer,
                by=None,
            )
