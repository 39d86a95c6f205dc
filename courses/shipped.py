"""The courses that ship, the list of courses they stand under, and in the demo mode what was asked about a lesson."""

from pathlib import Path

import yaml
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Site

from accounts.people.roles import Role
from forum.machina.forum_conversation.models import Topic

from . import asking
from .exchange import lined_yaml
from .exchange.actions import import_course
from .exchange.reading import read_course
from .models import CourseIndexPage, CoursePage, LessonPage, LessonQuestion

CONTENT = Path(__file__).parent / "content"
INDEX_SLUG = "mooc"
RIGHTS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")


def course_index() -> CourseIndexPage:
    """The list of courses at /mooc/, made below the site's home page if it is not there yet."""
    index = CourseIndexPage.objects.filter(slug=INDEX_SLUG).first()
    if index is None:
        words = lined_yaml.load((CONTENT / "courses.yaml").read_text(), path="courses.yaml")
        home = Site.objects.get(is_default_site=True).root_page
        index = home.add_child(
            instance=CourseIndexPage(
                slug=INDEX_SLUG,
                title=words["title"],
                show_in_menus=True,
                search_description=words["summary"],
            )
        )
        index.save_revision().publish()
    return index


def grant_rights(index: CourseIndexPage) -> None:
    """Authors and staff write, review and publish courses; safe to run again."""
    for role in (Role.AUTHOR, Role.STAFF):
        group, _made = Group.objects.get_or_create(name=role.value)
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=RIGHTS):
            GroupPagePermission.objects.get_or_create(group=group, page=index, permission=permission)


def load_courses() -> dict[str, int]:
    """Import the shipped courses that are not there yet; what authors changed stays as it is."""
    index = course_index()
    grant_rights(index)
    made = 0
    for folder in sorted(path.parent for path in CONTENT.glob("*/course.yaml")):
        if not CoursePage.objects.child_of(index).filter(slug=folder.name).exists():
            import_course(file=read_course(folder), index=index)
            made += 1
    return {"courses": made}


def load_questions() -> dict[str, int]:
    """The demo's questions about lessons, where lesson and topic are there and not tied yet."""
    made = 0
    for row in yaml.safe_load((CONTENT / "questions.yaml").read_text())["questions"]:
        topic = Topic.objects.filter(subject=row["topic"], lesson_question=None).first()
        lesson = LessonPage.objects.filter(slug=row["lesson"]).first()
        if topic and lesson:
            asking.tie(topic=topic, lesson=lesson)
            solved_at = topic.last_post_on if row["solved"] else None
            LessonQuestion.objects.filter(topic=topic).update(asked_at=topic.created)
            Topic.objects.filter(pk=topic.pk).update(solved_at=solved_at)
            made += 1
    return {"questions": made}
