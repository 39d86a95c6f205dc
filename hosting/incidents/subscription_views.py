"""Mails about incidents without an account: the form, the page of a subscription, one click that forgets.

No answer tells whether an address is known. The links hold the key of the row: nothing behind them is cached, shown to
search engines or told to other sites.
"""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from accounts.people.whereabouts import address_of
from hosting.services.models import Service
from portal.core import link_keys, rate_limit
from portal.core.origin import visitor_form
from portal.notifications.headers import was_one_click

from .actions import subscribing
from .models import Subscriber
from .subscription_forms import ServicesForm, SubscribeForm

ASKED_AN_HOUR = 10  # from one address of the network


def _crumbs() -> list[dict]:
    return [{"title": _("Incidents"), "url": reverse("incidents:log")}]


def quiet(response: HttpResponse) -> HttpResponse:
    """A page whose address is a key: no other site learns it, no index."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@method_decorator(visitor_form, name="dispatch")
class SubscribeView(FormView):
    """Ways to hear of incidents: mails, feeds, the calendar, the file for machines."""

    template_name = "incidents/subscribe.html"
    form_class = SubscribeForm

    def form_valid(self, form):
        if not rate_limit.may_start("incident-subscriptions", address=address_of(self.request), limit=ASKED_AN_HOUR):
            response = self.render_to_response(self.get_context_data(form=form, too_many=True), status=429)
            response["Retry-After"] = str(rate_limit.WINDOW)
            return response
        subscribing.ask(email=form.cleaned_data["email"], **form.choice())
        return self.render_to_response(self.get_context_data(form=None, sent=True))

    def get_context_data(self, **kwargs):
        sent = kwargs.get("sent", False)
        title = _("Check your mail") if sent else _("Hear about incidents")
        return super().get_context_data(
            nav_section="incidents",
            page_title=title,
            band={"title": title, "field": "pale", "crumbs": _crumbs()},
            services=[] if sent else Service.objects.in_catalogue(),
            site_url=settings.WAGTAILADMIN_BASE_URL.rstrip("/"),
            **kwargs,
        )


class KeyMixin:
    """A page behind a link of a mail. A key that is unknown, or of somebody who left, meets the same page."""

    def dispatch(self, request, *args, **kwargs):
        self.subscriber = Subscriber.objects.filter(key=link_keys.typed(self.kwargs["key"])).first()
        if self.subscriber is None:
            return gone(request, status=404)
        return quiet(super().dispatch(request, *args, **kwargs))


def gone(request, *, forgotten: bool = False, status: int = 200) -> HttpResponse:
    title = _("It is done") if forgotten else _("This link no longer works")
    values = {
        "nav_section": "incidents",
        "page_title": title,
        "forgotten": forgotten,
        "band": {"title": title, "field": "pale", "crumbs": _crumbs()},
    }
    return quiet(render(request, "incidents/gone.html", values, status=status))


@method_decorator(visitor_form, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class SubscriptionView(KeyMixin, FormView):
    """Confirm, by a button since programs follow links on their own; later, change one's choice."""

    template_name = "incidents/subscription.html"
    form_class = ServicesForm

    def get_initial(self):
        """What they have, and what they asked for besides (`?plus=3-5`, `?plus=tous`)."""
        wished = self.request.GET.get("plus", "")
        numbers = {int(one) for one in wished.split("-") if one.isascii() and one.isdecimal() and len(one) < 19}
        chosen = set(self.subscriber.services.values_list("pk", flat=True))
        return {
            "all_services": self.subscriber.all_services or wished == "tous",
            "services": sorted(chosen | numbers),
        }

    def form_valid(self, form):
        was_confirmed = self.subscriber.confirmed_at is not None
        if subscribing.choose(subscriber=self.subscriber, **form.choice()) is None:
            return gone(self.request, status=404)
        first = _("You are subscribed. We write when there is something.")
        messages.success(self.request, _("Your choice is saved.") if was_confirmed else first)
        return HttpResponseRedirect(self.request.path)

    def get_context_data(self, **kwargs):
        is_confirmed = self.subscriber.confirmed_at is not None
        title = _("Your mails about incidents") if is_confirmed else _("Confirm your subscription")
        return super().get_context_data(
            nav_section="incidents",
            page_title=title,
            subscriber=self.subscriber,
            is_confirmed=is_confirmed,
            band={"title": title, "field": "pale", "crumbs": _crumbs()},
            **kwargs,
        )


@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class LeaveView(KeyMixin, TemplateView):
    """Mail programs post here on their own (RFC 8058), so where the form comes from is not asked: the key is enough.
    A GET, which mail scanners make too, only asks."""

    template_name = "incidents/leave.html"

    def post(self, request, *args, **kwargs):
        subscribing.forget(subscriber=self.subscriber)
        if was_one_click(request):
            return HttpResponse(_("Done."), content_type="text/plain; charset=utf-8")
        return gone(request, forgotten=True)

    def get_context_data(self, **kwargs):
        title = _("No more mails")
        return super().get_context_data(
            nav_section="incidents",
            page_title=title,
            subscriber=self.subscriber,
            band={"title": title, "field": "pale", "crumbs": _crumbs()},
            **kwargs,
        )
