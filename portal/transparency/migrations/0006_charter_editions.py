"""Editions of the charter become rows: what there is belongs to one, named after what the team said it had read."""

from collections import Counter

import django.db.models.deletion
from django.db import migrations, models
from django.utils.text import slugify

NAME = 60


def gather(apps, schema_editor):
    """Every criterion into one edition; where the team named several versions, the others stay in its note."""
    criterion = apps.get_model("transparency", "Criterion")
    rows = list(criterion.objects.order_by("position", "code"))
    if not rows:
        return
    read = [one for one in rows if one.charter_version and one.confirmed_wording == f"{one.level}: {one.text}"]
    versions = Counter(one.charter_version for one in read or rows if one.charter_version)
    name = versions.most_common(1)[0][0] if versions else "1"
    others = [f"{one.code}: {one.charter_version}" for one in read if one.charter_version != name]
    edition = apps.get_model("transparency", "CharterEdition").objects.create(
        name=name[:NAME], slug=slugify(name) or "1", status="current", note="\n".join(others)
    )
    criterion.objects.update(edition=edition)


def spread(apps, schema_editor):
    """Back to one set of criteria: those of other editions leave the charter, under codes of their own."""
    for one in apps.get_model("transparency", "Criterion").objects.select_related("edition"):
        one.charter_version = one.edition.name[:40]
        if one.edition.status != "current":
            one.code, one.in_force = f"{one.code[:7]}~{one.edition_id}"[:12], False
        one.save()


class Migration(migrations.Migration):
    dependencies = [("transparency", "0005_charter")]

    operations = [
        migrations.CreateModel(
            name="CharterEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="As the collective calls it, for instance “version 2”.",
                        max_length=NAME,
                        verbose_name="name",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(editable=False, max_length=60, null=True, unique=True, verbose_name="short name"),
                ),
                ("dated", models.DateField(blank=True, null=True, verbose_name="day of the text")),
                ("source", models.URLField(blank=True, verbose_name="address of the text")),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="For the team alone.", verbose_name="where and when it was read"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "in preparation"), ("current", "in force"), ("former", "former")],
                        default="draft",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("begun_on", models.DateField(editable=False, null=True, verbose_name="answered to since")),
                ("ended_on", models.DateField(editable=False, null=True, verbose_name="answered to until")),
            ],
            options={
                "verbose_name": "edition of the charter",
                "verbose_name_plural": "editions of the charter",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "former"), _negated=True),
                        fields=("status",),
                        name="transparency_one_edition_at_a_time",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="criterion",
            name="edition",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="criteria",
                to="transparency.charteredition",
                verbose_name="edition",
            ),
        ),
        migrations.AlterField(
            model_name="criterion", name="code", field=models.CharField(max_length=12, verbose_name="code")
        ),
        migrations.RunPython(gather, spread),
        migrations.AlterField(
            model_name="criterion",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="criteria",
                to="transparency.charteredition",
                verbose_name="edition",
            ),
        ),
        migrations.RemoveField(model_name="criterion", name="charter_version"),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.UniqueConstraint(
                fields=("edition", "code"),
                name="transparency_criterion_once",
                violation_error_message="This edition has a criterion of that code already.",
            ),
        ),
    ]
