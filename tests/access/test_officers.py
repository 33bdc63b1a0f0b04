"""What officers send to the admin by accident or by hand: refused in a page, never a fault."""

from __future__ import annotations

import pytest
from lxml import html

from tests.access.identities import Who
from tests.access.tables import admin
from tests.access.writing import TRACES, recorded

pytestmark = pytest.mark.django_db

TOO_LONG = "9" * 30
VALUES = ["\x00", TOO_LONG]
# What the workbench and the tools read outside of forms.
LOOSE = (
    "action",
    "as_of",
    "days",
    "entry",
    "looked_at",
    "next",
    "reader",
    "reason",
    "rows",
    "seen",
)
ACTIONS = ("delete_selected", "export_admin_action", "nonsense")


def fields_of(response) -> dict[str, str]:
    if response.status_code != 200 or response.streaming or not response.content:
        return {}
    page = html.fromstring(response.content.decode())
    forms = page.xpath("//form[translate(@method, 'POST', 'post') = 'post']")
    return {
        element.get("name"): element.get("value") or ""
        for form in forms
        for element in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]")
    }


def junk(fields: dict[str, str], value: str) -> dict[str, str]:
    """Every field filled with the value; what holds the form together stays."""
    return {
        name: sent if name.endswith(("_FORMS", "_shown", "-id")) else value
        for name, sent in fields.items()
        if name.endswith("_shown") or not name.startswith("_")
    }


@pytest.mark.parametrize("label", ["", *sorted(admin.registered())])
def test_nonsense_in_forms(world, label):
    client, wrong = world.client(Who.OFFICER), []
    for row in admin.rows():
        if admin.label_of(row.route) != label or row.route.endswith("/history/"):
            continue
        path = world.path(row.path)
        fields = fields_of(client.get(path))
        sent = [{}, *(junk(fields, value) for value in VALUES)]
        sent += [dict.fromkeys([*fields, *LOOSE], "x"), dict.fromkeys(LOOSE, TOO_LONG)]
        for data in sent:
            with recorded():
                response = client.post(path, data)
            if response.status_code >= 500:
                wrong.append((path, list(data.items())[:3], response.status_code))

    assert wrong == []


def test_rows_without_number(world):
    """A form that claims more rows than a machine can count is refused at once."""
    path = world.path("/admin/members/person/{pk_members_person}/change/")
    client = world.client(Who.OFFICER)
    data = fields_of(client.get(path))
    names = [name for name in data if name.endswith("_FORMS")]

    with recorded() as written:
        response = client.post(path, data | dict.fromkeys(names, TOO_LONG))

    assert (len(names) > 3, response.status_code, written - TRACES) == (True, 200, set())


@pytest.mark.parametrize("label", sorted(admin.registered()))
def test_nonsense_in_lists(world, label):
    client, path = world.client(Who.OFFICER), f"/admin/{label.replace('.', '/')}/"
    wrong, changed = [], set()
    for ticked in ("x", "", TOO_LONG, "0"):
        for data in (
            *({"action": each, "_selected_action": ticked, "post": "yes"} for each in ACTIONS),
            {"action": "delete_selected", "_selected_action": ticked, "select_across": "1"},
            {"_save": "1", "form-TOTAL_FORMS": ticked, "form-INITIAL_FORMS": ticked},
        ):
            with recorded() as written:
                response = client.post(path, data)
            changed |= written - TRACES
            if response.status_code >= 500:
                wrong.append((data, response.status_code))
        with recorded() as written:
            response = client.post(f"{path}export/", {"format": ticked, "export_items": ticked})
        changed |= written - TRACES
        if response.status_code >= 500:
            wrong.append(("export", ticked, response.status_code))

    assert (wrong, changed) == ([], set())


@pytest.mark.parametrize(
    "query",
    [
        "password__startswith=a",
        "password=x",
        "person__account__password__startswith=a",
        "authenticator__data__icontains=a",
    ],
)
@pytest.mark.parametrize("model", ["user", "person", "seat"])
def test_no_filter_spells_out_secrets(world, model, query):
    client, path = world.client(Who.OFFICER), f"/admin/members/{model}/"

    assert client.get(path, QUERY_STRING=query).status_code in (302, 400)
    assert client.get(f"{path}export/", QUERY_STRING=query).status_code in (302, 400)
