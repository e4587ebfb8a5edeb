"""The cities do not see each other: what the catalogue of the database must say."""

import pytest
from django.apps import apps
from django.db import connection, models

from cda.accounts.isolation.cast import set_stage
from cda.accounts.models import City
from cda.accounts.shared import SHARED
from cda.accounts.tenancy import CityOwned
from cda.accounts.wall import inside
from tests.wall import as_app

pytestmark = pytest.mark.django_db

# Walled by something other than city_id: by the person, or by the number of the chain.
OTHERWISE_WALLED = {
    "accounts_part",
    "accounts_once",
    "audit_entry",
    "outbox_letter",
    "people_invitation",
    "people_stepup",
}
# Seen by more than may write: a second fence stands before changing and deleting.
FENCED = {"accounts_part", "strategy_publicrecord"}
# The register that anybody may check a signature against.
PUBLIC = {"strategy_publicrecord"}
# Behind the wall of the city stands another: that of the person who wrote it.
SECRET = {"coaching_privatenote"}
APPEND_ONLY = {
    "audit_entry",
    "strategy_planrevision",
    "strategy_sectionrevision",
    "strategy_translation",
    "strategy_version",
    "strategy_signature",
    "strategy_document",
}


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def city_models():
    return [model for model in apps.get_models() if issubclass(model, CityOwned)]


def tables_in_database():
    return {
        row[0]
        for row in rows(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
        )
    }


def test_every_table_belongs_to_a_city_or_is_shared_for_a_reason():
    walled = {model._meta.db_table for model in city_models()} | OTHERWISE_WALLED
    assert tables_in_database() - walled - set(SHARED) == set(), "Wall them, or say why not."
    assert set(SHARED) - tables_in_database() == set(), "SHARED names what is not there."


def test_every_table_of_a_city_has_a_forced_wall_of_two_policies():
    walled = {model._meta.db_table for model in city_models()} | OTHERWISE_WALLED
    forced = {
        row[0]
        for row in rows("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    }
    assert walled - forced == set()
    policies = rows("SELECT tablename, policyname, roles::text, permissive, cmd FROM pg_policies")
    expected = {(t, "city_wall", "{cda_app}", "PERMISSIVE", "ALL") for t in walled}
    expected |= {(t, "system_work", "{cda_system}", "PERMISSIVE", "ALL") for t in walled}
    expected |= {
        (t, f"fence_{act.lower()}", "{cda_app}", "RESTRICTIVE", act)
        for t in FENCED
        for act in ("UPDATE", "DELETE")
    }
    assert set(policies) == expected


def test_every_child_stands_in_its_parents_city():
    composite = {
        (row[0], row[1])
        for row in rows(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND array_length(c.conkey, 1) = 2"
        )
    }
    for model in city_models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey) or field.model is not model:
                continue
            if issubclass(field.related_model, CityOwned):
                child = (model._meta.db_table, field.column)
                assert child in composite, f"SameCity{child} is missing"


def test_no_city_column_is_empty():
    for model in city_models():
        field = model._meta.get_field("city")
        assert not field.null, model._meta.label
        assert field.related_model is City


def test_without_an_open_city_there_is_nothing_and_inside_one_no_other():
    """Every table, with rows of two cities in it."""
    stage = set_stage()
    for model in city_models():
        table = model._meta.db_table
        cities = f"SELECT DISTINCT city_id FROM {table}"
        assert {(stage.alba.pk,), (stage.brisa.pk,)} <= set(rows(cities)), table
        with as_app():
            shown = {(stage.alba.pk,), (stage.brisa.pk,)} if table in PUBLIC else set()
            assert set(rows(cities)) == shown, table
            with inside([stage.alba.pk]):
                own = set() if table in SECRET else {(stage.alba.pk,)}
                assert set(rows(cities)) == shown | own, table


def test_history_can_only_be_added_to():
    guarded = {
        row[0]
        for row in rows(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'"
        )
    }
    assert guarded == APPEND_ONLY
    for table in APPEND_ONLY:
        for role in ("cda_app", "cda_system"):
            for act in ("UPDATE", "DELETE", "TRUNCATE"):
                sql = f"SELECT has_table_privilege('{role}', '{table}', '{act}')"
                assert rows(sql) == [(False,)], (table, role, act)


def test_the_applications_role_owns_nothing_and_cannot_pass_the_wall():
    assert rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit"
        " FROM pg_roles WHERE rolname = 'cda_app'"
    ) == [(False, False, False, False, False)]
    assert rows("SELECT 1 FROM pg_class WHERE relowner = 'cda_app'::regrole") == []
    assert rows("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'cda_system'") == [
        (False, False)
    ]


def test_no_view_or_function_looks_over_the_wall():
    assert rows("SELECT matviewname FROM pg_matviews WHERE schemaname = 'public'") == []
    assert rows("SELECT viewname FROM pg_views WHERE schemaname = 'public'") == []
    assert (
        rows(
            "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = 'public' AND p.prosecdef"
        )
        == []
    )
