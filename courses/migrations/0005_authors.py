"""What authors see in sums: how often lessons are opened, and first answers with the question they were given to."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def first_tries_were_about_the_same_question(apps, schema_editor):
    """Nothing else is known of answers given before; what was wrong in them is not."""
    apps.get_model("courses", "Answer").objects.update(first_fingerprint=F("fingerprint"))


class Migration(migrations.Migration):
    dependencies = [("courses", "0004_media")]
    operations = [
        migrations.AddField(
            model_name="answer",
            name="first_fingerprint",
            field=models.CharField(default="", max_length=16, verbose_name="state of the question at the first try"),
        ),
        migrations.AddField(
            model_name="answer",
            name="first_wrong",
            field=models.JSONField(default=None, null=True, verbose_name="first answer, if it was wrong"),
        ),
        migrations.RunPython(first_tries_were_about_the_same_question, migrations.RunPython.noop),
        migrations.CreateModel(
            name="LessonOpens",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="times opened")),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opens",
                        to="courses.lessonpage",
                        verbose_name="lesson",
                    ),
                ),
            ],
            options={
                "verbose_name": "opens of a lesson",
                "verbose_name_plural": "opens of lessons",
                "constraints": [models.UniqueConstraint(fields=("lesson", "day"), name="courses_opens_once_a_day")],
            },
        ),
    ]
