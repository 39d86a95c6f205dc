"""Drafts of dated texts in /cms/, and their publication, which is for good."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import DeleteView, EditView

from . import actions
from .models import DatedText, TextVersion

LIST = "wagtailsnippets_transparency_textversion:list"
EDIT = "wagtailsnippets_transparency_textversion:edit"


class DraftForm(forms.Form):
    document = forms.ModelChoiceField(DatedText.objects.all(), label=gettext_lazy("Text"))


class DraftView(WagtailAdminTemplateMixin, FormView):
    """Start the next version of a text from the latest; a draft that exists is opened instead."""

    form_class = DraftForm
    template_name = "wagtailadmin/generic/form.html"
    header_icon = "history"
    page_title = gettext_lazy("Draft the next version")

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("transparency.add_textversion"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"submit_button_label": _("Write the draft"), "action_url": self.request.path}

    def form_valid(self, form):
        draft = actions.draft_next_version(document=form.cleaned_data["document"])
        return redirect(reverse(EDIT, args=[draft.pk]))


class DraftOnlyMixin:
    """A published version leads to its public page, with the reason why it cannot be changed."""

    def dispatch(self, request, *args, **kwargs):
        version = get_object_or_404(TextVersion, pk=kwargs["pk"])
        if version.is_published:
            messages.error(request, _("A published version stays as people read it. Draft the next one instead."))
            return redirect(reverse(LIST))
        return super().dispatch(request, *args, **kwargs)


class EditDraftView(DraftOnlyMixin, EditView):
    pass


class DeleteDraftView(DraftOnlyMixin, DeleteView):
    pass


def publish(request, pk: int):
    """Ask once, then publish for good."""
    if not request.user.has_perm("transparency.change_textversion"):
        raise PermissionDenied
    version = get_object_or_404(TextVersion.objects.select_related("document"), pk=pk)
    if request.method == "POST":
        try:
            actions.publish_version(version=version)
        except actions.AlreadyPublished:
            messages.error(request, _("This version was published already."))
        except actions.EffectiveInThePast:
            messages.error(
                request,
                _("The day of effect is past: nobody could have read the text then. Put a day to come, or none."),
            )
            return redirect(reverse(EDIT, args=[pk]))
        else:
            log(instance=version, action="wagtail.publish", user=request.user)
            messages.success(request, _("Published. From now on nobody can change it."))
        return redirect(reverse(LIST))
    return render(request, "transparency/cms/publish.html", {"version": version})
