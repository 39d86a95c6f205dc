"""Forms of the desk: asking, answering, deciding."""

from django import forms
from django.core.validators import MinValueValidator, RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.organisations import host
from accounts.organisations.models import Organisation, Territory
from hosting.services.models import Service

from .models.requests import GIGABYTE
from .sizes import space_in_words

NEW = "new"
OF_ORGANISATION = ("new_organisation_name", "new_organisation_town", "territory")
LARGEST_SPACE = 20
LARGEST_WISH = 2000


def space_choices() -> list[tuple[int, str]]:
    """How much one may ask for, in GB, and what it is enough for."""
    words = {5: gettext("%(size)s: documents"), 10: gettext("%(size)s: documents and photos")}
    words[LARGEST_SPACE] = gettext("%(size)s: archives")
    return [(size, text % {"size": space_in_words(size * GIGABYTE)}) for size, text in words.items()]


class AccountRequestForm(forms.Form):
    """Ask for a service on behalf of an association: one of theirs, or a new one with its town and department."""

    service = forms.ModelChoiceField(Service.objects.none(), label=_("Service"), empty_label=None)
    organisation = forms.ChoiceField(label=_("On behalf of"), widget=forms.RadioSelect)
    new_organisation_name = forms.CharField(
        label=_("Name of the new association"),
        max_length=160,
        required=False,
        help_text=_("Only if it is not in the list above."),
    )
    new_organisation_town = forms.CharField(label=_("Its town"), max_length=120, required=False)
    territory = forms.ModelChoiceField(
        Territory.objects.none(),
        label=_("Its department"),
        empty_label=_("Choose"),
        required=False,
        help_text=_("The referent there reads your request."),
    )
    reason = forms.CharField(
        label=_("What will you do with it?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A sentence or two is enough."),
    )
    accounts_wanted = forms.IntegerField(
        label=_("How many people will need an account?"),
        min_value=1,
        max_value=200,
        initial=1,
        help_text=_("This request makes yours; the others follow with your referent."),
    )
    quota_gb = forms.TypedChoiceField(
        label=_("Space"), choices=space_choices, coerce=int, initial=10, widget=forms.RadioSelect
    )
    wished_id = forms.CharField(
        label=_("Wished user name"),
        max_length=40,
        required=False,
        validators=[
            RegexValidator(r"^[a-z0-9._-]+$", _("Small letters without accents, figures, dot and hyphen only."))
        ],
        help_text=_("We add a few letters to it, so that nobody can guess it. It cannot be changed afterwards."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args, person, organisation: str | None = None, **kwargs):
        """`organisation` is the short name of one to begin with."""
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["service"].queryset = Service.objects.on_request()
        if not host.has_organisations():
            # the person asks for themselves, as a member of the host
            for name in (*OF_ORGANISATION, "organisation", "accounts_wanted"):
                del self.fields[name]
            return
        self.organisations = {
            str(one.pk): one
            for one in Organisation.objects.of_person(person).filter(closed_at=None).select_related("territory")
        }
        choices = [(key, one.name) for key, one in self.organisations.items()]
        self.fields["organisation"].choices = [*choices, (NEW, _("A new association"))]
        begin_with = next((key for key, one in self.organisations.items() if one.slug == organisation), None)
        self.fields["organisation"].initial = begin_with or (None if choices else NEW)
        self.fields["territory"].queryset = Territory.objects.filter(level=Territory.Level.DEPARTMENT).order_by("code")

    def clean(self):
        values = super().clean()
        membership = None if host.has_organisations() else host.membership_of(self.person)
        if membership is not None and membership.has_ended:
            self.add_error(None, _("Your membership has ended: the team renews it first."))
        if values.get("organisation") == NEW:
            for name in OF_ORGANISATION:
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("We need this for a new association."))
        return values

    def details(self) -> dict:
        """The keyword arguments of actions.requests.submit_request, `person` excepted."""
        values = dict(self.cleaned_data)
        if not host.has_organisations():
            return {**values, "organisation": host.host_organisation(), "territory": None}
        chosen = values.pop("organisation")
        organisation = self.organisations.get(chosen)
        if organisation is not None:
            values |= {"new_organisation_name": "", "new_organisation_town": "", "territory": None}
        return {**values, "organisation": organisation}


