"""Fields of forms that several apps use."""

from django import forms
from django.core.exceptions import ValidationError

LONGEST_KEY = 18  # digits; every integer of theirs fits into what a database keeps


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows by number. One that no row can have is a wrong choice like any other: the library asks the database
    for all of them at once, which stumbles over it."""

    def _check_values(self, value):
        for key in value if isinstance(value, list | tuple) else ():
            if len(str(key)) > LONGEST_KEY:
                params = {"value": str(key)[:LONGEST_KEY]}
                raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params=params)
        return super()._check_values(value)
