"""The yearly survey: answering it with the key from a mail, without an account or a cookie; its results."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.core.dates import date_format
from portal.core.origin import visitor_form

from .. import survey_actions, survey_results
from ..models import Survey
from ..survey_forms import SurveyForm


@never_cache
@visitor_form
def answer(request, key: str):
    """The questions, for whoever has a key that was not handed in. Whether somebody is signed in is not looked at."""
    survey = Survey.objects.filter(keys__digest=survey_actions.digest_of(key)).first()
    if survey is None or not survey.is_open:
        return _closed(request, survey)
    form = SurveyForm(request.POST or None, survey=survey)
    if request.method == "POST" and form.is_valid():
        try:
            survey_actions.record_answers(survey=survey, key=key, answers=form.answers())
        except (survey_actions.KeyUsed, survey_actions.NotOpen):
            return _closed(request, survey)
        return redirect("transparency:survey_thanks")
    context = {"nav_section": "none", "band": {"title": survey.title}, "survey": survey, "form": form}
    response = render(request, "transparency/survey.html", context)
    # the address is as good as a key: no search engine and no other page may learn it
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


def _closed(request, survey: Survey | None):
    """For a key that was used or never was, alike; and for one that comes too early or too late."""
    context = {"nav_section": "none", "band": {"title": _("The survey")}, "survey": survey}
    return render(request, "transparency/survey_closed.html", context, status=410)


def thanks(request):
    """After an answer; the same for everybody."""
    lead = _("Your answers are counted. Nobody can find out whose they are, not even us.")
    band = {"title": _("Thank you"), "lead": lead}
    return render(request, "transparency/survey_thanks.html", {"nav_section": "none", "band": band})


def results(request, year: int):
    """What was answered, once the team has published it."""
    survey = get_object_or_404(Survey.objects.told(), year=year)
    context = {
        "nav_section": "none",
        "band": {
            "title": survey.title,
            "facts": [_("Published on %(day)s") % {"day": date_format(survey.told_on, "j F Y")}],
            "crumbs": [{"title": _("Transparency"), "url": "/transparence/"}],
        },
        "survey": survey,
        "results": survey_results.shown(survey_results.results_of(survey, public_only=True)),
    }
    return render(request, "transparency/survey_results.html", context)
