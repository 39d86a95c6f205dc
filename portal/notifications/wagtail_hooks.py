"""Mails in /cms/: what went out, what does not get through, and another try for all that failed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from portal.core.cms import ReadOnlyViewSet

from . import actions
from .models import Mail


class MailViewSet(ReadOnlyViewSet):
    """Subject and fate, never the text: mails are between us and one person."""

    model = Mail
    icon = "mail"
    menu_label = gettext_lazy("Mails")
    menu_order = 850
    add_to_admin_menu = False
    add_to_settings_menu = True
    list_display = ["subject", "person", "state", "tries", "last_error", "created_at"]
    list_filter = ["state"]
    inspect_view_fields = ["subject", "person", "state", "tries", "last_error", "created_at", "sent_at", "not_before"]
    index_template_name = "notifications/cms/mails.html"


register_snippet(MailViewSet)


@require_POST
def retry_failed(request):
    if not request.user.has_perm("notifications.view_mail"):
        raise PermissionDenied
    for mail in Mail.objects.failing():
        actions.retry(mail=mail)
    messages.success(request, _("They are tried again."))
    return redirect("wagtailsnippets_notifications_mail:list")


@hooks.register("register_admin_urls")
def retry_url():
    return [path("mails/retry/", retry_failed, name="mails_retry")]
