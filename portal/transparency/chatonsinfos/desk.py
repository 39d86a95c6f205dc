"""In /cms/: what only the host can say of itself, and what is still missing in its files."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from hosting.directory.chatonsinfos import checking, properties
from hosting.directory.chatonsinfos.rules import Field
from hosting.services.models import Service
from portal.core import context

from ..models import PublishedFacts
from . import files
from .own import asked

MAY_CHANGE = "transparency.change_publishedfacts"


class FactsForm(forms.Form):
    """A field for each line of `own.yaml`; its answers are held against the format."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {}
        for title, rows in asked():
            for field, row in rows:
                self.known[row["path"]] = field
                self.fields[row["path"]] = _form_field(field, f"{title} : {row['label']}", row.get("hint", ""))

    def clean(self):
        """As the format writes them, what is empty left out."""
        cleaned = super().clean()
        written = {path: files.as_written(value) for path, value in cleaned.items() if value not in ("", None)}
        for path, value in written.items():
            if not checking.is_right(self.known[path], value):
                self.add_error(path, _("The format does not know this value."))
        return written


def _form_field(field: Field, label: str, hint: str) -> forms.Field:
    shared = {"label": label, "help_text": hint, "required": False}
    if field.values:
        return forms.ChoiceField(choices=[("", "—"), *((one, one) for one in field.values)], **shared)
    if field.kind == "url":
        return forms.URLField(assume_scheme="https", **shared)
    kinds = {"email": forms.EmailField, "date": _DayField}
    return kinds.get(field.kind, forms.CharField)(**shared)


class _DayField(forms.DateField):
    """Shows again what the format wrote."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def prepare_value(self, value):
        return (checking.as_date(value) or value) if isinstance(value, str) else value


class FactsView(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    permission_required = MAY_CHANGE
    raise_exception = True
    form_class = FactsForm
    template_name = "transparency/cms/chatonsinfos.html"
    header_icon = "globe"
    page_title = gettext_lazy("ChatonsInfos files")

    def get_initial(self):
        return PublishedFacts.load().values

    def get_context_data(self, **kwargs):
        known = super().get_context_data(**kwargs)
        return known | {"submit_button_label": _("Save"), "action_url": self.request.path, "problems": self._problems()}

    def _problems(self) -> list[dict]:
        """What the checker says of our own files, each thing once: the organisation's, and the first service's for all.
        Whoever tries the demonstration on a machine without a certificate knows that its addresses are not secure."""
        house = files.House(context.page(self.request)["host"], self.request.build_absolute_uri)
        texts = [files.organisation(house)]
        if first := Service.objects.in_catalogue().order_by("position", "name").first():
            texts.append(files.service(house, first.slug))
        found = [one for text in texts for one in checking.check(properties.read(text.encode())).problems]
        told = {one.words: one.is_error for one in found if not (settings.DEMO and one.code == "not-secure")}
        return [{"words": words, "is_error": is_error} for words, is_error in told.items()]

    def form_valid(self, form):
        facts = PublishedFacts.load()
        facts.values = form.cleaned_data
        facts.save()
        log(instance=facts, action="wagtail.edit", user=self.request.user)
        messages.success(self.request, _("Saved. The files say so from now on."))
        return redirect(self.request.path)
