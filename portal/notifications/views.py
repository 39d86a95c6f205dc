"""The notification centre: what is new, what one follows, how often to be written to, and one click to stop.

Personal pages, never cached; `stop` alone serves without a session, to whoever holds its signed address.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.origin import visitor_form
from portal.core.paging import page_of

from . import centre, followables, following, stops
from .forms import FollowForm, SettingsForm
from .headers import was_one_click
from .models import Follow, Frequency, Notice

LARGEST = 2**63 - 1


def _band(title: str, **more) -> dict:
    crumbs = [{"title": _("My account"), "url": reverse("account_home")}]
    return {"title": title, "field": "pale", "crumbs": crumbs} | more


def _inner_band(title: str, **more) -> dict:
    band = _band(title, **more)
    band["crumbs"].append({"title": _("Notifications"), "url": reverse("notifications:centre")})
    return band


@login_required
@never_cache
def centre_page(request):
    """Everything this person was told, latest first, a line for each conversation; `?nouvelles=1`: the unread."""
    only_unread = request.GET.get("nouvelles") == "1"
    found = Notice.objects.filter(person=request.user).folded(unread=only_unread).latest_first()
    paginator = Paginator(found, centre.PER_PAGE)
    page = page_of(paginator, request)
    here = reverse("notifications:centre")
    context = {
        "nav_section": "account",
        "band": _band(_("Notifications")),
        "rows": centre.rows(request.user, list(page.object_list)),
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "query": "nouvelles=1&" if only_unread else "",
        "filters": {
            "label": _("Which notifications"),
            "choices": [
                {"title": _("All"), "url": here, "current": not only_unread, "count": None},
                {"title": _("Unread"), "url": f"{here}?nouvelles=1", "current": only_unread, "count": None},
            ],
        },
    }
    return render(request, "notifications/centre.html", context)


@login_required
@never_cache
def open_notice(request, number: int):
    """Follow a notice to what it is about; it is read from then on."""
    notice = get_object_or_404(Notice.objects.select_related("person"), pk=min(number, LARGEST), person=request.user)
    address = centre.open_one(notice)
    if not address:
        messages.error(request, _("This is no longer available."))
        return redirect("notifications:centre")
    return redirect(address)


@login_required
@require_POST
def mark(request):
    """Mark one notice (`number`) with those that fold into it, or all, as read."""
    number = request.POST.get("number", "")
    if number:
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise Http404
        notice = Notice.objects.filter(pk=min(int(number), LARGEST), person=request.user).first()
        if notice is not None:
            centre.mark_beside(notice)
    else:
        centre.mark_read(person=request.user)
    page = request.POST.get("page", "")
    tail = f"?page={page}" if page.isascii() and page.isdecimal() and page != "1" else ""
    return redirect(reverse("notifications:centre") + tail)


@login_required
@never_cache
def settings_page(request):
    """How often, at most, for each kind; and a pause for all."""
    person = request.user
    form = SettingsForm(request.POST or None, instance=following.settings_of(person), person=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        for kind, frequency in form.changed_kinds().items():
            stops.prefer(person=person, kind=kind, frequency=frequency)
        messages.success(request, _("Your choices are kept."))
        return redirect("notifications:settings")
    band = _inner_band(_("What you receive by mail"))
    return render(request, "notifications/settings.html", {"nav_section": "account", "band": band, "form": form})


@login_required
@never_cache
def follows_page(request):
    """Everything this person follows, each with how often; what they may no longer read is left out."""
    paginator = Paginator(Follow.objects.filter(person=request.user).order_by("subject", "-since"), centre.PER_PAGE)
    page = page_of(paginator, request)
    rows = list(page.object_list)
    found = {
        name: followables.find(request.user, name, [row.number for row in rows if row.subject == name])
        for name in {row.subject for row in rows}
    }
    shown = [_followed(row, found[row.subject].get(row.number)) for row in rows]
    context = {
        "nav_section": "account",
        "band": _inner_band(_("What you follow")),
        "rows": shown,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "query": "",
    }
    return render(request, "notifications/follows.html", context)


def _followed(row: Follow, thing: dict | None) -> dict:
    followable = followables.get(row.subject)
    form = FollowForm(initial={"frequency": row.frequency}, auto_id=f"{row.subject}-{row.number}-%s")
    return {
        "title": thing["title"] if thing else _("This is no longer available."),
        "url": thing["url"] if thing else "",
        "sort": followable.label if followable else "",
        "action": reverse("notifications:follow", args=[row.subject, row.number]),
        "frequency": row.frequency,
        "field": form["frequency"],
    }


@visitor_form
@never_cache
@require_POST
def follow(request, subject: str, number: int):
    """« Suivre », « Changer », « Ne plus suivre » (the button `stop`); the form stands on pages without a token."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={reverse('account_home')}")
    if number > LARGEST:
        raise Http404
    thing = followables.find(request.user, subject, [number]).get(number)
    if "stop" in request.POST:
        stops.unfollow(person=request.user, subject=subject, number=number)
        messages.success(request, _("You no longer follow it."))
    elif thing is None:
        raise Http404
    else:
        form = FollowForm(request.POST)
        frequency = form.cleaned_data["frequency"] if form.is_valid() else Frequency.AT_ONCE
        following.follow(person=request.user, subject=subject, number=number, frequency=frequency)
        messages.success(request, _("You follow it. Mails: %(often)s.") % {"often": Frequency(frequency).label})
    if request.POST.get("back") == "follows" or thing is None:
        return redirect("notifications:follows")
    return redirect(thing["url"])


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token: str):
    """RFC 8058: a POST stops it at once, without a session; a GET, which mail scanners make too, only asks."""
    found = stops.read(token)
    if found is None:
        return render(request, "notifications/stop.html", {"state": "unknown", "nav_section": "none"}, status=404)
    person, target = found
    with override(person.language):
        what = stops.in_words(person, target)
        if request.method == "POST":
            stops.act(person, target)
            if was_one_click(request):
                return HttpResponse(_("Done."), content_type="text/plain; charset=utf-8")
        state = "done" if request.method == "POST" else "ask"
        return render(request, "notifications/stop.html", {"state": state, "what": what, "nav_section": "none"})
