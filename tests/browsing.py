"""A real browser: fixtures, and what is asked of every page in it."""

from __future__ import annotations

import shutil

import pytest

# A script of the admin theme labels all its scrolling boxes alike.
NOT_OURS = [".simplebar-content-wrapper"]


def faults(page) -> list[tuple[str, str]]:
    """What axe finds against people who use other means than eyes and a mouse."""
    # Inline: only browser tests need it, and it loads slowly.
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context={"exclude": [[selector] for selector in NOT_OURS]})
    return [
        (violation["id"], node["html"])
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


def is_wider_than_the_window(page) -> bool:
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )


@pytest.fixture(scope="module")
def chromium():
    # Inline: only browser tests need it, and it loads slowly.
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django would refuse the database there.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """Opens a page of the running portal; `page.complaints` is what the browser's console says."""
    contexts = []

    def open_at(address, *, client=None, width=1280, scripts=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 850},
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        if client is not None:
            context.add_cookies(
                [
                    {"name": name, "value": morsel.value, "url": live_server.url}
                    for name, morsel in client.cookies.items()
                ]
            )
        page = context.new_page()
        page.complaints = []
        page.on(
            "console",
            lambda message: (
                page.complaints.append(message.text)
                if message.type in ("error", "warning")
                else None
            ),
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        return page

    yield open_at
    for context in contexts:
        context.close()
