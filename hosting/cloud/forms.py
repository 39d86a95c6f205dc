"""Forms of the desk: asking, answering, deciding."""

from django import forms
from django.core.validators import MinValueValidator, RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.organisations import host
from accounts.organisations.models import Organisation, Territory
from hosting.services.models import Service

from . import servers
from .models import CloudServer
from .models.requests import GIGABYTE
from .nextcloud.errors import Kind
from .sizes import space_in_words
from .words import BY_KIND

MISSING_APP = BY_KIND[Kind.MISSING]

NEW = "new"
NEEDED = _("We need this for a new association.")
OF_ORGANISATION = ("new_organisation_name", "new_organisation_town", "territory")
LARGEST_SPACE = 20
SHARED_SPACES = (10, 50, 100)
LARGEST_SHARED = 2000
LARGEST_WISH = 2000


def space_choices() -> list[tuple[int, str]]:
    """How much one may ask for, in GB, and what it is enough for."""
    words = {5: gettext("%(size)s: documents"), 10: gettext("%(size)s: documents and photos")}
    words[LARGEST_SPACE] = gettext("%(size)s: archives")
    return [(size, text % {"size": space_in_words(size * GIGABYTE)}) for size, text in words.items()]


def shared_space_choices() -> list[tuple[int, str]]:
    """How much an association may ask for, in GB; 0 for none."""
    sizes = [(size, space_in_words(size * GIGABYTE)) for size in SHARED_SPACES]
    return [(0, gettext("No, everybody keeps their own files")), *sizes]


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
        help_text=_("This request creates yours; your referent sees to the others."),
    )
    quota_gb = forms.TypedChoiceField(
        label=_("Space"), choices=space_choices, coerce=int, initial=10, widget=forms.RadioSelect
    )
    folder_gb = forms.TypedChoiceField(
        label=_("A space that the whole association shares?"),
        choices=shared_space_choices,
        coerce=int,
        empty_value=0,
        initial=0,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "One folder in everybody’s Files, which all read and write. It comes on top of each one’s own space."
        ),
    )
    wished_id = forms.CharField(
        label=_("User name you would like"),
        max_length=40,
        required=False,
        validators=[
            RegexValidator(
                r"^[a-z0-9._-]+$", _("Lower-case letters without accents, digits, dots, underscores and hyphens only.")
            )
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
            for name in (*OF_ORGANISATION, "organisation", "accounts_wanted", "folder_gb"):
                del self.fields[name]
            return
        self.organisations = {
            str(one.pk): one
            for one in Organisation.objects.of_person(person).filter(closed_at=None).select_related("territory")
        }
        choices = [(key, one.name) for key, one in self.organisations.items()]
        self.fields["organisation"].choices = [*choices, (NEW, _("A new association"))]
        known = list(CloudServer.objects.all())
        if known and all(one.lacks_folders for one in known):
            self.fields["folder_gb"].help_text = gettext(MISSING_APP)
        if not choices or self.data.get("organisation") == NEW:
            self._need_new_organisation(listed=bool(choices))
        begin_with = next((key for key, one in self.organisations.items() if one.slug == organisation), None)
        self.fields["organisation"].initial = begin_with or (None if choices else NEW)
        self.fields["territory"].queryset = Territory.objects.filter(level=Territory.Level.DEPARTMENT).order_by("code")

    def _need_new_organisation(self, *, listed: bool) -> None:
        """The new association is what the request is for: nothing of it is optional then."""
        for name in OF_ORGANISATION:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = NEEDED
        if not listed:
            self.fields["new_organisation_name"].help_text = ""

    def clean(self):
        values = super().clean()
        membership = None if host.has_organisations() else host.membership_of(self.person)
        if membership is not None and membership.has_ended:
            self.add_error(None, _("Your membership has ended: the team renews it first."))
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
        if values["service"].connector != "nextcloud":
            values["folder_gb"] = 0
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
        words = _("You have this much already: ask for more.")
        field.validators.append(MinValueValidator(granted + 1, message=words))


class MessageForm(forms.Form):
    """An answer to the referent's question."""

    note = forms.CharField(label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class DecisionForm(forms.Form):
    """Approve, ask back or refuse; the last two say why. Approving may grant another space than was asked."""

    field_order = ("folder_gb", "server", "note", "decision")

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
    folder_gb = forms.IntegerField(
        label=_("Space of the association, in GB"),
        min_value=0,
        max_value=LARGEST_SHARED,
        required=False,
        help_text=_("As asked, unless you write another figure; 0 for none."),
    )
    server = forms.ModelChoiceField(
        CloudServer.objects.none(),
        label=_("On which server?"),
        required=False,
        empty_label=None,
        help_text=_("It stays there: an association belongs to one server."),
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        choices = servers.choices_for(request)
        if request.service.connector != "nextcloud" or request.is_for_space or not host.has_organisations():
            del self.fields["folder_gb"]
        else:
            self.fields["folder_gb"].initial = request.folder_gb
        if choices:
            self.fields["server"].queryset = choices
            self.fields["server"].initial = servers.proposed_for(request.territory)
        else:
            del self.fields["server"]

    def granted(self) -> dict:
        """What approve_request takes beside the note."""
        return {
            name: self.cleaned_data[name] for name in ("folder_gb", "server") if self.cleaned_data.get(name) is not None
        }

    def clean(self):
        values = super().clean()
        if values.get("decision") in (self.ASK, self.REFUSE) and not values.get("note", "").strip():
            self.add_error("note", _("Say what you ask, or why you refuse: the person only sees these words."))
        return values


class ServerField(forms.ModelChoiceField):
    """Servers by their name and the address that people know."""

    def label_from_instance(self, server):
        return f"{server.name}, {server.shown_address}"


class LinkForm(forms.Form):
    """Which server the account is on; nothing is asked where there is one."""

    server = ServerField(
        CloudServer.objects.none(), label=_("On which server?"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args, servers, **kwargs):
        super().__init__(*args, **kwargs)
        self.only = servers[0] if len(servers) == 1 else None
        if self.only:
            del self.fields["server"]
        else:
            self.fields["server"].queryset = servers

    @property
    def chosen(self) -> CloudServer:
        """Of a valid form."""
        return self.only or self.cleaned_data["server"]


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


class FolderForm(forms.Form):
    """What the desk does to an association's space; closing says why."""

    SPACE, CLOSE, KEEP = "space", "close", "keep"

    note = forms.CharField(
        label=_("A word to whoever answers for the association"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They receive it by mail. Needed to close."),
    )
    gigabytes = forms.IntegerField(label=_("Space, in GB"), min_value=1, max_value=LARGEST_SHARED, required=False)
    act = forms.ChoiceField(
        choices=[(one, one) for one in (SPACE, CLOSE, KEEP)],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose one of the buttons."), "invalid_choice": _("Choose one of the buttons.")},
    )

    def clean(self):
        values = super().clean()
        if values.get("act") == self.CLOSE and not values.get("note", "").strip():
            self.add_error("note", _("Say why: the person only sees these words."))
        if values.get("act") == self.SPACE and "gigabytes" not in self.errors and not values.get("gigabytes"):
            self.add_error("gigabytes", _("Say how much space, in GB."))
        return values
