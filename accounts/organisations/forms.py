"""Forms of the life of an association."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User

from .models import Membership, Organisation, Referent

DAYS = [(7, _("one week")), (14, _("two weeks")), (30, _("one month"))]
REASON = {"max_length": 300, "widget": forms.Textarea(attrs={"rows": 3})}


def days_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=_("Valid for"), choices=DAYS, coerce=int, initial=14)


class InviteForm(forms.Form):
    """By mail: to one address, as a member or to answer for the association too."""

    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("You alone see it, until the invitation is answered; it is forgotten then."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.MEMBER)
    days = days_field()


class LinkForm(forms.Form):
    """By a link to hand over."""

    days = days_field()


class JoinForm(forms.Form):
    message = forms.CharField(
        label=_("A word to its people"),
        required=False,
        help_text=_("Who you are to them: they only see your public name."),
        **REASON,
    )


class RefusalForm(forms.Form):
    """Refusing says why."""

    reason = forms.CharField(label=_("Reason"), help_text=_("The person reads these words."), **REASON)


class ClosureForm(forms.Form):
    reason = forms.CharField(label=_("Why should it be closed?"), **REASON)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), **REASON)


class ListedForm(forms.ModelForm):
    """Whether people find the association and may ask to join."""

    class Meta:
        model = Organisation
        fields = ["takes_requests"]


class LeaveForm(forms.Form):
    """The last manager names who answers next."""

    successor = forms.ModelChoiceField(
        Membership.objects.none(), label=_("Who answers for the association after you"), empty_label=_("Choose")
    )

    def __init__(self, *args, membership: Membership, must_name: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if must_name:
            others = membership.organisation.memberships.exclude(pk=membership.pk).filter(person__is_active=True)
            self.fields["successor"].queryset = others.for_list()
            self.fields["successor"].label_from_instance = lambda one: one.person.public_name
        else:
            del self.fields["successor"]


class DelegationForm(forms.Form):
    """Who stands in for a referent, and from when to when."""

    appointment = forms.ModelChoiceField(Referent.objects.none(), label=_("Who is away"), empty_label=None)
    to = forms.ModelChoiceField(User.objects.none(), label=_("Who stands in"), empty_label=_("Choose"))
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, appointments, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["appointment"].queryset = appointments
        self.fields["to"].queryset = people
