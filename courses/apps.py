from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = _("Courses")

    def ready(self):
        from accounts.people import groups, home
        from accounts.people.roles import Role
        from portal.core import content
        from portal.figures import registry as figures

        from . import asking, counts, demo_learners, page_contexts, public_pages, shipped
        from .sign_in import bring_answers

        user_logged_in.connect(bring_answers, dispatch_uid="courses-bring-answers")
        content.register("courses", shipped.load_courses, order=70)
        content.register("questions about lessons", shipped.load_questions, order=80, demo=True)
        content.register("demo learners", demo_learners.load, order=75, demo=True)
        home.register("courses", template="courses/home_section.html", values=page_contexts.home_section, order=10)
        # changing one means revoking it: the rest is kept as it is
        groups.grant(Role.STAFF, "courses.view_attestation", "courses.change_attestation")
        for role in (Role.AUTHOR, Role.STAFF):
            groups.grant(role, "courses.view_lessonopens")
        counts.register(figures)
        asking.register()
        public_pages.register_all()
