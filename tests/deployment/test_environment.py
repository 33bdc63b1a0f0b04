"""The settings, .env.example and the compose file name the same variables."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "".join(path.read_text() for path in (ROOT / "alliance/settings").glob("*.py"))
READ_BY_SETTINGS = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', SETTINGS))
DOCUMENTED = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
COMPOSE = (ROOT / "docker-compose.yml").read_text()
READ_BY_COMPOSE = set(re.findall(r"\$\{([A-Z_]+)[:?}-]", COMPOSE))
# Read by Django, gunicorn and the settings' users rather than by the settings.
GIVEN_TO_CONTAINERS_ONLY = {"DJANGO_SETTINGS_MODULE", "WEB_CONCURRENCY"}


def test_example_names_every_variable_and_no_other():
    assert DOCUMENTED == READ_BY_SETTINGS | READ_BY_COMPOSE


def test_example_changes_nothing_until_edited():
    lines = (ROOT / ".env.example").read_text().splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == []


def test_containers_get_every_variable_of_production():
    given = set(yaml.safe_load(COMPOSE)["services"]["web"]["environment"])

    for_development = {"DEBUG", "PORTAL_TODAY"}
    fixed_by_image = {"VAR_DIR"}
    assert given - GIVEN_TO_CONTAINERS_ONLY == READ_BY_SETTINGS - for_development - fixed_by_image
