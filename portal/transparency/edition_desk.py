"""Editions of the charter in /cms/: the next one is prepared, held against the one in force, and takes its place."""

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from . import editions
from .models import CharterEdition

MAY_CHANGE = "transparency.change_charteredition"
DESK = "charter_edition_desk"
CRITERIA = "wagtailsnippets_transparency_criterion"


class PrepareForm(forms.ModelForm):
    source = CharterEdition._meta.get_field("source").formfield(assume_scheme="https")

    class Meta:
        model = CharterEdition
        fields = ["name", "dated", "source", "note"]
        widgets = {
            "dated": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 3}),
        }


class PrepareView(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    """Start the next edition; one that is in preparation is opened instead."""

    permission_required = "transparency.add_charteredition"
    raise_exception = True
    form_class = PrepareForm
    template_name = "wagtailadmin/generic/form.html"
    header_icon = "history"
    page_title = gettext_lazy("Prepare the next edition of the charter")

    def get(self, request, *args, **kwargs):
        draft = CharterEdition.objects.draft()
        return redirect(DESK, draft.pk) if draft else super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"submit_button_label": _("Prepare it"), "action_url": self.request.path}

    def form_valid(self, form):
        try:
            draft = editions.prepare_edition(**form.cleaned_data)
        except editions.AlreadyInPreparation:
            messages.error(self.request, _("An edition is in preparation already: here it is."))
            draft = CharterEdition.objects.draft()
        else:
            log(instance=draft, action="wagtail.create", user=self.request.user)
        return redirect(DESK, draft.pk)


class ForceForm(forms.Form):
    compared = forms.BooleanField(
        label=gettext_lazy("I have compared the criteria that stay with the new text: they are there word for word"),
        help_text=gettext_lazy("Without it, each wording is to be confirmed again; states and proofs stay."),
        required=False,
    )


class EditionDeskView(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    """What a draft changes, and the button that makes it the edition to which the host answers."""

    permission_required = MAY_CHANGE
    raise_exception = True
    form_class = ForceForm
    template_name = "transparency/cms/edition_desk.html"
    header_icon = "history"

    @cached_property
    def edition(self) -> CharterEdition:
        return get_object_or_404(CharterEdition, pk=self.kwargs["pk"])

    @property
    def page_title(self):
        return _("Charter: %(part)s") % {"part": self.edition.name}

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.edition.is_draft else redirect(self.edition)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "edition": self.edition,
            "changes": editions.changes(self.edition),
            "current": CharterEdition.objects.current(),
            "criteria_url": f"{reverse(f'{CRITERIA}:list')}?edition={self.edition.pk}",
            "add_url": reverse(f"{CRITERIA}:add"),
        }

    def form_valid(self, form):
        try:
            edition = editions.bring_into_force(edition=self.edition, compared=form.cleaned_data["compared"])
        except editions.NotInPreparation:
            messages.error(self.request, _("This edition is in force already, or has ended."))
        else:
            log(instance=edition, action="wagtail.publish", user=self.request.user)
            messages.success(self.request, _("From today this is the edition to which we answer."))
        return redirect("charter_assessment")
