"""A person named by their e-mail address: no list of everybody is ever drawn."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import User


class PersonField(forms.ModelChoiceField):
    """For staff, who see addresses in the list of people. The value is the User; whoever is unknown is refused."""

    widget = forms.EmailInput
    default_error_messages = {
        "invalid_choice": _(
            "Nobody here has this address. Look it up in the list of people; whoever is not there signs up first, "
            "or is added there."
        ),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("The e-mail address of their account, as in the list of people."))
        super().__init__(User.objects.all(), to_field_name="email", **kwargs)

    def to_python(self, value):
        return super().to_python(value.strip().lower() if isinstance(value, str) else value)

    def prepare_value(self, value):
        """A form on a row starts from the person's key."""
        if isinstance(value, int):
            return User.objects.filter(pk=value).values_list("email", flat=True).first()
        return super().prepare_value(value)
