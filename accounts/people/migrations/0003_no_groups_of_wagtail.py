"""Wagtail brings two groups of its own, « Editors » and « Moderators », that mean nothing here: rights come with ours.

Its one workflow (« Moderators approval ») would be left without anybody: those who publish read again, our authors and
staff.
"""

from django.db import migrations

FOREIGN = ("Editors", "Moderators")
REVIEWERS = ("author", "staff")
NAME = "Relecture"


def remove(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(groups__name__in=FOREIGN).distinct():
        task.groups.set(group.objects.filter(name__in=REVIEWERS))
        workflows = apps.get_model("wagtailcore", "Workflow").objects.filter(workflow_tasks__task=task, name=task.name)
        workflows.update(name=NAME)
        task.name = NAME
        task.save()
    group.objects.filter(name__in=FOREIGN).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_groups"),
        # the last ones that give these groups rights, or tables that point at them
        ("wagtailcore", "0095_groupsitepermission"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtaildocs", "0011_add_choose_permissions"),
    ]
    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
