"""Staff open an incident, say how it goes and resolve it, each on one page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from . import actions
from .forms import OpenIncidentForm, TellForm
from .models import Incident, UpdateState


class StaffFormView(WagtailAdminTemplateMixin, FormView):
    """A form in /cms/ for whoever holds `permission`."""

    template_name = "incidents/cms/open.html"
    header_icon = "warning"
    permission = ""
    submit_label = ""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"submit_button_label": self.submit_label, "action_url": self.request.path}


class OpenIncidentView(StaffFormView):
    form_class = OpenIncidentForm
    permission = "incidents.add_incident"
    page_title = gettext_lazy("Open an incident")
    submit_label = gettext_lazy("Open and publish")

    def form_valid(self, form):
        fields = {
            name: form.cleaned_data[name]
            for name in (
                "title",
                "kind",
                "severity",
                "starts_at",
                "ends_at",
                "summary",
                "state",
                "text",
                "to_do",
                "data_lost",
                "is_published",
            )
        }
        incident = actions.open_incident(services=form.states(), **fields)
        log(instance=incident, action="wagtail.create", user=self.request.user)
        messages.success(self.request, _("Incident no. %(number)s is open.") % {"number": incident.number})
        return redirect(reverse("incident_tell", args=[incident.pk]))


class TellView(StaffFormView):
    """What was said so far, and the form for the next message."""

    form_class = TellForm
    permission = "incidents.change_incident"
    template_name = "incidents/cms/tell.html"
    submit_label = gettext_lazy("Publish the message")

    @property
    def incident(self) -> Incident:
        if not hasattr(self, "_incident"):
            self._incident = get_object_or_404(Incident.objects.with_details(), pk=self.kwargs["pk"])
        return self._incident

    def get_page_title(self):
        return self.incident.title

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.incident}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"incident": self.incident}

    def form_valid(self, form):
        state, text = form.cleaned_data["state"], form.cleaned_data["text"]
        try:
            if state == UpdateState.RESOLVED:
                actions.resolve_incident(incident=self.incident, text=text)
            else:
                actions.add_update(incident=self.incident, state=state, text=text, services=form.states())
        except actions.AlreadyOver:
            form.add_error(None, _("Someone has resolved this incident meanwhile. Your message was not published."))
            return self.form_invalid(form)
        log(instance=self.incident, action="wagtail.edit", user=self.request.user)
        messages.success(self.request, _("Your message is on the page of the incident."))
        return redirect(reverse("incident_tell", args=[self.incident.pk]))
