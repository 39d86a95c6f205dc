"""What learners stumble on, in /cms/, for those who write courses."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.figures.small_groups import AT_LEAST
from portal.figures.spreadsheets import csv_answer

from . import stumbling, stumbling_tables
from .models import CoursePage, LessonPage

MAY_SEE = "courses.view_lessonopens"


class FiguresView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page of figures; with `?format=csv` its table as a file."""

    http_method_names = ["get", "head", "options"]
    permission_required = MAY_SEE
    raise_exception = True
    page_title = gettext_lazy("What learners stumble on")
    header_icon = "help"

    @cached_property
    def during(self) -> stumbling.Period:
        return stumbling.period(self.request.GET.get("periode", ""))

    @cached_property
    def figures(self) -> dict:
        """{"table", "charts"} of `stumbling_tables`."""
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        self.find()
        if request.GET.get("format") == "csv" and self.subject:
            lines = stumbling_tables.lines(self.figures["table"])
            return csv_answer([[self.figures["table"]["caption"]], *lines], f"{self.subject.slug}-{self.during.name}")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        periods = [{"value": name, "label": label} for name, label in stumbling.PERIODS.items()]
        figures = self.figures if self.subject else None
        return super().get_context_data(**kwargs) | {
            "subject": self.subject,
            "figures": figures,
            "during": self.during,
            "periods": periods,
            "least": AT_LEAST,
        }


class CourseFiguresView(FiguresView):
    """The lessons of a course; of the first one when none is named."""

    template_name = "courses/cms/stumbling.html"

    def find(self) -> None:
        self.courses = list(CoursePage.objects.live().order_by("path"))
        wanted = self.request.GET.get("module", "")
        named = (one for one in self.courses if str(one.pk) == wanted)
        self.subject = next(named, self.courses[0] if self.courses else None)

    @cached_property
    def figures(self):
        return stumbling_tables.of_lessons(stumbling.lessons_of(self.subject, self.during), self.during)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"courses": self.courses}


class LessonFiguresView(FiguresView):
    """The questions of a lesson."""

    template_name = "courses/cms/stumbling_lesson.html"

    def find(self) -> None:
        self.subject = get_object_or_404(LessonPage, id=self.kwargs["lesson"])

    @cached_property
    def figures(self):
        return stumbling_tables.of_questions(stumbling.questions_of(self.subject, self.during), self.during)

    def get_breadcrumbs_items(self):
        course = self.subject.get_parent().get_parent()
        back = f"{reverse('stumbling')}?module={course.pk}&periode={self.during.name}"
        return [
            *self.breadcrumbs_items,
            {"url": back, "label": _("What learners stumble on")},
            {"url": "", "label": self.subject.title},
        ]
