"""Public pages that are no rows of the page tree: preferences, glossary, contact, robots."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from portal.core.origin import visitor_form
from portal.core.preferences import Preferences

from .forms import PreferencesForm
from .models import GlossaryTerm
from .people_nearby import territories


@visitor_form
def preferences(request):
    """Choose language and font. Sets the one necessary cookie, or takes it away when all is back to default."""
    chosen = request.preferences
    if request.method == "POST":
        form = PreferencesForm(request.POST)
        if form.is_valid():
            response = redirect(_safe_way_back(request, form.cleaned_data["back"]))
            Preferences(language=form.cleaned_data["language"], font=form.cleaned_data["font"]).save(response)
            return response
    else:
        form = PreferencesForm(
            initial={"language": chosen.language, "font": chosen.font, "back": request.GET.get("retour", "")[:300]}
        )
    status = 422 if form.errors else 200
    return render(request, "pages/preferences.html", {"nav_section": "none", "form": form}, status=status)


def _safe_way_back(request, address: str) -> str:
    """The page that asked, when it is one of ours; the preferences otherwise."""
    if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return address
    return reverse("pages:preferences")


def glossary(request):
    """Every word with its meaning, in the order of the alphabet."""
    band = {"title": _("Glossary"), "lead": _("The words of the trade, in one sentence each.")}
    return render(
        request, "pages/glossary.html", {"nav_section": "none", "band": band, "terms": GlossaryTerm.objects.all()}
    )


def contact(request):
    """Who to call where, and how to write to the host."""
    found = territories()
    near = _("In each department, someone approves requests, answers the telephone and comes to see you.")
    band = {"title": _("Help and contact"), "lead": near if found else _("Where to ask, and how to reach the team.")}
    context = {"nav_section": "none", "band": band, "territories": found}
    return render(request, "pages/contact.html", context)


def robots(request):
    """Everything public may be read; personal and endless pages are not worth a robot's time."""
    lines = [
        "User-agent: *",
        "Disallow: /cms/",
        "Disallow: /compte/",
        "Disallow: /territoire/",
        "Disallow: /recherche/",
        f"Sitemap: {request.build_absolute_uri(reverse('pages:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def favicon(request):
    """Browsers ask for it whatever the page says."""
    return redirect(static("img/icon.svg"), permanent=True)
