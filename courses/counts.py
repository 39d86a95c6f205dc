"""What courses count every night, for the whole house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from .models import Attestation, Learner, LessonOpens, LessonProgress


def register(figures) -> None:
    """`figures` is the registry of nightly figures."""
    year = figures.Year
    for name, label, count, over_year in (
        ("learners", _("People who learned in the last 30 days"), learners, year.MEAN),
        ("lessons_done", _("Lessons done"), lessons_done, year.LAST),
        ("lessons_opened", _("Lessons opened"), lessons_opened, year.SUM),
        ("attestations_valid", _("Attestations that hold"), attestations, year.LAST),
    ):
        figures.register(name, label, count, by_fives=True, year=over_year)


def lessons_opened(day) -> int:
    """Pages of lessons opened on this day, by whomever."""
    return sum(LessonOpens.objects.filter(day=day).values_list("count", flat=True))


def learners(day) -> int:
    """People, with or without an account, who answered or read something in the thirty days that end with this one."""
    return Learner.objects.filter(lessons__last_at__date__range=(day - timedelta(days=29), day)).distinct().count()


def lessons_done(day) -> int:
    """Lessons done up to this day, by whoever still is a learner."""
    return LessonProgress.objects.filter(done_at__date__lte=day).count()


def attestations(day) -> int:
    """Attestations issued up to this day that nobody revoked."""
    return Attestation.objects.valid().filter(issued_at__date__lte=day).count()
