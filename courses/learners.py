"""Who follows the course in this request: a member, or whoever carries the learner's cookie.

The cookie is set at the first answer or « J’ai lu », never by reading.
"""

import uuid

from django.conf import settings

from portal.core.visitors import LEARNER_COOKIE

from .models import Learner

SALT = "courses.learner"
ONE_YEAR = 365 * 24 * 3600


def key_in_cookie(request) -> uuid.UUID | None:
    """The key of a learner's signed cookie; None without one, or with one that we did not sign."""
    value = request.get_signed_cookie(LEARNER_COOKIE, default=None, salt=SALT, max_age=ONE_YEAR)
    try:
        return uuid.UUID(value) if value else None
    except ValueError:
        return None


def learner_of(request) -> Learner | None:
    """The learner of this request, read once; None for whoever never answered anything."""
    if not hasattr(request, "_learner"):
        request._learner = _find(request)
    return request._learner


def _find(request) -> Learner | None:
    if request.user.is_authenticated:
        return Learner.objects.filter(person=request.user).first()
    key = key_in_cookie(request)
    return Learner.objects.anonymous().filter(key=key).first() if key else None


def learner_who_acts(request) -> Learner:
    """The learner of this request, made now if need be."""
    learner = learner_of(request)
    if learner is None and request.user.is_authenticated:
        # two tabs may both come here first: the constraint lets one in, the other finds it
        learner, _made = Learner.objects.get_or_create(person=request.user)
    elif learner is None:
        learner = Learner.objects.create()
    request._learner = learner
    return learner


def remember(response, learner: Learner):
    """Give a learner without an account their cookie; a member needs none."""
    if learner.person_id is None:
        response.set_signed_cookie(
            LEARNER_COOKIE,
            str(learner.key),
            salt=SALT,
            max_age=ONE_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response
