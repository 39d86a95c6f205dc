"""What stands beside a lesson: notes of one's own, videos of other hosts, the course on paper."""

import io

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum.support.presentation import login_url
from portal.core import markdown
from portal.core.origin import comes_from_here, visitor_form

from . import book, foreign_videos, notes, outline, page_contexts, paper
from .learners import reader_of
from .models import LessonNote
from .views import find_page, guarded

TYPES = {"pdf": "application/pdf", "epub": "application/epub+zip"}


@visitor_form
@never_cache
def lesson_notes(request, **slugs):
    """A member's notes on a lesson: one field, one button."""
    lesson = find_page(*slugs.values())
    return guarded(lesson, request, lambda: _notes(request, lesson))


def _notes(request, lesson):
    if request.method == "POST":
        return _save_notes(request, lesson)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    note = LessonNote.objects.of(request.user).filter(lesson=lesson).first()
    return _notes_page(request, lesson, notes.form_of(note))


def _save_notes(request, lesson):
    form = notes.NoteForm(request.POST)
    if not request.user.is_authenticated:
        notice = _("You are no longer signed in. Your notes are kept below: sign in from another tab, then save again.")
        return _notes_page(request, lesson, form, notice=notice, status=403)
    if not form.is_valid():
        return _notes_page(request, lesson, form)
    try:
        notes.save_note(person=request.user, lesson=lesson, **form.cleaned_data)
    except notes.SavedMeanwhile as meanwhile:
        mine = {"text": form.cleaned_data["text"], "seen": meanwhile.note.version}
        return _notes_page(request, lesson, notes.NoteForm(initial=mine), saved=meanwhile.note, status=409)
    messages.success(request, _("Your notes are saved."))
    return HttpResponseRedirect(request.path, status=303)


def _notes_page(request, lesson, form, *, notice: str = "", saved: LessonNote | None = None, status: int = 200):
    lesson_url = request.path.removesuffix("notes/")
    course_url = reverse("courses:course", args=[request.resolver_match.kwargs["course"]])
    context = page_contexts.NAV | {
        "lesson": lesson,
        "form": form,
        "notice": notice,
        "saved": saved,
        "login_url": login_url(request.path),
        "course_notes": f"{course_url}mes-notes/",
        "band": {
            "title": _("My notes"),
            "field": "pale",
            "lead": lesson.title,
            "crumbs": [page_contexts.courses_crumb(), {"title": lesson.title, "url": lesson_url}],
        },
    }
    return render(request, "courses/notes.html", context, status=status)


@require_safe
@never_cache
def course_notes(request, course: str):
    """« Mes notes »: all of a member's notes on the lessons of a course."""
    page = find_page(course)
    return guarded(page, request, lambda: _course_notes(request, page))


def _course_notes(request, page):
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    plan = outline.course_outline(page.path, reader_of(request))
    url = reverse("courses:course", args=[page.slug])
    context = page_contexts.NAV | {
        "rows": notes.notes_of_course(page, plan, request.user),
        "empty": {
            "title": _("No notes yet"),
            "text": _("Under each lesson, “My notes on this lesson” opens a page where you can write."),
            "label": _("Go to the course"),
            "url": url,
        },
        "band": {
            "title": _("My notes"),
            "field": "pale",
            "lead": page.title,
            "crumbs": [page_contexts.courses_crumb(), {"title": page.title, "url": url}],
        },
    }
    return render(request, "courses/course_notes.html", context)


@require_safe
def foreign_video(request, number: int, **slugs):
    """A video of somebody else's host: asks first, then shows it.

    Consent is a form sent from here, for this one time: it is remembered nowhere, and no link from elsewhere gives it.
    """
    lesson = find_page(*slugs.values())
    return guarded(lesson, request, lambda: _foreign_video(request, lesson, number))


def _foreign_video(request, lesson, number: int):
    values = foreign_videos.of_lesson(lesson)
    value = values[number - 1] if 1 <= number <= len(values) else None
    video = value and value.video
    # Our own pages, in a frame that may run scripts, could step out of it.
    if not video or video.host == request.get_host().partition(":")[0]:
        raise Http404
    agreed = request.GET.get("accord") == "oui" and comes_from_here(request)
    lesson_url = request.path.rpartition("video/")[0]
    context = page_contexts.NAV | {
        "value": value,
        "video": video,
        "agreed": agreed,
        "transcript": markdown.render(value["transcript"] or ""),
        "page_url": request.path,
        "lesson_url": lesson_url,
        "band": {
            "title": value["title"],
            "field": "pale",
            "crumbs": [page_contexts.courses_crumb(), {"title": lesson.title, "url": lesson_url}],
        },
    }
    response = render(request, "courses/foreign_video.html", context)
    if agreed:
        response._csp_update = {"frame-src": [video.source]}
        response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def course_paper(request, course: str):
    """The whole course as a tagged PDF, for download."""
    page = find_page(course)
    return guarded(page, request, lambda: _download(request, page, paper, "pdf"))


@require_safe
def course_book(request, course: str):
    """The whole course as an EPUB, for download."""
    page = find_page(course)
    return guarded(page, request, lambda: _download(request, page, book, "epub"))


def _download(request, page, document, ending: str):
    made = document.of_course(page)
    if made is None:
        raise Http404
    digest, content = made
    # streamed: the cache of pages would keep it a second time, compressed for nothing
    response = FileResponse(
        io.BytesIO(content), as_attachment=True, filename=f"{page.slug}.{ending}", content_type=TYPES[ending]
    )
    response["ETag"] = f'"{digest[:32]}"'
    response["Cache-Control"] = "private, no-store" if page.is_restricted else "no-cache"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
