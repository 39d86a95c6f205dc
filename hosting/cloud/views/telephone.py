"""/territoire/demandes/nouvelle/: a referent opens a request for somebody who calls."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.organisations import host
from accounts.organisations.rules import in_care_of, territories_in_care_of
from accounts.organisations.views.shared import words_asked

from ..actions import telephone
from ..forms import TelephoneForm
from .desk import desk_page
from .lists import desk_crumb


@desk_page
def open_request(request):
    """For an association of one's territories (`?association=`), or a new one there. The answer is the same whoever the
    address belongs to."""
    slug = words_asked(request, "association")
    slug = slug if host.has_organisations() else host.host_organisation().slug
    organisation = in_care_of(request.user).still_open().filter(slug=slug).select_related("territory").first()
    if slug and organisation is None:
        raise Http404
    territories = territories_in_care_of(request.user).order_by("path")
    form = TelephoneForm(request.POST or None, organisation=organisation, territories=territories)
    if request.method == "POST" and form.is_valid():
        try:
            telephone.open_request(by=request.user, organisation=organisation, **form.cleaned_data)
            messages.success(
                request, _("A mail asks them for their word. The request comes up here once they gave it.")
            )
            return redirect(reverse("cloud:desk") + "?show=confirm")
        except telephone.TooMany:
            form.add_error(None, _("That is a lot for one day: go on tomorrow."))
    band = {
        "title": _("Open a request on the telephone"),
        "lead": organisation.name if organisation and host.has_organisations() else "",
        "field": "leaf",
        "crumbs": [desk_crumb()],
    }
    context = {"form": form, "band": band, "nav_section": "account"}
    return render(request, "cloud/telephone.html", context, status=400 if form.errors else 200)
