"""The peer of `mail_sending.py`: the same mails through django-post_office.

    PYTHON through_post_office.py MESSAGES

In an environment of its own; where to and through which database is in its variables. Prints the
seconds that queueing and sending took as JSON.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from pathlib import Path

import dj_database_url
import django
from django.conf import settings

CONNECTIONS = 4


def main(number: int) -> None:
    settings.configure(
        SECRET_KEY=secrets.token_hex(),
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "post_office"],
        DATABASES={"default": dj_database_url.parse(os.environ["PEER_DATABASE_URL"])},
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=int(os.environ["PEER_PORT"]),
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        POST_OFFICE={"THREADS_PER_PROCESS": CONNECTIONS, "LOG_LEVEL": 0, "BATCH_SIZE": number},
    )
    django.setup()
    from django.core.management import call_command
    from post_office import mail
    from post_office.mail import send_queued
    from post_office.models import STATUS, Email

    call_command("migrate", verbosity=0)
    Email.objects.all().delete()
    html, text = (Path(os.environ[f"PEER_{kind}"]).read_text() for kind in ("HTML", "TEXT"))
    began = time.perf_counter()
    mail.send_many(
        {
            "sender": "office@portal.example",
            "recipients": [f"reader{each}@domain{each % 40}.example"],
            "subject": "newsletter",
            "message": text.replace("__READER__", str(each)),
            "html_message": html.replace("__READER__", str(each)),
            "headers": {
                "List-Unsubscribe": f"<https://portal.example/u/{each}/>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        }
        for each in range(number)
    )
    queued = time.perf_counter()
    sent, failed, _requeued = send_queued(processes=1, log_level=0)
    ended = time.perf_counter()
    settled = Email.objects.filter(status=STATUS.sent).count()
    if (sent, failed, settled) != (number, 0, number):
        sys.exit(f"the peer sent {sent}, failed {failed}, settled {settled} of {number}")
    print(json.dumps({"queue": queued - began, "send": ended - queued}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
