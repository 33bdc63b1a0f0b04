"""Production: everything that differs between machines comes from the environment.

A missing secret stops the start with its name (django-environ's ImproperlyConfigured).
"""

from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from alliance.settings.base import *  # noqa: F403 -- settings are a namespace
from alliance.settings.base import DATABASES, REDIS_URL, SITE_URL, STORAGES, env

DEBUG = False
DEMO_ALLOWED = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=True)
if not env.str("DATABASE_URL", default=""):
    message = "Set the DATABASE_URL environment variable"
    raise ImproperlyConfigured(message)
if not REDIS_URL:
    message = "Set the REDIS_URL environment variable"
    raise ImproperlyConfigured(message)

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# The print fonts are read by the renderer only, and take minutes to compress.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "otf")
# The proxy ends TLS; its word is believed only from TRUSTED_PROXIES (see alliance.middleware).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SITE_URL.startswith("https://")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = False
