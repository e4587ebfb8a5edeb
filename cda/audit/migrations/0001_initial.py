from django.db import migrations, models

import cda.audit.models  # noqa: F401  (the manager is named below)

FUNCTIONS = r"""
CREATE FUNCTION audit_canonical(e audit_entry) RETURNS bytea LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
  SELECT convert_to(jsonb_build_array(
    e.city_key, e.seq, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    e.actor_id, e.actor_name, e.verb, e.target_type, e.target_id, e.note)::text, 'UTF8')
$$;
CREATE FUNCTION audit_genesis(chain bigint) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(convert_to('city data alliance ' || chain, 'UTF8'))
$$;
CREATE FUNCTION audit_entry_link() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE last audit_entry;
BEGIN
  PERFORM pg_advisory_xact_lock(7201, NEW.city_key::int);
  SELECT * INTO last FROM audit_entry
    WHERE city_key = NEW.city_key ORDER BY seq DESC LIMIT 1;
  NEW.seq := coalesce(last.seq, 0) + 1;
  NEW.prev := coalesce(last.hash, audit_genesis(NEW.city_key));
  NEW.at := clock_timestamp();
  NEW.hash := sha256(NEW.prev || audit_canonical(NEW));
  RETURN NEW;
END $$;
CREATE TRIGGER audit_entry_link BEFORE INSERT ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_entry_link();
CREATE FUNCTION audit_broken_links(chain bigint)
RETURNS TABLE (seq bigint, problem text) LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
  SELECT s.seq, s.problem FROM (
    SELECT e.seq, CASE
      WHEN e.seq <> row_number() OVER w THEN 'an entry is missing before this one'
      WHEN e.prev <> coalesce(lag(e.hash) OVER w, audit_genesis(chain))
        THEN 'it does not follow the entry before it'
      WHEN e.hash <> sha256(e.prev || audit_canonical(e)) THEN 'its content was changed'
    END AS problem
    FROM audit_entry e WHERE e.city_key = chain WINDOW w AS (ORDER BY e.seq)) s
  WHERE s.problem IS NOT NULL ORDER BY s.seq
$$;
"""

UNDO = """
DROP TRIGGER audit_entry_link ON audit_entry;
DROP FUNCTION audit_broken_links(bigint), audit_entry_link(), audit_genesis(bigint);
DROP FUNCTION audit_canonical(audit_entry);
"""

class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("city_key", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(blank=True, max_length=200)),
                ("verb", models.CharField(max_length=60)),
                ("target_type", models.CharField(max_length=60)),
                ("target_id", models.BigIntegerField()),
                ("note", models.JSONField(default=dict)),
                ("prev", models.BinaryField()),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint("city_key", "seq", name="audit_entry_one_chain"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index("target_type", "target_id", name="audit_entry_target"),
        ),
        migrations.RunSQL(FUNCTIONS, UNDO),
    ]
