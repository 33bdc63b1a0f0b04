"""Pages as a browser sees them: what a form would send if it were submitted untouched."""

from __future__ import annotations

from lxml import html


def tree(response):
    return html.fromstring(response.content.decode())


def text(response) -> str:
    return " ".join(tree(response).text_content().split())


def form_values(response, selector: str = "//form[@method='post']") -> dict[str, list[str]]:
    """Names and values of the last form that matches: add what the test changes, then post it."""
    form = tree(response).xpath(selector)[-1]
    values: dict[str, list[str]] = {}
    for element in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
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
