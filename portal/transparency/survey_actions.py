"""Writes of the yearly survey: who is asked, what is answered, what is told of it. How it stays anonymous is said in
`models/surveys.py`."""

from collections.abc import Mapping

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

from portal.core import page_cache
from portal.core.link_keys import digest_of, new_key
from portal.figures.small_groups import AT_LEAST
from portal.notifications import actions as mails
from portal.notifications.letters import kind_letter
from portal.notifications.models import Frequency, Mail, Preference, Settings

from .models import Survey, SurveyKey, SurveyQuestion, SurveyTally, SurveyText

KIND = "survey"  # of notices; whoever never wants any is not asked


class NotOpen(ValueError):
    """Before its first day, or after its last."""


class NoQuestions(ValueError):
    """There is nothing to answer."""


class TooFewToAsk(ValueError):
    """Fewer than five at once: answers that come right afterwards would be theirs."""


class KeyUsed(ValueError):
    """The key was handed in before, or never was one."""


class NotOver(ValueError):
    """Results are for after the last day."""


@transaction.atomic
def invite_members(*, survey: Survey) -> int:
    """Write to all active members who were not asked yet; how many. Raises NotOpen, NoQuestions, TooFewToAsk."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if not survey.is_open:
        raise NotOpen(str(survey))
    if not survey.questions.exists():
        raise NoQuestions(str(survey))
    people = _to_ask(survey)
    if len(people) < AT_LEAST:
        raise TooFewToAsk(str(len(people)))
    keys = [new_key() for _person in people]
    # in the order of their digests: the rows stand in no order of people
    SurveyKey.objects.bulk_create(SurveyKey(survey=survey, digest=one) for one in sorted(map(digest_of, keys)))
    mails.put_many([_letter(survey, person, key) for person, key in zip(people, keys, strict=True)])
    Survey.objects.filter(pk=survey.pk).update(invited=F("invited") + len(people))
    return len(people)


def _to_ask(survey: Survey) -> list:
    """Active members who want such mails and have not been sent this one."""
    asked = Mail.objects.filter(key__startswith=f"survey-{survey.year}-", person__isnull=False).values("person")
    unwilling = Preference.objects.filter(kind=KIND, frequency=Frequency.NEVER).values("person")
    resting = Settings.objects.filter(is_paused=True).values("person")
    people = get_user_model().objects.filter(is_active=True).exclude(pk__in=asked)
    return list(people.exclude(pk__in=unwilling).exclude(pk__in=resting).order_by("pk"))


def _letter(survey: Survey, person, key: str) -> dict:
    with translation.override(person.language):
        context = {"survey": survey, "path": reverse("transparency:survey", args=[key])}
        letter = kind_letter(person, "transparency/survey", context, KIND)
    return letter | {
        "key": f"survey-{survey.year}-to-{person.pk}",
        "person": person,
        "address": person.email,
        "confidential": True,
    }


@transaction.atomic
def record_answers(*, survey: Survey, key: str, answers: Mapping[SurveyQuestion, list[str] | str]) -> None:
    """Hand in the key and add the answers: chosen answers for a question with choices, a text for one without.

    Raises NotOpen, KeyUsed."""
    if not survey.is_open:
        raise NotOpen(str(survey))
    gone, _rows = SurveyKey.objects.filter(survey=survey, digest=digest_of(key)).delete()
    if not gone:
        raise KeyUsed
    texts, chosen = [], []
    for question, given in answers.items():
        if question.kind == SurveyQuestion.Kind.WORDS:
            texts += [SurveyText(question=question, text=given.strip())] if given.strip() else []
        else:
            chosen += [(question.pk, choice) for choice in question.lines if choice in given]
    SurveyText.objects.bulk_create(texts)
    SurveyTally.objects.bulk_create(
        [SurveyTally(question_id=question, choice=choice) for question, choice in sorted(chosen)],
        ignore_conflicts=True,
    )
    # everyone takes the rows in the same order: two answers wait for each other, never both
    for question, choice in sorted(chosen):
        SurveyTally.objects.filter(question=question, choice=choice).update(count=F("count") + 1)
    Survey.objects.filter(pk=survey.pk).update(answered=F("answered") + 1)


@transaction.atomic
def choose_texts(*, survey: Survey, public: set) -> int:
    """These texts (ids), and no other of this survey, are public; how many. Raises NotOver."""
    if not survey.is_over:
        raise NotOver(str(survey))
    texts = SurveyText.objects.filter(question__survey=survey)
    texts.update(is_public=False)
    count = texts.filter(pk__in=public).update(is_public=True)
    page_cache.purge()
    return count


@transaction.atomic
def tell_results(*, survey: Survey) -> None:
    """Publish the results, today; keys that nobody used go. Raises NotOver."""
    if not survey.is_over:
        raise NotOver(str(survey))
    Survey.objects.filter(pk=survey.pk, told_on=None).update(told_on=timezone.localdate())
    SurveyKey.objects.filter(survey=survey).delete()
    page_cache.purge()
