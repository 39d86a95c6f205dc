"""Lessons already opened, without a connection: the service worker that keeps them, and the page that says what is
kept. Both are the same for everybody; what is kept, and its bounds, stand in worker/lessons.js."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .page_contexts import NAV, courses_crumb

WORKERS = Path(__file__).parent / "worker"


@require_safe
def worker(request):
    """The service worker, in the language of the site whoever asks. Its folder is its scope: the pages of courses.

    Where lessons are kept no more, one that removes itself: browsers that have the former ask here at every visit.
    """
    script = _worker() if settings.OFFLINE_LESSONS else (WORKERS / "remove.js").read_text()
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["ETag"] = f'"{hashlib.sha256(script.encode()).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@cache
def _worker() -> str:
    with translation.override(settings.LANGUAGE_CODE):
        # {day} is filled in by the worker
        told = {
            "title": _("You are reading a copy kept on this device, of {day}."),
            "text": _("Your progress is not in it; answers can be checked and saved with a connection only."),
        }
        says = {
            "page": reverse("courses:offline"),
            "language": settings.LANGUAGE_CODE,
            "banner": render_to_string("components/told.html", {"told": told}),
        }
    return f"const OFFLINE = {json.dumps(says)};\n{(WORKERS / 'lessons.js').read_text()}"


@require_safe
def kept_lessons(request):
    """« Lire hors connexion »: what it is, what is kept here, forget it all. Also what is shown offline instead of a
    page that is not kept."""
    if not settings.OFFLINE_LESSONS:
        raise Http404
    band = {
        "title": _("Reading without a connection"),
        "field": "pale",
        "lead": _("Lessons that you opened on this device stay readable on it when the network is gone."),
        "crumbs": [courses_crumb()],
    }
    return render(request, "courses/offline.html", NAV | {"band": band})
