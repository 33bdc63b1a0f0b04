"""Settings that hold everywhere. Only the modules of this package read the environment."""

from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from alliance.settings.navigation import UNFOLD  # noqa: F401 -- read by the admin theme

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# Everything the portal writes on one machine.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# As documents print it.
ALLIANCE_NAME = env.str("ALLIANCE_NAME", default="메타버스 얼라이언스")
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
# Proxies whose X-Forwarded-* headers are believed (addresses or networks).
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
# host:port pairs that feeds may reach although private; empty in production.
FETCH_ALLOW = env.list("FETCH_ALLOW", default=[])
# Whether questions and subscriptions are counted (alliance.rate_limits); tests do without.
RATE_LIMITED = True
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=False)
# The demo's "today" (ISO date); honoured by development settings only.
PORTAL_TODAY: str | None = None
DEMO = False
# Whether `load_demo` may run; production refuses.
DEMO_ALLOWED = True

INSTALLED_APPS = [
    "alliance.admin_site.SecretariatAdminConfig",  # unfold, with our site
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django.contrib.sitemaps",
    "django_htmx",
    "health_check",
    "import_export",
    "alliance",
    "members",
    "archive",
    "subcommittees",
    "projectgroups",
    "events",
    "newsletter",
    "reporting",
    "meetings",
]

MIDDLEWARE = [
    # First: whether the request came over TLS is a forwarded header's word, and may be forged.
    "alliance.middleware.ClientAddressMiddleware",
    "alliance.request_limits.BodyLimitMiddleware",
    # Before those that answer by themselves: their answers need the headers too.
    "csp.middleware.CSPMiddleware",
    "alliance.middleware.AdminContentPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alliance.middleware.NoNullsMiddleware",
    # Before those that ask who it is.
    "members.middleware.UnchangedDirectoryMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "alliance.middleware.PrivatePagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.OfficerSecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "alliance.urls"
WSGI_APPLICATION = "alliance.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alliance.context_processors.portal",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data ------------------------------------------------------------------------------------

DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue instead of failing: without this, four writers lose 3 % of their writes.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"visibility_timeout": 3600}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker" / "queue"),
        "data_folder_out": str(VAR_DIR / "broker" / "queue"),
        "control_folder": str(VAR_DIR / "broker" / "control"),
    }
    (VAR_DIR / "broker" / "queue").mkdir(parents=True, exist_ok=True)
    (VAR_DIR / "broker" / "control").mkdir(parents=True, exist_ok=True)

# --- Background work -------------------------------------------------------------------------

CELERY_TIMEZONE = "Asia/Seoul"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Redirected, a traceback would arrive in the log piece by piece.
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-stuck-jobs": {
        "task": "alliance.tasks.sweep_jobs",
        "schedule": timedelta(seconds=30),
    },
    # Names recorded ahead of time come into force.
    "refresh-names": {
        "task": "members.tasks.refresh_names",
        "schedule": crontab(hour=0, minute=5),
    },
    "record-due-requests": {
        "task": "members.tasks.record_due_requests",
        "schedule": crontab(hour=0, minute=4),
    },
    "tend-mailings": {
        "task": "newsletter.tasks.tend_mailings",
        "schedule": timedelta(seconds=10),
        "options": {"expires": 30},
    },
    # Early enough for the officers to work on it, late enough for the morning's news.
    "draft-newsletter": {
        "task": "newsletter.tasks.draft_todays_issue",
        "schedule": crontab(hour=6, minute=30),
    },
    "send-newsletter": {
        "task": "newsletter.tasks.send_scheduled_issues",
        "schedule": timedelta(seconds=60),
        "options": {"expires": 55},
    },
    "send-letters-to-subscribers": {
        "task": "newsletter.tasks.send_letters",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "tend-subscriptions": {
        "task": "newsletter.tasks.tend_subscriptions",
        "schedule": crontab(hour=9, minute=20),
    },
    "fetch-news": {
        "task": "newsletter.tasks.fetch_news",
        "schedule": crontab(minute="*/20", hour="6-20"),
        "options": {"expires": 900},
    },
    "look-after-stories": {
        "task": "newsletter.tasks.look_after_stories",
        "schedule": crontab(minute=50, hour="6-20"),
        "options": {"expires": 1800},
    },
    "look-at-links-of-issues": {
        "task": "newsletter.tasks.look_at_links_of_issues",
        "schedule": timedelta(minutes=2),
        "options": {"expires": 110},
    },
    "discard-forgotten-imports": {
        "task": "members.tasks.discard_forgotten_imports",
        "schedule": crontab(hour=3, minute=15),
    },
    "erase-forgotten-applications": {
        "task": "members.tasks.erase_forgotten_applications",
        "schedule": crontab(hour=3, minute=25),
    },
    "bring-directory-up-to-date": {
        "task": "members.tasks.bring_directory_up_to_date",
        "schedule": crontab(hour=0, minute=6),
    },
}

