"""Forms of the forum. They keep what was typed; the actions decide and write."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Topic
from forum.support.models import BugReport, Rule
from hosting.services.models import Service

MARKDOWN_HINT = _("You can write **bold**, lists with “- ” and links. Never give a password.")


def message_field(*, rows: int = 8):
    """A long text, as long as a message may be."""
    return forms.CharField(
        label=_("Your message"),
        max_length=settings.MACHINA_POST_CONTENT_MAX_LENGTH,
        help_text=MARKDOWN_HINT,
        widget=forms.Textarea(attrs={"rows": rows, "data-markdown": True}),
    )


def title_field():
    return forms.CharField(
        label=_("Title"), max_length=120, help_text=_("Say it in one sentence, as you would to a neighbour.")
    )


def reason_field():
    return forms.CharField(
        label=_("Reason"), max_length=250, help_text=_("The person concerned will read it."), required=True
    )


class UnixLinesMixin:
    """Browsers send \\r\\n; we keep \\n, so that the same words are the same words."""

    def clean(self):
        cleaned = super().clean()
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value for name, value in cleaned.items()
        }


class ReplyForm(UnixLinesMixin, forms.Form):
    content = message_field()


class TopicForm(UnixLinesMixin, forms.Form):
    subject = title_field()
    content = message_field(rows=12)


class BugReportForm(UnixLinesMixin, forms.Form):
    """« Remontée de bug »: three questions, since most reports forget one."""

    subject = title_field()
    service = forms.ModelChoiceField(
        label=_("Service concerned"),
        queryset=Service.objects.none(),
        required=False,
        empty_label=_("I do not know, or the site itself"),
    )
    did = forms.CharField(label=_("What I did"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))
    expected = forms.CharField(label=_("What I expected"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    happened = forms.CharField(
        label=_("What happened"),
        max_length=5000,
        help_text=_("The exact words of the error message help a lot. Never give a password."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    since = forms.CharField(
        label=_("Since when"), max_length=120, required=False, help_text=_("“This morning”, “since the update”…")
    )
    with_browser = forms.BooleanField(label=_("Add the name of my browser"), required=False)

    def __init__(self, *args, browser: str = "", **kwargs):
        """`browser` is what would be shown of it, in words; nothing known, nothing asked."""
        super().__init__(*args, **kwargs)
        self.browser = browser
        self.fields["service"].queryset = Service.objects.in_catalogue()
        if browser:
            self.fields["with_browser"].help_text = _("The message will say: “%(browser)s”.") % {"browser": browser}
        else:
            del self.fields["with_browser"]

    def clean(self):
        cleaned = super().clean()
        cleaned["browser"] = self.browser if cleaned.pop("with_browser", False) else ""
        return cleaned


class StateForm(forms.Form):
    """Where a bug report stands."""

    state = forms.ChoiceField(label=_("New state"), choices=BugReport.State.choices)
    reason = forms.CharField(
        label=_("Reason or news"),
        max_length=300,
        required=False,
        help_text=_("Required for a duplicate, or when it is closed without a fix."),
    )
    duplicate_of = forms.IntegerField(
        label=_("Number of the other report"),
        required=False,
        min_value=1,
        max_value=2_147_483_647,
        help_text=_("For a duplicate only."),
    )

    def clean_duplicate_of(self):
        number = self.cleaned_data["duplicate_of"]
        if number is None:
            return None
        report = BugReport.objects.filter(topic=number).first()
        if report is None:
            raise forms.ValidationError(_("There is no report with this number."))
        return report


class IdeaForm(forms.Form):
    """What becomes of an idea."""

    OPEN = "open"

    outcome = forms.ChoiceField(
        label=pgettext_lazy("idea", "Decision"),
        choices=[(OPEN, _("Open to votes")), *Topic.Outcome.choices],
    )
    reason = forms.CharField(
        label=_("Reason or news"), max_length=300, required=False, help_text=_("Required when it is not retained.")
    )

    def clean_outcome(self) -> str:
        outcome = self.cleaned_data["outcome"]
        return "" if outcome == self.OPEN else outcome


class ReasonForm(forms.Form):
    reason = reason_field()


class StatementForm(ReasonForm):
    """A decision that takes something away: its author is owed the rule and the facts as well."""

    rule = forms.ChoiceField(label=_("Rule"), required=False, choices=[("", "—"), *Rule.choices])
    facts = forms.CharField(
        label=_("Facts"),
        required=False,
        max_length=2000,
        help_text=_("Which words, seen when and where. Only the author reads it; never say who reported it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MoveForm(forms.Form):
    """To which other board."""

    board = forms.ModelChoiceField(label=_("New board"), queryset=Forum.objects.none())
    reason = reason_field()

    def __init__(self, *args, topic, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = Forum.objects.readable_by(person).exclude(pk=topic.forum_id).in_order()


class ModeratorReplyForm(ReplyForm):
    """Someone else's words: with a stated reason."""

    reason = reason_field()


class ModeratorTopicForm(TopicForm):
    """The first message, which carries the title."""

    reason = reason_field()


class ApproveForm(forms.Form):
    """Nothing to fill in."""


class WithdrawForm(forms.Form):
    """Nothing to fill in."""
