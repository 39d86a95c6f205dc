"""People in /cms/: name, groups, open or closed. Never a password, an unconfirmed address or a superuser.

A person made here chooses a password by « forgotten password », which proves the address; superusers are the shell's.
"""

from allauth.account.models import EmailAddress
from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms import clean_public_name
from ..models import User


class PersonForm(forms.ModelForm):
    """Shared by both; `editing_self` comes from Wagtail's edit view."""

    def __init__(self, *args, editing_self=False, **kwargs):
        super().__init__(*args, **kwargs)
        if editing_self:
            # nobody locks themselves out, or gives themselves a role
            for name in ("is_active", "groups"):
                self.fields.pop(name, None)

    def clean_public_name(self):
        return clean_public_name(self.cleaned_data["public_name"])


class NewPersonForm(PersonForm):
    class Meta:
        model = User
        fields = ["public_name", "email", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}
        help_texts = {"email": _("A mail invites them to choose a password, which confirms the address.")}

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        if EmailAddress.objects.filter(email__iexact=email).exists() or User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("This address has an account already."))
        return email

    def save(self, commit=True):
        person = super().save(commit=False)
        person.set_unusable_password()
        person.save()
        self.save_m2m()
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
        return person


class EditPersonForm(PersonForm):
    class Meta:
        model = User
        fields = ["public_name", "is_active", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}
        help_texts = {"is_active": _("Without it nobody signs in with this account, neither here nor on the cloud.")}
