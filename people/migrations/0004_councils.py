"""A site names its works council: each body signs for itself (R104)."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Concat, Left


def name_bodies(apps: Any, _editor: Any) -> None:
    """Where a site had a council without a name, it is named after the site; earlier signatures have to be given anew."""
    apps.get_model("people", "Site").objects.filter(has_council=True).update(
        council=Left(Concat(Value("Works council "), F("name")), 120)
    )


def flag_sites(apps: Any, _editor: Any) -> None:
    """The way back: a site whose council is named has one."""
    apps.get_model("people", "Site").objects.exclude(council="").update(has_council=True)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_time_zones_and_dpo")]

    operations = [
        migrations.AddField(
            model_name="site",
            name="council",
            field=models.CharField(
                blank=True,
                default="",
                help_text="The works council or other body that has a say here; the sites of one body name the same",
                max_length=120,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(name_bodies, flag_sites),
        migrations.RemoveField(model_name="site", name="has_council"),
    ]
