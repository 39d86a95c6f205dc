"""A report and its incident: the team ties them; those who were touched say whether it works again."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from forum.support import presentation
from forum.support.actions.incident_ties import say_whether_it_works, tie_to_incident
from forum.support.incident_words import tie_of
from hosting.incidents.models import Incident
from portal.core.origin import visitor_form

from .lookup import ElsewhereMixin, find_topic
from .team import ReportView

RECENT = timedelta(days=60)


class IncidentForm(forms.Form):
    """Which incident explains the report; none to untie it."""

    incident = forms.ModelChoiceField(
        label=gettext_lazy("Incident"),
        queryset=Incident.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
        help_text=gettext_lazy("Once it is resolved, the people touched are asked whether it works again."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        now = timezone.now()
        recent = Q(ends_at=None) | Q(ends_at__gt=now - RECENT)
        chosen = Q(pk=self.initial.get("incident"))
        self.fields["incident"].queryset = Incident.objects.published().filter(recent & Q(starts_at__lte=now) | chosen)
        self.fields["incident"].label_from_instance = lambda one: f"n° {one.number}, {one.title}"


class ReportIncidentView(ReportView):
    """Tie a report to an incident, or untie it."""

    tail = "incident/"

    @property
    def title(self) -> str:
        return _("Incident of the report")

    def find(self):
        super().find()
        self.tie = tie_of(self.topic.bug_report)

    def forms(self) -> dict:
        return {"incident": (self.title, _("Save"), IncidentForm)}

    def initial(self, name: str) -> dict:
        return {"incident": self.tie.incident_id if self.tie else None}

    def decide(self, name: str, values: dict):
        tie_to_incident(report=self.topic.bug_report, incident=values["incident"], by=self.request.user)
        messages.success(self.request, _("It is saved."))
        return HttpResponseRedirect(self.topic.get_absolute_url())


@method_decorator(visitor_form, name="dispatch")
class WorksAgainView(ElsewhereMixin, View):
    """« Yes, it works » or « no, still not »."""

    def post(self, request, board, topic):
        topic = find_topic(request, board, topic)
        if not request.user.is_authenticated:
            return HttpResponseRedirect(presentation.login_url(topic.get_absolute_url()))
        said = {"oui": True, "non": False}.get(request.POST.get("works"))
        tie = tie_of(topic.bug_report) if hasattr(topic, "bug_report") else None
        if said is None or tie is None:
            raise Http404
        try:
            say_whether_it_works(tie=tie, by=request.user, works=said)
        except PermissionDenied:
            raise Http404 from None
        messages.success(request, _("Thank you: the team reads your answer."))
        return HttpResponseRedirect(f"{topic.get_absolute_url()}#ca-marche")
