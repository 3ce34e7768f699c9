from django.db import migrations

APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journey_event
    FOR EACH STATEMENT EXECUTE FUNCTION switchback_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("journey", "0001_initial"), ("people", "0002_door_and_log")]
    operations = [migrations.RunSQL(APPEND_ONLY, "DROP TRIGGER append_only ON journey_event")]
