"""What courses count every night, for the whole house."""

from datetime import timedelta

from .models import Attestation, Learner, LessonProgress


def learners(day) -> int:
    """People, with or without an account, who answered or read something in the thirty days that end with this one."""
    return Learner.objects.filter(lessons__last_at__date__range=(day - timedelta(days=29), day)).distinct().count()


def lessons_done(day) -> int:
    """Lessons done up to this day, by whoever still is a learner."""
    return LessonProgress.objects.filter(done_at__date__lte=day).count()


def attestations(day) -> int:
    """Attestations issued up to this day that nobody revoked."""
    return Attestation.objects.valid().filter(issued_at__date__lte=day).count()