# --- Files -----------------------------------------------------------------------------------

STORAGE_URL = env.str("STORAGE_URL", default="")
STORAGES: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR_DIR / "files")},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if STORAGE_URL:
    from alliance.settings.storage import object_storage

    STORAGES["default"] = object_storage(STORAGE_URL)
# Uploads are never served by address: every file goes through a view that asks who is reading.
MEDIA_URL = "/files/"
# How much a request may carry (alliance.request_limits). The text of one form, of somebody signed
# in: a paste of ten megabytes must reach the form, which refuses it by the field's name.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
# The same where it is percent-encoded, which takes seventy times its size to read.
URLENCODED_UPLOAD_MAX_SIZE = 5 * 1024 * 1024
# All that somebody who is not signed in may send at once.
STRANGERS_UPLOAD_MAX_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]

# --- Mail ------------------------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "outbox")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="secretariat@alliance.example")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# At the foot of every newsletter: the law wants to know who writes, and how to reach them.
SECRETARIAT_PHONE = env.str("SECRETARIAT_PHONE", default="")
SECRETARIAT_ADDRESS = env.str("SECRETARIAT_ADDRESS", default="")
# The usual hour (Seoul) of the day's newsletter; an officer may choose another for an issue.
NEWSLETTER_SENDS_AT = env.str("NEWSLETTER_SENDS_AT", default="") or "09:00"
# Newsletters and notices (newsletter.sending): processes on all machines together, and the
# connections of each; how many mails a connection may at most leave in doubt when it dies.
MAIL_SENDERS = max(1, env.int("MAIL_SENDERS", default=1))
MAIL_CONNECTIONS = max(1, env.int("MAIL_CONNECTIONS", default=4))
MAIL_BATCH = min(10, max(1, env.int("MAIL_BATCH", default=10)))
# Seconds to wait for the mail server, and for its answer after the text.
MAIL_TIMEOUT = env.float("MAIL_TIMEOUT", default=30)
MAIL_ANSWER_TIMEOUT = env.float("MAIL_ANSWER_TIMEOUT", default=300)
# Of all other mail: a server that hangs must not keep a process for ever.
EMAIL_TIMEOUT = MAIL_TIMEOUT
# Where reports of returned mail go; each mail names itself behind a + in it.
# An empty one, as containers pass it on, is none.
BOUNCE_ADDRESS = (
    env.str("BOUNCE_ADDRESS", default="")
    or f"bounces@{parseaddr(DEFAULT_FROM_EMAIL)[1].rpartition('@')[2]}"
)
# imap+ssl://USER:PASSWORD@HOST/FOLDER or maildir:///PATH, read every five minutes.
BOUNCE_MAILBOX = env.str("BOUNCE_MAILBOX", default="")
# With it mail providers sign what they report to /newsletter/bounces/.
BOUNCE_WEBHOOK_KEY = env.str("BOUNCE_WEBHOOK_KEY", default="")
if BOUNCE_MAILBOX:
    CELERY_BEAT_SCHEDULE["read-bounces"] = {
        "task": "newsletter.tasks.read_bounces",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 240},
    }

# --- Language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "ko"
# Korean alone, whatever the browser asks for: a page half in English helps nobody.
LANGUAGES = [("ko", _("Korean"))]
# The second holds Korean for libraries that have none: the admin theme and import-export.
LOCALE_PATHS = [
    BASE_DIR / "alliance" / "locale",
    BASE_DIR / "alliance" / "libraries" / "locale",
]
TIME_ZONE = "Asia/Seoul"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["alliance.formats"]

# --- Sign-in ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# A session left open must not be enough to move an account to another address.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/key,100/15m/ip"}
# A link works once: an invitation for so long, one for a forgotten password shorter.
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600
FORGOTTEN_PASSWORD_TIMEOUT = 24 * 3600
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "members.link_tokens.LinkTokens"  # noqa: S105 -- a class
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "alliance.views.csrf_failure"

# --- Browser policy --------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
    },
}
