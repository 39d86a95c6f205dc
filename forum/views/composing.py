"""What a form for words does besides sending them: pictures, a draft, what is known already.

Each comfort is a submit button of the same form, so that it works without scripts: the page comes back with every
word. `static/js/writing.js` presses the same buttons by `fetch`, with the header X-Fragment, and gets the part of the
page that has changed.
"""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people.whereabouts import address_of
from forum.support import pictures as picture_rows
from forum.support.actions import drafts, pictures
from forum.support.models import Draft
from portal.core.origin import SAFE_METHODS
from portal.core.pictures import MAX_SENT, BrokenPicture
from portal.core.uploads import BoundedUploads
from portal.privacy.actions.retained import note_source

FIELD = "pictures"


def draft_in(person, place: dict) -> Draft | None:
    """What this person was writing there, with the pictures that wait."""
    if not person.is_authenticated:
        return None
    return Draft.objects.filter(person=person, **place).prefetch_related("pictures").first()


class ComposingMixin:
    """For `WritingView`: `place()` says where its draft is kept; None for a form without words."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.picture_errors: list[str] = []
        self._draft = ...
        if request.method not in SAFE_METHODS:
            self.uploads = BoundedUploads(request, most=MAX_SENT, count=pictures.MAX_PICTURES)
            request.upload_handlers = [self.uploads]

    def place(self) -> dict | None:
        return None

    @property
    def draft(self) -> Draft | None:
        if self._draft is ...:
            place = self.place()
            self._draft = draft_in(self.request.user, place) if place else None
        return self._draft

    def forget_draft(self) -> None:
        """Read it again when it is next asked for."""
        self._draft = ...

    # What stands in the form

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if self.request.method in SAFE_METHODS:
            kept = self.draft.values if self.draft else {}
            kwargs["initial"] = {**kwargs["initial"], **kept, **self.quoted()}
        return kwargs

    def quoted(self) -> dict:
        """What the address asks to put in the form, over what was being written."""
        return {}

    def typed(self) -> dict[str, str]:
        """What was typed, by field."""
        names = self.get_form_class().base_fields
        return {name: self.request.POST[name].replace("\r\n", "\n") for name in names if name in self.request.POST}

    def again(self, **context):
        """The page with every word and no blame: a button that does not send was pressed."""
        kwargs = self.get_form_kwargs() | {"data": None, "files": None, "initial": self.typed()}
        form = self.get_form_class()(**kwargs)
        return self.render_to_response(self.get_context_data(form=form, **context))

    def pictures(self) -> list:
        """Those of the message that is edited, then those that wait with the draft."""
        post = (self.place() or {}).get("post")
        return [*(post.pictures.all() if post else []), *(self.draft.pictures.all() if self.draft else [])]

    # Buttons

    def compose(self):
        """Take the pictures; the answer to a button that does not send, or None."""
        if self.place() is None:
            return None
        self.take_pictures()
        for name in ("draft", "drop", "attach"):
            if name in self.request.POST:
                return getattr(self, f"press_{name}")()
        if self.picture_errors and "preview" not in self.request.POST:
            return self.again()  # nothing is sent without a picture that was meant to go with it
        return None

    def press_draft(self):
        self.keep_draft()
        if self.draft and not self.draft.values and not self.pictures():
            drafts.drop_draft(person=self.request.user, place=self.place())
            self.forget_draft()
        if self.fragment == "draft":
            return self.part("forum/draft_status.html", draft=self.draft)
        if self.picture_errors:
            return self.again()
        messages.success(self.request, _("Your draft is kept: you find it here, and in your account."))
        return HttpResponseRedirect(self.request.get_full_path())

    def press_drop(self):
        number = self.request.POST["drop"]
        for picture in self.pictures():
            if str(picture.pk) == number:
                pictures.drop_picture(picture=picture)
        self.forget_draft()
        return self.press_attach()

    def press_attach(self):
        self.keep_draft()
        if self.fragment == "pictures":
            return self.part("forum/pictures_waiting.html", composing=self.composing())
        return self.again()

    @property
    def fragment(self) -> str:
        return self.request.headers.get("X-Fragment", "")

    def part(self, template: str, **values) -> HttpResponse:
        """A part of the page alone."""
        return HttpResponse(render_to_string(template, values, request=self.request))

    def keep_draft(self) -> Draft:
        place = self.place()
        drafts.save_draft(person=self.request.user, place=place, values=self.typed())
        self.forget_draft()
        return self.draft

    def take_pictures(self) -> None:
        """Keep the files that came, and the descriptions; `picture_errors` says what could not be kept."""
        sent = self.request.FILES.getlist(FIELD)
        for name in self.uploads.refused:
            self._refuse(name, _("It is larger than %(count)d MB.") % {"count": MAX_SENT // 1_000_000})
        if self.uploads.left_out:
            self.picture_errors.append(
                ngettext("A message holds %(count)d picture.", "A message holds %(count)d pictures at most.",
                         pictures.MAX_PICTURES) % {"count": pictures.MAX_PICTURES}
            )  # fmt: skip
        if sent:
            post = self.place().get("post")
            draft, already = self.keep_draft(), post.pictures.count() if post else 0
            for file in sent:
                try:
                    pictures.keep_picture(draft=draft, file=file, already=already)
                except BrokenPicture as error:
                    self._refuse(file.name, str(error))
            self.forget_draft()
        texts = {
            int(name[4:]): text
            for name, text in self.request.POST.items()
            if name.startswith("alt_") and name[4:].isascii() and name[4:].isdecimal() and len(name) < 20
        }
        if texts:
            pictures.describe_pictures(pictures=self.pictures(), texts=texts)
            self.forget_draft()

    def _refuse(self, name: str, why: str) -> None:
        self.picture_errors.append(_("“%(name)s” was not kept. %(why)s") % {"name": name[:60], "why": why})

    def sent(self, post) -> None:
        """The words are in the forum: the pictures follow them, the draft is gone, the law's store knows whence."""
        note_source(contribution=post, person=self.request.user, address=address_of(self.request))
        if self.draft:
            pictures.hand_over(draft=self.draft, post=post)

    # For the template

    def composing(self) -> dict:
        return composing(
            owner=str(self.request.user.pk), draft=self.draft, shown=self.pictures(), errors=self.picture_errors
        )

    def get_context_data(self, **kwargs):
        has_words = self.request.user.is_authenticated and self.place() is not None
        kwargs.setdefault("composing", self.composing() if has_words else None)
        return super().get_context_data(**kwargs)


def composing(*, owner: str, draft, shown=(), errors=()) -> dict:
    """What templates/forum/composing.html takes; `owner` keeps apart what two people type in one browser."""
    rows = [picture_rows.waiting(one) for one in shown]
    return {
        "owner": owner,
        "draft": draft,
        "pictures": rows,
        "errors": list(errors),
        "room": max(pictures.MAX_PICTURES - len(rows), 0),
        "most": pictures.MAX_PICTURES,
    }
