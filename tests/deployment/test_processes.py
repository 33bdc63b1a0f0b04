"""The commands of docker-compose.yml, run as processes on a real PostgreSQL and a real Redis.

No container engine is needed: the commands and the environment are read from the file itself, so
the file and this test cannot drift apart. The test stands where the reverse proxy stands.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import psycopg2
import pytest
import yaml

from tests.deployment.installation import (
    ROOT,
    SITE,
    STOP_SECONDS,
    VARIABLES,
    Installation,
    answers,
    built_copy,
    compose_config,
    free_port,
    kill_all,
    new_database,
    own_redis_database,
    wait_until,
)

pytestmark = pytest.mark.postgresql


class _Stylesheets(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "link" and attributes.get("rel") == "stylesheet":
            self.addresses.append(attributes["href"] or "")


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> Iterator[Installation]:
    with ExitStack() as stack:
        folder = built_copy(tmp_path_factory.mktemp("portal") / "portal")
        services = yaml.safe_load(compose_config(folder, VARIABLES).stdout)["services"]
        environment = {
            **services["web"]["environment"],
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(folder),
            "DATABASE_URL": stack.enter_context(new_database()),
            "REDIS_URL": own_redis_database(),
            "TRUSTED_PROXIES": "127.0.0.1",
        }
        portal = Installation(folder, services, environment, free_port())
        portal.run("python", "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        portal.run(*portal.command("migrate"))
        stack.callback(kill_all, portal)
        for service in ("web", "worker", "beat"):
            portal.start(service)
        wait_until(lambda: answers(portal), "web answers", portal, "web")
        wait_until(lambda: " ready." in portal.log("worker"), "worker ready", portal, "worker")
        yield portal


def test_alive_and_ready(installation):
    assert installation.get("/healthz").body == b"ok\n"
    ready = installation.get("/readyz")
    assert ready.status == 200
    assert ready.body.decode().splitlines() == [
        "Database: OK",
        "Cache: OK",
        "Storage: OK",
        "Broker: OK",
    ]


def test_health_check_of_the_web_container_passes(installation):
    _, *command = installation.services["web"]["healthcheck"]["test"]

    installation.run(*[part.replace(":8000", f":{installation.port}") for part in command])


def test_plain_http_is_sent_to_https(installation):
    answer = installation.get("/")

    assert (answer.status, answer.headers["Location"]) == (301, f"https://{SITE}/")


@pytest.fixture
def start_web(installation) -> Iterator[Callable[..., Installation]]:
    """Another web process of the same installation under another environment."""
    with ExitStack() as stack:

        def start(**environment: str) -> Installation:
            other = replace(installation, port=free_port(), running={})
            stack.callback(kill_all, other)
            other.start("web", **environment)
            wait_until(lambda: answers(other), "web answers", other, "web")
            return other

        yield start


def test_forwarded_headers_count_from_trusted_proxies_only(start_web):
    unprotected = start_web(TRUSTED_PROXIES="203.0.113.1")

    answer = unprotected.get_through_proxy("/")

    assert (answer.status, answer.headers["Location"]) == (301, f"https://{SITE}/")


def test_not_ready_without_redis_but_alive(start_web):
    cut_off = start_web(REDIS_URL="redis://127.0.0.1:1/0")

    assert cut_off.get("/healthz").status == 200
    ready = cut_off.get("/readyz")
    assert ready.status == 503
    states = dict(line.split(": ", 1) for line in ready.body.decode().splitlines())
    assert [check for check, state in states.items() if state != "OK"] == [
        "Cache",
        "Broker",
    ]


def test_unknown_host_is_refused(installation):
    answer = installation.get_through_proxy("/", Host="evil.example")

    assert answer.status == 400


def test_sender_of_too_much_reads_the_answer(installation):
    """A server that answers before it has read everything breaks the connection instead."""
    body = b"text=" + b"%EA%B0%80" * 1_150_000

    answer = installation.ask_through_proxy(
        "/admin/outline-preview/", body, Content_Type="application/x-www-form-urlencoded"
    )

    assert answer.status == 413
    assert "한 번에 보낼 수 있는 양을 넘었습니다" in answer.body.decode()


def test_security_headers(installation):
    answer = installation.get_through_proxy("/")

    assert answer.status == 200
    headers = {name.lower(): value for name, value in answer.headers.items()}
    policy = {directive.strip() for directive in headers["content-security-policy"].split(";")}
    assert policy == {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    }
    expected = {
        "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
    }
    assert {name: headers.get(name) for name in expected} == expected


def test_session_cookie_stays_on_this_host_and_on_tls(installation):
    answer = installation.get_through_proxy("/accounts/login/")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-csrftoken=")
    assert "; Secure" in cookie
    assert "Domain=" not in cookie


def test_static_file_is_compressed_and_kept_for_ever(installation):
    page = _Stylesheets()
    page.feed(installation.get_through_proxy("/accounts/login/").body.decode())

    answer = installation.get_through_proxy(page.addresses[0], Accept_Encoding="br")

    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"


ENQUEUE = """
from alliance import jobs
print(jobs.enqueue("test.nobody-does-this").pk)
"""
# A row whose message to the broker was lost a while ago.
FORGOTTEN = """
from datetime import timedelta
from django.utils import timezone
from alliance.models import Job
job = Job.objects.create(kind="test.nobody-does-this")
Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=10))
print(job.pk)
"""


def test_worker_takes_a_job_that_the_web_process_wrote_down(installation):
    number = int(installation.run_python(ENQUEUE))

    wait_until(lambda: _job(installation, number) is not None, "job taken", installation, "worker")
    state, error = _job(installation, number)
    assert state == "failed"
    assert error.endswith("LookupError: No code for jobs of kind test.nobody-does-this")


ASK_FOR_DRAFT = """
from meetings.models import PacketVersion
from meetings.services.publication import request_draft_file
version = PacketVersion.objects.filter(published_at=None).latest("pk")
print(request_draft_file(version=version, by=None).pk)
"""


def test_worker_renders_a_packet(installation):
    installation.run(
        "python", "manage.py", "load_demo", DJANGO_SETTINGS_MODULE="alliance.settings.dev"
    )
    number = int(installation.run_python(ASK_FOR_DRAFT))

    wait_until(lambda: _job(installation, number) is not None, "rendered", installation, "worker")
    assert _job(installation, number) == ("done", "")
    drafts = list((installation.folder / "var/files/drafts").rglob("*.pdf"))
    assert [draft.read_bytes()[:5] for draft in drafts] == [b"%PDF-"]


# A fault drill: beat sweeps every 30 seconds, and a busy machine takes several rounds.
@pytest.mark.drill
def test_beat_wakes_a_job_whose_message_was_lost(installation):
    number = int(installation.run_python(FORGOTTEN))

    wait_until(lambda: _job(installation, number) is not None, "job woken", installation, "beat")


def _job(portal: Installation, number: int) -> tuple[str, str] | None:
    """State and error of a finished job."""
    with psycopg2.connect(portal.environment["DATABASE_URL"]) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT state, error FROM alliance_job WHERE id = %s AND finished_at IS NOT NULL",
            [number],
        )
        found = cursor.fetchone()
    connection.close()
    return found


def test_health_check_of_the_worker_container_passes(installation):
    _, command = installation.services["worker"]["healthcheck"]["test"]
    shell = command.replace("$$", "$")

    name = socket.gethostname()
    installation.run("env", f"HOSTNAME={name}", "sh", "-c", shell)


def test_processes_stop_cleanly(installation):
    for service in ("beat", "worker", "web"):
        process = installation.running[service]
        process.terminate()
        assert process.wait(STOP_SECONDS) == 0, installation.log(service)[-3000:]
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)


@pytest.mark.parametrize("name", [*VARIABLES])
def test_compose_names_a_missing_secret(name, tmp_path):
    # Away from the checkout, whose .env Compose would read.
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    others = {key: value for key, value in VARIABLES.items() if key != name}

    done = compose_config(tmp_path, others)

    assert done.returncode != 0
    assert f"Set {name}" in done.stderr
