"""Pages as a browser sees them: what a form would send if it were submitted untouched."""

from __future__ import annotations

from lxml import html


def tree(response):
    return html.fromstring(response.content.decode())


def text(response) -> str:
    return " ".join(tree(response).text_content().split())


_CONTROLS = ".//input[@name] | .//textarea[@name] | .//select[@name]"


def form_values(response, selector: str = "//form") -> dict[str, list[str]]:
    """Names and values of the page's posting form: add what the test changes, then post it.

    Of several forms the one with the most controls is meant (the others sign out or search).
    """
    forms = [
        form
        for form in tree(response).xpath(selector)
        if (form.get("method") or "").lower() == "post"
    ]
    form = max(forms, key=lambda each: len(each.xpath(_CONTROLS)))
    values: dict[str, list[str]] = {}
    for element in form.xpath(_CONTROLS):
        name = element.get("name")
        if "__prefix__" in name or name == "csrfmiddlewaretoken":
            continue
        if element.tag == "textarea":
            values.setdefault(name, []).append((element.text or "").lstrip("\n"))
        elif element.tag == "select":
            chosen = element.xpath(".//option[@selected]")
            values.setdefault(name, []).extend(option.get("value", "") for option in chosen)
        elif element.get("type") in ("checkbox", "radio"):
            if element.get("checked") is not None:
                values.setdefault(name, []).append(element.get("value", "on"))
        elif element.get("type") not in ("submit", "button", "file", "image"):
            values.setdefault(name, []).append(element.get("value", ""))
    return {name: chosen for name, chosen in values.items() if chosen}
