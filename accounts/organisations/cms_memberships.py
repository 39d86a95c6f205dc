"""Memberships in /cms/: staff write them by the same actions as everybody, so that history, notices, cloud groups and
the rule of the last manager hold there too."""

from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import DeleteView as SnippetDeleteView

from accounts.people.cms.fields import PersonField

from . import host
from .actions import Refused, roles
from .models import Membership


class OfPersonForm(WagtailAdminModelForm):
    """A row that names a person, by address."""

    person = PersonField(label=gettext_lazy("Person"))


class MembershipForm(OfPersonForm):
    """Who and where is said once; role and dates change. A host without associations has one place to belong to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["person"] = self.instance.person
            for name in ("person", "organisation"):
                self.fields[name].disabled = True
        if host.has_organisations():
            del self.fields["until"]
            return
        del self.fields["organisation"]
        if not self.instance.pk:
            self.instance.organisation = host.host_organisation()
            self.fields["until"].initial = host.end_of_a_year()

    def clean(self):
        values = super().clean()
        if values.get("until") and values.get("since") and values["until"] < values["since"]:
            self.add_error("until", _("The last day comes before the first, or is over."))
        stored = Membership.objects.select_related("organisation").filter(pk=self.instance.pk).first()
        role, person = values.get("role"), values.get("person")
        if role == Membership.Role.MANAGER and person is not None and not person.is_active:
            self.add_error("role", _("This account is closed: choose somebody else."))
        if stored and role == Membership.Role.MEMBER and roles.is_last_manager(stored.organisation, stored):
            self.add_error("role", _("Somebody must answer for the association: name another manager first."))
        return values

    def save(self, commit=True):
        values, by = self.cleaned_data, self.for_user
        dates = {"since": values["since"], "until": values.get("until")}
        if self.instance.pk is None:
            place = values.get("organisation") or self.instance.organisation
            who = {"organisation": place, "person": values["person"], "role": values["role"]}
            self.instance = roles.add_member(by=by, **who, **dates)
            return self.instance
        membership = Membership.objects.select_related("organisation", "person").get(pk=self.instance.pk)
        dates["until"] = values.get("until", membership.until)
        membership = roles.change_role(membership=membership, role=values["role"], by=by)
        self.instance = roles.set_dates(membership=membership, by=by, **dates)
        return self.instance


class DeleteView(SnippetDeleteView):
    """Taking somebody out; what the rules refuse is said."""

    def delete_action(self):
        with transaction.atomic():
            log(instance=self.object, action="wagtail.delete")
            roles.remove_member(membership=self.object, by=self.request.user)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except Refused as refused:
            messages.error(self.request, str(refused))
            return HttpResponseRedirect(self.get_success_url())
