"""One laptop: SQLite, a folder as broker, mail as files; also what the demo runs under."""

from alliance.settings.base import *  # noqa: F403 -- settings are a namespace
from alliance.settings.base import env

# Off unless asked for: the demo shows its own error pages, not Django's.
DEBUG = env.bool("DEBUG", default=False)
# Static files come straight from the checkout; nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
SECRET_KEY = env.str(
    "SECRET_KEY", default="development-only-key-never-used-in-production-0123456789"
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
PORTAL_TODAY = env.str("PORTAL_TODAY", default="") or None
DEMO = True
SECRETARIAT_PHONE = env.str("SECRETARIAT_PHONE", default="") or "02-0000-0000"
SECRETARIAT_ADDRESS = (
    env.str("SECRETARIAT_ADDRESS", default="") or "서울특별시 예시구 가상로 1 (데모)"
)
INTERNAL_IPS = ["127.0.0.1"]