class TelephoneForm(forms.Form):
    """For somebody who calls: their address, and what they need; without an organisation, the new one as well."""

    address = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("A mail asks them for their word. It is forgotten once they have answered, or after two weeks."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    new_organisation_name = forms.CharField(label=_("Name of the new association"), max_length=160)
    new_organisation_town = forms.CharField(label=_("Its town"), max_length=120)
    territory = forms.ModelChoiceField(Territory.objects.none(), label=_("Its department"), empty_label=_("Choose"))
    service = forms.ModelChoiceField(Service.objects.none(), label=_("Service"), empty_label=None)
    reason = forms.CharField(
        label=_("What will they do with it?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A sentence or two is enough."),
    )
    quota_gb = forms.TypedChoiceField(
        label=_("Space"), choices=space_choices, coerce=int, initial=10, widget=forms.RadioSelect
    )

    def __init__(self, *args, organisation, territories, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.on_request()
        self.fields["territory"].queryset = territories
        if organisation is not None:
            for name in OF_ORGANISATION:
                del self.fields[name]


class SpaceForm(forms.Form):
    """More room on an account: how much in all, and what for."""

    gigabytes = forms.IntegerField(label=_("Space wanted in all, in GB"), max_value=LARGEST_WISH)
    reason = forms.CharField(
        label=_("What is it for?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A sentence or two is enough."),
    )

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        granted = (account.quota_bytes or 0) // GIGABYTE
        field = self.fields["gigabytes"]
        field.initial = min(max(2 * granted, 5), LARGEST_WISH)
        field.widget.attrs["min"] = granted + 1
        field.help_text = _("Granted today: %(space)s.") % {"space": account.get_quota_bytes_display() or "—"}
        words = _("This is no more than what is granted already.")
        field.validators.append(MinValueValidator(granted + 1, message=words))


class MessageForm(forms.Form):
    """An answer to the referent's question."""

    note = forms.CharField(label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class DecisionForm(forms.Form):
    """Approve, ask back or refuse; the last two say why."""

    APPROVE, ASK, REFUSE = "approve", "ask", "refuse"

    note = forms.CharField(
        label=_("A word to the person"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("They receive it by mail. Needed to ask something or to refuse."),
    )
    decision = forms.ChoiceField(
        choices=[(APPROVE, _("Approve")), (ASK, _("Ask something")), (REFUSE, _("Refuse"))],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose one of the three buttons.")},
    )

    def clean(self):
        values = super().clean()
        if values.get("decision") in (self.ASK, self.REFUSE) and not values.get("note", "").strip():
            self.add_error("note", _("Say what you ask, or why you refuse: the person only sees these words."))
        return values


class LeavingForm(forms.Form):
    """Giving an account or a service back: one tick, and a word for whoever looks after it."""

    sure = forms.BooleanField(error_messages={"required": _("Tick this to go on.")})
    note = forms.CharField(
        label=_("A word on why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sure"].label = label


class AccountForm(forms.Form):
    """What the desk does to an account; shutting and closing say why."""

    SPACE, SUSPEND, RESUME, CLOSE, KEEP = "space", "suspend", "resume", "close", "keep"

    note = forms.CharField(
        label=_("A word to the person"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They receive it by mail. Needed to suspend or to close."),
    )
    gigabytes = forms.IntegerField(label=_("Space, in GB"), min_value=1, max_value=2000, required=False)
    act = forms.ChoiceField(
        choices=[(one, one) for one in (SPACE, SUSPEND, RESUME, CLOSE, KEEP)],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose one of the buttons."), "invalid_choice": _("Choose one of the buttons.")},
    )

    def clean(self):
        values = super().clean()
        if values.get("act") in (self.SUSPEND, self.CLOSE) and not values.get("note", "").strip():
            self.add_error("note", _("Say why: the person only sees these words."))
        if values.get("act") == self.SPACE and "gigabytes" not in self.errors and not values.get("gigabytes"):
            self.add_error("gigabytes", _("Say how much space, in GB."))
        return values
