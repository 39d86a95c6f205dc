"""Putting a canned answer into the answer being written: a button of the form, so that nothing typed is lost."""

from forum import rules
from forum.support.models import CannedAnswer
from portal.core import page_cache


def choices_for(person):
    """The canned answers, for the team; none for others."""
    if not rules.may_moderate(person):
        return []
    return page_cache.remember("canned-answers", lambda: list(CannedAnswer.objects.all()))


class CannedAnswersMixin:
    """For a view that writes in `self.topic`."""

    def post(self, request, *args, **kwargs):
        if "insert" not in request.POST or not rules.may_moderate(request.user):
            return super().post(request, *args, **kwargs)
        self.find()
        if not self.allowed():
            return super().post(request, *args, **kwargs)
        key = request.POST.get("canned", "")
        chosen = CannedAnswer.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
        typed = {name: value for name, value in request.POST.items() if name in self.get_form_class().base_fields}
        if chosen:
            words = [typed.get("content", "").rstrip(), chosen.filled_for(self.topic)]
            typed["content"] = "\n\n".join(part for part in words if part)
        self.take_pictures()
        form = self.get_form_class()(initial=typed)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        return super().get_context_data(canned_answers=choices_for(self.request.user), **kwargs)
