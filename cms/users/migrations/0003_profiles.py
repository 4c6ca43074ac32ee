"""A profile has what there is to choose, and nothing that keeps the admin from answering."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0003_profiles.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("users", "0002_coming_in"), ("wagtailusers", "0015_userprofile_keyboard_shortcuts")]

    operations = [migrations.RunSQL(SQL, "DROP FUNCTION public.users_check_profile() CASCADE")]
