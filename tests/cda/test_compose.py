"""What is deployed: docker-compose.yml, and the list of variables in .env.example."""

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from cda.devstack.libraries import PANGO_PACKAGES
from cda.devstack.places import CHECKOUT

SCHEMA = json.loads((CHECKOUT / "tests/data/compose-spec.json").read_text())
TEXT = (CHECKOUT / "docker-compose.yml").read_text()
ENV_EXAMPLE = (CHECKOUT / ".env.example").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
DOCKERFILE = COMPOSE["x-application"]["build"]["dockerfile_inline"]


def problems_of(document):
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)]


def documented_variables():
    """Those to fill in, and those that may stay away (after a number sign)."""
    return set(re.findall(r"^#?([A-Z_]+)=", ENV_EXAMPLE, re.MULTILINE))


def test_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_follows_the_compose_specification():
    assert problems_of(COMPOSE) == []


def test_the_schema_notices_a_mistake():
    broken = {**COMPOSE, "services": {**SERVICES, "web": {"imagee": "postgres"}}}

    assert problems_of(broken) != []


def test_has_every_process():
    assert set(SERVICES) == {"web", "worker", "beat", "postgres", "redis", "migrate"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"web"}))
def test_only_the_web_server_is_reached_from_outside(name):
    assert "ports" not in SERVICES[name]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_lasting_service_is_watched(name):
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_hold_no_powers(name):
    service = SERVICES[name]

    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_the_image_runs_as_nobody_special():
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE) == ["cda"]


def test_the_image_installs_what_the_lock_names_and_nothing_else():
    assert "--require-hashes --constraints requirements.lock" in DOCKERFILE


def test_the_image_has_the_libraries_for_pdf():
    assert all(package in DOCKERFILE for package in PANGO_PACKAGES)


def test_image_and_makefile_agree_on_the_installer():
    makefile = (CHECKOUT / "Makefile").read_text()

    version = re.search(r"^UV := (\S+)$", makefile, re.MULTILINE)[1]

    assert f"uv=={version}" in DOCKERFILE


def test_only_migrations_know_the_owner_of_the_tables():
    knowing = {name for name in OURS if "cda_owner" in json.dumps(SERVICES[name])}

    assert knowing == {"migrate"}


def test_the_application_starts_after_the_migrations():
    for name in ("web", "worker", "beat"):
        needed = SERVICES[name]["depends_on"]["migrate"]
        assert needed == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("config", [c for c in COMPOSE["configs"].values() if "file" in c])
def test_files_that_are_mounted_exist(config):
    assert (CHECKOUT / config["file"]).is_file()


def test_every_account_that_signs_in_gets_its_password():
    roles = (CHECKOUT / "cda/devstack/roles.sql").read_text()
    accounts = set(re.findall(r"^alter role (\w+) login", roles, re.MULTILINE))

    script = COMPOSE["configs"]["passwords"]["content"]

    assert set(re.findall(r"alter role (\w+) password", script)) == accounts


def test_the_image_holds_what_it_copies():
    allowed = re.findall(r"^!(.+)$", (CHECKOUT / ".dockerignore").read_text(), re.MULTILINE)

    assert [name for name in allowed if not (CHECKOUT / name).exists()] == []


def test_variables_of_compose_are_documented():
    assert set(re.findall(r"\$\{(\w+)", TEXT)) <= documented_variables()


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("cda/settings.py", r"\benv\.\w+\(\s*\"(\w+)\""),
        ("cda/gunicorn.py", r"environ\.get\(\s*[\"'](\w+)[\"']"),
        ("cda/devstack/places.py", r"environ\.get\(\s*\"(\w+)\""),
        ("cda/devstack/binaries.py", r"environ\.get\(\s*\"(\w+)\""),
        ("cda/devstack/servers.py", r"environ\.get\(\s*\"(\w+)\""),
    ],
)
def test_variables_the_code_reads_are_documented(path, pattern):
    read = set(re.findall(pattern, Path(CHECKOUT, path).read_text()))

    assert read
    assert read <= documented_variables()


def test_every_variable_has_a_sentence():
    # A sentence may speak of several variables that follow one another.
    without = re.findall(r"\n\n#?([A-Z_]+)=", ENV_EXAMPLE)

    assert without == []


def test_no_variable_is_named_that_nothing_reads():
    sources = [TEXT, *(path.read_text() for path in (CHECKOUT / "cda").rglob("*.py"))]

    unread = {name for name in documented_variables() if not any(name in s for s in sources)}

    assert unread == set()
