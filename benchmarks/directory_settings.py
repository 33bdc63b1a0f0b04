"""The portal's settings without debugging, and two addresses more."""

from alliance.settings.dev import *  # noqa: F403 -- settings are a namespace

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.directory_urls"
