"""What the database says of itself: its roles, and everything the wall is made of."""

from collections.abc import Iterator

from django.apps import apps

from cda.accounts.isolation.attempts import rows
from cda.accounts.isolation.filling import walled_models
from cda.accounts.isolation.promises import promise_of
from cda.accounts.isolation.tally import Chapter, Tally
from cda.accounts.shared import SHARED

OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'"
IN_SCHEMA = f"JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OURS}"

# (what must not be there, where it was found): every row is a hole.
FORBIDDEN = {
    "the role can pass the wall or make roles that do": """
      SELECT rolname FROM pg_roles WHERE rolname IN ('cda_app', 'cda_system', 'cda_owner')
      AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication)""",
    "the application's role inherits the rights of others": """
      SELECT rolname FROM pg_roles WHERE rolname = 'cda_app' AND rolinherit""",
    "somebody can sign in as the system's own role": """
      SELECT rolname FROM pg_roles WHERE rolname = 'cda_system' AND rolcanlogin""",
    "the application's role can become this role": """
      SELECT rolname FROM pg_roles WHERE pg_has_role('cda_app', oid, 'MEMBER')
      AND rolname NOT IN ('cda_app', 'cda_system')""",
    "the system's own role can become this role": """
      SELECT rolname FROM pg_roles WHERE pg_has_role('cda_system', oid, 'MEMBER')
      AND rolname <> 'cda_system'""",
    "the program is signed in as a role that passes the wall": """
      SELECT rolname FROM pg_roles WHERE rolname = session_user AND (rolsuper OR rolbypassrls)""",
    "the application's role owns this": f"""
      SELECT c.relname FROM pg_class c {IN_SCHEMA}
      AND pg_get_userbyid(c.relowner) IN ('cda_app', 'cda_system')
      UNION ALL SELECT p.proname FROM pg_proc p
      WHERE pg_get_userbyid(p.proowner) IN ('cda_app', 'cda_system')
      UNION ALL SELECT nspname FROM pg_namespace
      WHERE pg_get_userbyid(nspowner) IN ('cda_app', 'cda_system')""",
    "the application's role may make tables here": f"""
      SELECT n.nspname FROM pg_namespace n WHERE {OURS}
      AND (has_schema_privilege('cda_app', n.oid, 'CREATE')
        OR has_schema_privilege('cda_system', n.oid, 'CREATE'))""",
    "the backup's role can write this": f"""
      SELECT c.relname FROM pg_class c {IN_SCHEMA} AND c.relkind IN ('r', 'p')
      AND has_table_privilege('cda_backup', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')""",
    "a view looks over the wall": f"""
      SELECT c.relname FROM pg_class c {IN_SCHEMA} AND c.relkind IN ('v', 'm', 'f')""",
    "a function runs with its owner's rights": f"""
      SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE {OURS} AND p.prosecdef""",
}
FENCED = f"""SELECT c.relname FROM pg_class c {IN_SCHEMA}
  AND c.relrowsecurity AND c.relforcerowsecurity"""
TABLES = f"SELECT c.relname FROM pg_class c {IN_SCHEMA} AND c.relkind IN ('r', 'p')"
STRONG = "SELECT rolname FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND rolcanlogin ORDER BY 1"

# Everything that the wall is made of, by name: compared between the real database and ours.
DEFINITIONS = {
    "policy": """SELECT tablename || ': ' || policyname,
      concat_ws(' ', permissive, cmd, roles::text, qual, '/', with_check) FROM pg_policies""",
    "row security": f"""SELECT c.relname, concat(c.relrowsecurity, c.relforcerowsecurity)
      FROM pg_class c {IN_SCHEMA} AND c.relkind IN ('r', 'p')""",
    "rights": f"""SELECT c.relname, string_agg(concat(pg_get_userbyid(a.grantee), ' ',
        a.privilege_type), ', ' ORDER BY pg_get_userbyid(a.grantee)::text, a.privilege_type)
      FROM pg_class c CROSS JOIN aclexplode(c.relacl) a {IN_SCHEMA}
      AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.grantee <> c.relowner GROUP BY c.relname""",
    "rights on columns": f"""SELECT c.relname || '.' || a.attname, a.attacl::text
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid {IN_SCHEMA}
      AND a.attacl IS NOT NULL""",
    "key between cities": f"""SELECT c.relname || ': ' || k.conname,
      concat(pg_get_constraintdef(k.oid), k.convalidated)
      FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid {IN_SCHEMA}
      AND k.contype = 'f' AND array_length(k.conkey, 1) > 1""",
    "trigger": f"""SELECT c.relname || ': ' || t.tgname,
      concat(pg_get_triggerdef(t.oid), t.tgenabled)
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid {IN_SCHEMA}
      AND NOT t.tgisinternal""",
    "function": f"""SELECT p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
      md5(pg_get_functiondef(p.oid)) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE {OURS} AND p.prokind = 'f'""",
    "rule": "SELECT tablename || ': ' || rulename, definition FROM pg_rules"
    " WHERE schemaname <> 'pg_catalog'",
}


def look_at_roles(tally: Tally) -> None:
    """Nobody but the named few can pass, and nothing looks over."""
    for problem, query in FORBIDDEN.items():
        found = [name for (name,) in rows(query)]
        tally.expect(Chapter.ROLE, not found, ", ".join(map(str, found)), f"{problem}.")
    has_admin = apps.is_installed("django.contrib.admin")
    what = "Django's own pages for administrators are installed: they know no cities."
    tally.expect(Chapter.ROLE, not has_admin, "the settings", what)


def look_at_tables(tally: Tally) -> None:
    """Every table is fenced, or on the list of what cities share, with its reason."""
    fenced = {name for (name,) in rows(FENCED)}
    known = walled_models()
    for (table,) in rows(TABLES):
        fine = table in SHARED or (table in fenced and table in known)
        what = "it is neither behind the wall nor on the list of what cities share."
        tally.expect(Chapter.ROLE, fine, table, what)
    for table, model in known.items():
        columns = {field.column for field in model._meta.concrete_fields}
        what = "nothing in it says whose a row is."
        tally.expect(Chapter.ROLE, promise_of(table).column in columns, table, what)


def definitions() -> dict[str, str]:
    """Everything that the wall of this database is made of."""
    return {
        f"{kind} {name}": str(text)
        for kind, query in DEFINITIONS.items()
        for name, text in rows(query)
    }


def differences(live: dict[str, str], promised: dict[str, str]) -> Iterator[str]:
    """Where the real database is not what the migrations make."""
    for name in sorted(live.keys() | promised.keys()):
        if name not in live:
            yield f"{name} is missing"
        elif name not in promised:
            yield f"{name} was added by hand"
        elif live[name] != promised[name]:
            yield f"{name} was changed"


def strong_roles() -> list[str]:
    """Who can sign in to this server and pass the wall: to be named in the report."""
    return [name for (name,) in rows(STRONG)]
