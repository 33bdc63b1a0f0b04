from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from newsletter.models import Subscriber
from newsletter.sending import engine, mailings
from newsletter.sending.texts import issue_text
from newsletter.services import ArticleEntry, open_issue, set_articles
from tests.newsletter.issues import approve
from tests.newsletter.sending.smtp_server import ScriptedServer

DAY = date(2025, 11, 26)


@pytest.fixture
def readers(db):
    def subscribe(*names):
        return [Subscriber.objects.create(email=f"{name}@readers.example") for name in names]

    return subscribe


@pytest.fixture
def approved(db):
    issue = open_issue(on=DAY, title="가상융합 소식")
    set_articles(issue=issue, entries=[ArticleEntry("domestic", "전시관이 문을 연다", "가상일보")])
    approve(issue)
    return type(issue).objects.with_contents().get(pk=issue.pk)


@pytest.fixture
def start(approved, monkeypatch):
    """The issue's mailing, to be sent by whom the test calls; eager Celery would do it at once."""
    monkeypatch.setattr(mailings, "wake_one", lambda: None)

    def start_mailing():
        return mailings.start_issue(issue=approved, text=issue_text(approved), at=timezone.now())

    return start_mailing


@pytest.fixture
def smtp(settings):
    """A scripted server that the settings lead to, and short patience with it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.MAIL_TIMEOUT = settings.MAIL_ANSWER_TIMEOUT = 1
    settings.MAIL_CONNECTIONS = 1
    with ScriptedServer() as server:
        settings.EMAIL_PORT = server.port
        yield server


@pytest.fixture
def send_all(monkeypatch):
    """One process sends what is due."""
    monkeypatch.setattr(engine, "PULSE_SECONDS", 0.05)
    return engine.send
