"""A list of packages is brought in, in /cms/: read whole, or refused with what is wrong, line by line."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from .kept_packages import ListOfThatDay, keep_list, packages_of
from .models import Machine
from .packages import MOST_BYTES, UnreadableList, compare, read_list

MAY_BRING = "transparency.add_packagelist"
UPLOAD = "package_list_upload"
OLDEST = timedelta(days=3660)


class UploadForm(forms.Form):
    problems = ()  # of the file that was just read, by line

    machine = forms.ModelChoiceField(Machine.objects.all(), label=gettext_lazy("Server"))
    taken_on = forms.DateField(
        label=gettext_lazy("Day of the list"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "What “COLUMNS=300 dpkg -l > list.txt” or “rpm -qa > list.txt” writes, or a CycloneDX bill of materials "
            "(JSON or XML)."
        ),
    )

    def clean_taken_on(self):
        day, today = self.cleaned_data["taken_on"], timezone.localdate()
        if not today - OLDEST <= day <= today:
            raise forms.ValidationError(_("A day of the last ten years, today at the latest."))
        return day

    def clean_file(self):
        """The reading; its problems stay on the form, for the page to show them as a table."""
        try:
            return read_list(self.cleaned_data["file"].read(MOST_BYTES + 1))
        except UnreadableList as error:
            self.problems = error.problems
            raise forms.ValidationError(_("Nothing was kept: this file cannot be read as a list.")) from error


class UploadView(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    form_class = UploadForm
    permission_required = MAY_BRING
    raise_exception = True
    template_name = "transparency/cms/packages.html"
    page_title = gettext_lazy("Bring in a list of packages")
    header_icon = "upload"

    def get_initial(self):
        return {"machine": self.request.GET.get("serveur"), "taken_on": timezone.localdate()}

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def form_valid(self, form):
        values = form.cleaned_data
        try:
            kept = keep_list(
                machine=values["machine"],
                taken_on=values["taken_on"],
                reading=values["file"],
                by=self.request.user,
            )
        except ListOfThatDay:
            form.add_error("taken_on", _("There is a list of that day already: take it away first."))
            return self.form_invalid(form)
        messages.success(self.request, _told(kept))
        return redirect(reverse("wagtailsnippets_transparency_packagelist:list"))


def _told(kept) -> str:
    """What the list holds, and how it differs from that of the year before."""
    words = _("%(count)s packages are kept for %(machine)s.") % {"count": kept.count, "machine": kept.title}
    before = kept.year_before()
    if before is None:
        return words
    found = compare(packages_of(before), packages_of(kept))
    counts = {"added": len(found.added), "removed": len(found.removed), "changed": len(found.changed)}
    more = _("Since the year before: %(added)s added, %(removed)s removed, %(changed)s in another version.")
    return f"{words} {more % counts}"
