"""Tests: fast hashing, eager tasks, mail in memory, files in a folder that is thrown away."""

import tempfile

from alliance.settings.base import *  # noqa: F403 -- settings are a namespace
from alliance.settings.base import STORAGES

DEBUG = False
SECRET_KEY = "test-only-key-0123456789-0123456789-0123456789-0123456789"  # noqa: S105 -- for tests
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Removed with the process.
_files = tempfile.TemporaryDirectory(prefix="portal-test-files-")
STORAGES["default"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": _files.name},
}
RATE_LIMITED = False
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]  # allauth reads False as "no limits"
