"""What the door asks the database, and the hash chain of the access log."""

from django.db import migrations

DOOR = """
-- Runs with the owner's rights: the door must be able to look before it is open. It tells ids, never names.
CREATE FUNCTION switchback_door(asked uuid, member uuid)
RETURNS TABLE (ids uuid[], site_id uuid, in_care_team boolean, zone text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE up AS (
        SELECT p.id, p.merged_into_id, p.site_id, 0 AS height FROM people_person p WHERE p.id = asked
        UNION ALL
        SELECT p.id, p.merged_into_id, p.site_id, up.height + 1 FROM people_person p JOIN up ON p.id = up.merged_into_id
    ), root AS (
        SELECT * FROM up ORDER BY height DESC LIMIT 1
    ), family AS (
        SELECT root.id, 0 AS depth FROM root
        UNION ALL
        SELECT p.id, family.depth + 1 FROM people_person p JOIN family ON p.merged_into_id = family.id
    )
    SELECT array(SELECT family.id FROM family ORDER BY depth, id), root.site_id,
           EXISTS (SELECT 1 FROM people_careteammembership c
                   WHERE c.member_id = member AND c.left_at IS NULL AND c.person_id IN (SELECT family.id FROM family)),
           s.zone
    FROM root JOIN people_site s ON s.id = root.site_id
$$;

CREATE FUNCTION switchback_caseload(member uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE family AS (
        SELECT c.person_id AS id FROM people_careteammembership c WHERE c.member_id = member AND c.left_at IS NULL
        UNION
        SELECT p.id FROM people_person p JOIN family ON p.merged_into_id = family.id
    )
    SELECT array_agg(id) FROM family
$$;

-- Read once per statement by the row-level policies (config/second_wall.py).
CREATE FUNCTION switchback_everyone() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('switchback.people', true), '') = '*'
$$;
CREATE FUNCTION switchback_people() RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN coalesce(current_setting('switchback.people', true), '') IN ('', '*') THEN '{}'::uuid[]
                ELSE current_setting('switchback.people', true)::uuid[] END
$$;
-- Rows a person keeps to themselves: shown to that person only, not to the team nor to what is worked out for it.
CREATE FUNCTION switchback_own_journey() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('switchback.actor', true), '') ~ '^person:'
$$;
"""

CHAIN = """
ALTER TABLE people_accesslogentry ALTER COLUMN detail SET DEFAULT '{}';

CREATE FUNCTION switchback_log_text(e people_accesslogentry) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT convert_to(concat_ws(E'\\x1f', e.lane, e.seq, (extract(epoch FROM e.at) * 1000000)::bigint, e.actor, e.role,
        e.action, coalesce(e.person_id::text, '-'), e.allowed::text, e.because, e.request_id, e.detail::text), 'UTF8')
$$;

-- Sixteen lanes: a writer waits only for writers of its own lane, until their commit.
CREATE FUNCTION switchback_chain_log() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last record;
BEGIN
    NEW.lane := pg_backend_pid() % 16;
    PERFORM pg_advisory_xact_lock(771001, NEW.lane);
    SELECT seq, hash INTO last FROM people_accesslogentry WHERE lane = NEW.lane ORDER BY seq DESC LIMIT 1;
    NEW.seq := coalesce(last.seq, 0) + 1;
    NEW.prev_hash := coalesce(last.hash, ''::bytea);
    NEW.at := clock_timestamp();
    NEW.hash := sha256(NEW.prev_hash || switchback_log_text(NEW));
    RETURN NEW;
END $$;
CREATE TRIGGER chain BEFORE INSERT ON people_accesslogentry FOR EACH ROW EXECUTE FUNCTION switchback_chain_log();

CREATE FUNCTION switchback_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON people_accesslogentry
    FOR EACH STATEMENT EXECUTE FUNCTION switchback_append_only();
"""

UNDO = """
DROP TRIGGER append_only ON people_accesslogentry;
DROP TRIGGER chain ON people_accesslogentry;
DROP FUNCTION switchback_append_only(), switchback_chain_log(), switchback_log_text(people_accesslogentry),
    switchback_own_journey(), switchback_people(), switchback_everyone(), switchback_caseload(uuid),
    switchback_door(uuid, uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(DOOR + CHAIN, UNDO)]
