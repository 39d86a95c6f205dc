"""From a draft to a published version, in /cms/: see it as visitors will, see what changes, publish it for good."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from . import actions, notices, outlines
from .cms_views import EDIT, LIST
from .models import TextVersion
from .views import texts

# What the shipped terms promise; a text that binds and comes sooner is pointed out.
PROMISED = timedelta(days=30)


class PublishForm(forms.Form):
    """Only where something is missing: publishing all the same is said, not slipped into."""

    anyway = forms.BooleanField(label=gettext_lazy("Publish all the same"))


def preview(request, pk: int):
    """The page that visitors will read, before anybody can."""
    return texts.shown(request, _draft(request, pk))


def changes(request, pk: int):
    """What a draft changes in the latest published version."""
    draft = _draft(request, pk)
    return texts.apart(request, get_object_or_404(TextVersion, pk=getattr(draft.former, "pk", None)), draft)


def publish(request, pk: int):
    """Say what it does and to how many, then publish for good."""
    version = _draft(request, pk, published_too=True)
    if version.is_published:
        messages.error(request, _("This version was published already."))
        return redirect(reverse(LIST))
    missing = outlines.missing_parts(version.document.slug, version.full)
    form = PublishForm(request.POST or None) if missing else None
    if request.method == "POST" and (form is None or form.is_valid()):
        return _publish(request, version)
    today = timezone.localdate()
    version.published_on, version.effective_on = today, version.effective_on or today
    context = {
        "version": version,
        "former": version.former,
        "is_at_once": version.effective_on == today,
        "is_soon": version.is_binding and version.former and version.effective_on < today + PROMISED,
        "told": get_user_model().objects.filter(is_active=True).count() if notices.is_told(version) else 0,
        "missing": missing,
        "form": form,
    }
    return render(request, "transparency/cms/publish.html", context)


def _draft(request, pk: int, *, published_too: bool = False) -> TextVersion:
    if not request.user.has_perm("transparency.change_textversion"):
        raise PermissionDenied
    versions = TextVersion.objects.all() if published_too else TextVersion.objects.drafts()
    return get_object_or_404(versions.select_related("document"), pk=pk)


def _publish(request, version: TextVersion):
    try:
        actions.publish_version(version=version)
    except actions.AlreadyPublished:
        messages.error(request, _("This version was published already."))
    except actions.EffectiveInThePast:
        words = _("The day of effect is past: nobody could have read the text then. Put a day to come, or none.")
        messages.error(request, words)
        return redirect(reverse(EDIT, args=[version.pk]))
    else:
        log(instance=version, action="wagtail.publish", user=request.user)
        messages.success(request, _("Published. From now on nobody can change it."))
    return redirect(reverse(LIST))
