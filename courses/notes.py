"""Notes of one's own: keeping them, and reading all those of a course again."""

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.forms import UnixLinesMixin
from portal.core import markdown
from portal.core.dates import date_format

from .models import LessonNote
from .models.notes import NOTE_LENGTH


class NoteForm(UnixLinesMixin, forms.Form):
    """`seen` is the version that the page showed; without one that can be read, it showed none."""

    text = forms.CharField(
        label=gettext_lazy("Your notes"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=gettext_lazy("Nobody else reads them. You can write **bold**, lists with “- ” and links."),
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean_seen(self) -> int:
        seen = self.cleaned_data["seen"]
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0


class SavedMeanwhile(Exception):
    """Other words were saved since the page was opened; `note` holds them."""

    def __init__(self, note: LessonNote):
        self.note = note


@transaction.atomic
def save_note(*, person, lesson, text: str, seen: int) -> LessonNote:
    """Keep a member's notes on a lesson. Raises SavedMeanwhile, and changes nothing, when another tab or another
    computer saved other words after version `seen`."""
    LessonNote.objects.get_or_create(person=person, lesson=lesson)
    note = LessonNote.objects.select_for_update().get(person=person, lesson=lesson)
    if note.text == text:
        return note
    if note.version != seen:
        raise SavedMeanwhile(note)
    note.text, note.version, note.saved_at = text, note.version + 1, timezone.now()
    note.save(update_fields=["text", "version", "saved_at"])
    return note


def form_of(note: LessonNote | None) -> NoteForm:
    """The form with what is kept."""
    return NoteForm(initial={"text": note.text if note else "", "seen": note.version if note else 0})


def notes_of_course(course, plan, person) -> list[dict]:
    """A member's notes on the lessons of a course, in its order; a lesson not published any more has no link."""
    notes = LessonNote.objects.of(person).written().filter(lesson__path__startswith=course.path)
    return [_row(note, plan) for note in notes.select_related("lesson").order_by("lesson__path")]


def _row(note: LessonNote, plan) -> dict:
    here = plan.lesson(note.lesson_id) if plan else None
    return {
        "title": note.lesson.title,
        "url": here.url if here else "",
        "html": markdown.render_post(note.text),
        "saved": _("Saved on %(day)s") % {"day": date_format(timezone.localtime(note.saved_at), "j F Y")},
    }
