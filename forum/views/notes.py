"""Internal notes of a topic, for the team alone."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.report_forms import NoteForm
from forum.support import presentation
from forum.support.actions.internal_notes import add_note

from .team import TopicView


class NotesView(TopicView):
    tail = "notes/"

    @property
    def log_title(self) -> str:
        return _("Notes so far")

    @property
    def title(self) -> str:
        return _("Internal notes")

    @property
    def lead(self) -> str:
        return _("Only moderators and staff read them: no visitor, no author, no mail.")

    def forms(self) -> dict:
        return {"note": (_("Leave a note"), _("Keep the note"), NoteForm)}

    def decide(self, name: str, values: dict):
        add_note(topic=self.topic, by=self.request.user, words=values["words"])
        return HttpResponseRedirect(reverse("forum:notes", args=[self.topic.forum.slug, self.topic.reference]))

    def log(self) -> list[dict]:
        return [
            {"at": note.written_at, "title": presentation.name_of(note.written_by), "text": note.words}
            for note in self.topic.internal_notes.select_related("written_by")[:100]
        ]
