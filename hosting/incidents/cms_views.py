"""Staff open an incident, say how it goes and resolve it, each on one page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import EditView

from . import actions
from .forms import AccountForm, BreachForm, OpenIncidentForm, TellForm
from .history import time_left
from .models import ENDS, Incident


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
        media = context["form"].media  # the calendar of moments
        return context | {"submit_button_label": self.submit_label, "action_url": self.request.path, "media": media}


class OpenIncidentView(StaffFormView):
    form_class = OpenIncidentForm
    permission = "incidents.add_incident"
    page_title = gettext_lazy("Open an incident")
    submit_label = gettext_lazy("Open and publish")

    def form_valid(self, form):
        mine = {name: value for name, value in form.cleaned_data.items() if name in form.base_fields}
        incident = actions.open_incident(services=form.states(), components=form.parts(), **mine)
        log(instance=incident, action="wagtail.create", user=self.request.user)
        told = _("Maintenance is announced") if incident.is_maintenance else _("Incident no. %(number)s is open.")
        if not incident.is_published:
            told = _("The draft is kept: nobody but the team sees it.")
        messages.success(self.request, told % {"number": incident.number})
        return redirect(reverse("incident_tell", args=[incident.pk]))


class IncidentEditView(EditView):
    """Corrections of an entry, with what follows from them (`actions.corrected`)."""

    def save_instance(self):
        before = Incident.objects.get(pk=self.object.pk)
        with transaction.atomic():
            incident = super().save_instance()
            actions.corrected(incident=incident, before=before)
        return incident


class OfIncidentView(StaffFormView):
    """A form about one incident."""

    permission = "incidents.change_incident"

    @property
    def incident(self) -> Incident:
        if not hasattr(self, "_incident"):
            self._incident = get_object_or_404(Incident.objects.with_details(), pk=self.kwargs["pk"])
        return self._incident

    def get_page_title(self):
        return self.incident.title

    def get_context_data(self, **kwargs):
        deadline = self.incident.breach_deadline()
        left = time_left(deadline) if deadline else ""
        return super().get_context_data(**kwargs) | {"incident": self.incident, "deadline": deadline, "left": left}

    def done(self, words: str):
        log(instance=self.incident, action="wagtail.edit", user=self.request.user)
        messages.success(self.request, words)
        return redirect(reverse("incident_tell", args=[self.incident.pk]))


class TellView(OfIncidentView):
    """What was said so far, and the form for the next message; of a draft, what to do with it."""

    form_class = TellForm
    template_name = "incidents/cms/tell.html"
    submit_label = gettext_lazy("Publish the message")

    def post(self, request, *args, **kwargs):
        if "publish" in request.POST:
            actions.publish_incident(incident=self.incident, text=request.POST.get("first_words", "").strip()[:4000])
            return self.done(_("The incident is public."))
        if "put_aside" in request.POST:
            actions.put_aside(incident=self.incident)
            return self.done(_("The draft is put aside: nothing was published."))
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.incident}

    def form_valid(self, form):
        state, text = form.cleaned_data["state"], form.cleaned_data["text"]
        try:
            if state in ENDS:
                actions.resolve_incident(incident=self.incident, text=text)
            else:
                actions.add_update(
                    incident=self.incident, state=state, text=text, services=form.states(), components=form.parts()
                )
        except actions.AlreadyOver:
            form.add_error(None, _("Someone has resolved this incident meanwhile. Your message was not published."))
            return self.form_invalid(form)
        return self.done(_("Your message is on the page of the incident."))


class BreachView(OfIncidentView):
    """Data lost or exposed: how long is left, and what was decided."""

    form_class = BreachForm
    template_name = "incidents/cms/breach.html"
    submit_label = gettext_lazy("Save")

    def get_initial(self):
        one = self.incident
        known_at = timezone.localtime(one.breach_known_at) if one.breach_known_at else None
        return {"known_at": known_at, "decision": one.breach_decision, "note": one.breach_note}

    def form_valid(self, form):
        actions.decide_breach(incident=self.incident, **form.cleaned_data)
        return self.done(_("It is saved."))


class AccountView(OfIncidentView):
    """Write or correct the account of what happened."""

    form_class = AccountForm
    submit_label = gettext_lazy("Publish the account")

    def get_initial(self):
        return {"text": self.incident.postmortem or account_frame()}

    def form_valid(self, form):
        actions.publish_account(incident=self.incident, text=form.cleaned_data["text"])
        return self.done(_("The account is on the page of the incident."))


def account_frame() -> str:
    """The questions that an account answers, as headings."""
    questions = (
        _("What happened"),
        _("Why"),
        _("Whom it touched, for how long, and their data"),
        _("What we did"),
        _("What we change so that it does not come again"),
    )
    return "\n\n".join(f"## {one}" for one in questions) + "\n"
