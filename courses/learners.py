"""Who follows the course in this request: a member, or whoever carries the learner's cookie.

The cookie is set at the first answer or « J’ai lu », never by reading.
"""

import uuid
from dataclasses import dataclass

from django.conf import settings

from accounts.people.whereabouts import address_of
from portal.core import rate_limit
from portal.core.visitors import LEARNER_COOKIE

from .models import Learner

SALT = "courses.learner"
ONE_YEAR = 365 * 24 * 3600
# Two classes behind one school's address may begin in the same hour.
NEW_LEARNERS_AN_HOUR = 70


class TooManyLearners(Exception):
    """More learners without a cookie began from one address in an hour than people do."""


def key_in_cookie(request) -> uuid.UUID | None:
    """The key of a learner's signed cookie; None without one, or with one that we did not sign."""
    value = request.get_signed_cookie(LEARNER_COOKIE, default=None, salt=SALT, max_age=ONE_YEAR)
    try:
        return uuid.UUID(value) if value else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Reader:
    """Who reads: a member, or the key of a cookie. Finds their rows without asking for the learner's own first."""

    person: object = None
    key: uuid.UUID | None = None

    @property
    def lookup(self) -> dict:
        """The filter of rows that belong to a learner."""
        return {"learner__person": self.person} if self.person else {"learner__person": None, "learner__key": self.key}


def reader_of(request) -> Reader | None:
    """Whose answers this request shows; None for whoever has neither account nor cookie. No query."""
    if request.user.is_authenticated:
        return Reader(person=request.user)
    key = key_in_cookie(request)
    return Reader(key=key) if key else None


def learner_who_acts(request) -> Learner:
    """The learner of this request, made now if need be; raises TooManyLearners."""
    if request.user.is_authenticated:
        # two tabs may both come here first: the constraint lets one in, the other finds it
        return Learner.objects.get_or_create(person=request.user)[0]
    key = key_in_cookie(request)
    learner = Learner.objects.anonymous().filter(key=key).first() if key else None
    if learner is None:
        if not rate_limit.may_start("learners", address=address_of(request), limit=NEW_LEARNERS_AN_HOUR):
            raise TooManyLearners
        learner = Learner.objects.create()
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
