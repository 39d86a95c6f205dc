"""What stands beside a lesson: notes of one's own, the course on paper."""

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
from portal.core.origin import visitor_form

from . import notes, outline, page_contexts, paper
from .learners import reader_of
from .models import LessonNote
from .views import find_page, guarded


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
def course_paper(request, course: str):
    """The whole course as a tagged PDF, for download."""
    page = find_page(course)
    return guarded(page, request, lambda: _course_paper(request, page))


def _course_paper(request, page):
    made = paper.of_course(page)
    if made is None:
        raise Http404
    digest, content = made
    # streamed: the cache of pages would keep it a second time, compressed for nothing
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=f"{page.slug}.pdf")
    response["ETag"] = f'"{digest[:32]}"'
    response["Cache-Control"] = "private, no-store" if page.is_restricted else "no-cache"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
