"""The words of a case know what a search asks of it, kept by the database."""

import django.db.models.deletion
from django.db import migrations, models

KEEP = """
CREATE FUNCTION core_words_as_their_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT c.type, c.institution_id, c.private, c.internal, c.opened_at
        INTO NEW.type, NEW.institution_id, NEW.private, NEW.internal, NEW.opened_at
        FROM core_case c WHERE c.id = NEW.case_id;
    RETURN NEW;
END $$;
CREATE TRIGGER words_as_their_case BEFORE INSERT ON core_casewords FOR EACH ROW
    EXECUTE FUNCTION core_words_as_their_case();

CREATE FUNCTION core_words_follow_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE core_casewords SET type = NEW.type, institution_id = NEW.institution_id, private = NEW.private,
        internal = NEW.internal, opened_at = NEW.opened_at WHERE case_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER words_follow_case AFTER UPDATE OF type, institution_id, private, internal, opened_at ON core_case
    FOR EACH ROW WHEN ((OLD.type, OLD.institution_id, OLD.private, OLD.internal, OLD.opened_at) IS DISTINCT FROM
                       (NEW.type, NEW.institution_id, NEW.private, NEW.internal, NEW.opened_at))
    EXECUTE FUNCTION core_words_follow_case();
"""
FORGET = """
DROP TRIGGER words_follow_case ON core_case;
DROP FUNCTION core_words_follow_case();
DROP TRIGGER words_as_their_case ON core_casewords;
DROP FUNCTION core_words_as_their_case();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0014_index_of_every_box"), ("organisations", "0012_appointments")]

    operations = [
        migrations.AddField(
            "casewords",
            "type",
            models.CharField(db_default="", default="", editable=False, max_length=40),
        ),
        migrations.AddField(
            "casewords",
            "institution",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.institution",
            ),
        ),
        migrations.AddField(
            "casewords", "private", models.BooleanField(db_default=False, default=False, editable=False)
        ),
        migrations.AddField(
            "casewords", "internal", models.BooleanField(db_default=False, default=False, editable=False)
        ),
        migrations.AddField("casewords", "opened_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunSQL(KEEP, FORGET),
    ]
