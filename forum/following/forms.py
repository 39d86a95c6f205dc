"""Which tags a topic bears."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.support.models import Tag
from portal.core.form_fields import RowsField


class TagsForm(forms.Form):
    tags = RowsField(
        label=_("Tags"),
        queryset=Tag.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What it is about, so that others find it. A few are enough."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tags"].queryset = Tag.objects.all()
