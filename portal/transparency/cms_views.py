"""Drafts of dated texts in /cms/. How one is looked at and published: `cms_publishing`."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import DeleteView, EditView

from . import actions
from .models import DatedText, TextVersion

LIST = "wagtailsnippets_transparency_textversion:list"
EDIT = "wagtailsnippets_transparency_textversion:edit"

WHY = gettext_lazy("A published version stays as people read it. Draft the next one instead.")


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


class DraftPolicy(ModelPermissionPolicy):
    """A published version is for nobody to change or delete, so no button offers it."""

    def user_has_permission_for_instance(self, user, action, instance):
        may = super().user_has_permission_for_instance(user, action, instance)
        return may and not (action in ("change", "delete") and instance.is_published)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)


def keep_published(request, rows):
    """Ahead of any deletion in /cms/, of one or of many: an answer when a published version would go."""
    versions = {one.pk for one in rows if isinstance(one, TextVersion)}
    texts = {one.pk for one in rows if isinstance(one, DatedText)}
    going = TextVersion.objects.filter(Q(pk__in=versions) | Q(document__in=texts))
    if going.exclude(published_on=None).exists():
        messages.error(request, WHY)
    elif texts and going.exists():
        messages.error(request, _("Delete the draft of this text first."))
    else:
        return None
    return redirect(reverse(LIST))


class DraftOnlyMixin:
    """A published version leads to its public page, with the reason why it cannot be changed."""

    def dispatch(self, request, *args, **kwargs):
        version = get_object_or_404(TextVersion, pk=kwargs["pk"])
        if version.is_published:
            messages.error(request, WHY)
            return redirect(reverse(LIST))
        return super().dispatch(request, *args, **kwargs)


class EditDraftView(DraftOnlyMixin, EditView):
    pass


class DeleteDraftView(DraftOnlyMixin, DeleteView):
    pass
