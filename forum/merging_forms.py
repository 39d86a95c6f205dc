"""Forms to merge and split topics."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Topic

from .forms import reason_field, title_field

AT_ONCE = 200
# « 12 », or « https://…/forum/aide/12-le-tableau/?page=2#message-30 »
ADDRESS = re.compile(r"^(?:.*/)?([0-9]{1,9})(?:-[-a-zA-Z0-9_]*)?/?(?:[?#].*)?$")


class MergeForm(forms.Form):
    """Into which other topic."""

    into = forms.RegexField(
        label=_("Address of the other topic, or its number"),
        regex=ADDRESS,
        max_length=300,
        help_text=_("Messages are put in order of date; the first one of the other topic stays the first."),
        error_messages={"invalid": _("There is no topic with this number.")},
    )
    reason = reason_field()

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_into(self):
        boards = Forum.objects.readable_by(self.person)
        number = int(ADDRESS.search(self.cleaned_data["into"])[1])
        topic = Topic.objects.filter(pk=number, forum__in=boards).select_related("forum").first()
        if topic is None:
            raise forms.ValidationError(_("There is no topic with this number."))
        return topic


class SplitForm(forms.Form):
    """Which messages, under which title."""

    numbers = forms.CharField(
        label=_("Numbers of the messages"), max_length=200, help_text=_("For instance: 4, 7-9. Never the first one.")
    )
    subject = title_field()
    board = forms.ModelChoiceField(label=_("Board"), queryset=Forum.objects.none())
    reason = reason_field()

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = Forum.objects.readable_by(person).in_order()

    def clean_numbers(self):
        numbers: set[int] = set()
        for part in self.cleaned_data["numbers"].replace(" ", "").split(","):
            found = re.fullmatch(r"([0-9]{1,7})(?:-([0-9]{1,7}))?", part)
            if not found:
                raise forms.ValidationError(_("Write numbers with commas, for instance 4, 7-9."))
            first, last = int(found[1]), int(found[2] or found[1])
            if not first <= last < first + AT_ONCE or len(numbers) > AT_ONCE:
                raise forms.ValidationError(_("That is too many messages at once."))
            numbers |= set(range(first, last + 1))
        return numbers
