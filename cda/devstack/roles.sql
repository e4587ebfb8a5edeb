-- The roles of the database and what only a superuser may set up.
--
-- Run in the application's own database, as a superuser, as often as you like: the development
-- servers run it at every start, docker-compose.yml once for a new volume.
-- It sets no passwords: whoever runs it does that next. Tables and their grants belong to
-- the migrations, because every scratch and test database needs those too.

do $$
begin
    if not exists (select from pg_roles where rolname = 'cda_owner') then
        create role cda_owner;
    end if;
    if not exists (select from pg_roles where rolname = 'cda_app') then
        create role cda_app noinherit;
    end if;
    if not exists (select from pg_roles where rolname = 'cda_system') then
        create role cda_system;
    end if;
    if not exists (select from pg_roles where rolname = 'cda_backup') then
        create role cda_backup;
    end if;
end
$$;

-- Owns the tables and runs the migrations; makes databases for tests and proofs.
alter role cda_owner login createdb nosuperuser nocreaterole nobypassrls inherit;
-- The application: owns nothing, and row-level security holds for it.
alter role cda_app login noinherit nosuperuser nocreatedb nocreaterole nobypassrls;
-- Sees every city. Nobody signs in as it; it is reached by SET LOCAL ROLE only.
alter role cda_system nologin nosuperuser nocreatedb nocreaterole nobypassrls;
-- Reads everything, for backups, and can write nothing.
alter role cda_backup login bypassrls nosuperuser nocreatedb nocreaterole;

-- owner -> app (which does not inherit) -> system. The owner must not hold cda_system
-- directly: it would inherit the policies written for it, and every check run as the owner
-- would then see every city.
grant cda_system to cda_app;
grant cda_app to cda_owner;
grant pg_read_all_data to cda_backup;

-- A page that waits longer than this has already failed its reader.
alter role cda_app set statement_timeout = '15s';
alter role cda_app set lock_timeout = '10s';
alter role cda_app set idle_in_transaction_session_timeout = '60s';
alter role cda_backup set default_transaction_read_only = on;

do $$
begin
    execute format('alter database %I owner to cda_owner', current_database());
end
$$;
revoke all on schema public from public;
grant usage on schema public to cda_app, cda_system, cda_backup;
