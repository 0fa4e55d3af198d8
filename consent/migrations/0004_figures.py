import datetime as dt

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0003_register")]

    operations = [
        migrations.AddField(
            model_name="frozenfigure",
            name="counted",
            field=models.DateField(
                default=dt.date(2000, 1, 1), help_text="The first day of the period whose count is shown"
            ),
            preserve_default=False,
        ),
    ]
