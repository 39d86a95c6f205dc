"""Attestations: the page where a learner asks for one, what they download, and the page where anybody checks a code."""

from contextlib import suppress

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people.whereabouts import address_of
from portal.core import context, rate_limit

from . import attestations, credentials
from .attestation_actions import CannotIssue, issue_attestation
from .attestation_forms import CodeForm, NameForm
from .attestation_pdf import attestation_pdf
from .learners import learner_who_acts, reader_of
from .models import Attestation
from .models.attestations import code_as_written
from .page_contexts import NAV, keep_private
from .views import find_page, guarded

# A trainer checks a whole class; a guesser gets nowhere with so few of 2^100.
CHECKS_AN_HOUR = 120


@require_http_methods(["GET", "HEAD", "POST"])
def attestation(request, course: str):
    """What a course asks for its attestation, what this learner lacks, the form, then the downloads."""
    page = find_page(course)
    return guarded(page, request, lambda: _private(_attestation(request, page), request))


def _private(response: HttpResponse, request) -> HttpResponse:
    """What a member sees bears their name: nothing keeps it."""
    if request.user.is_authenticated:
        response["Cache-Control"] = "private, no-store"
        return response
    return keep_private(response, request)


def _attestation(request, page) -> HttpResponse:
    person = request.user if request.user.is_authenticated else None
    mine = Attestation.objects.of_person(person).filter(course=page).first() if person else None
    rule = attestations.rule_of(page)
    if rule is None and mine is None:
        raise Http404
    again = mine is None or (mine.may_ask_again and not mine.is_valid)
    reader = reader_of(request)
    where = attestations.standing(page, rule, reader) if rule and reader and again else None
    form = (
        NameForm(request.POST or None, initial={"name": person.public_name}) if person and where and where.met else None
    )
    if request.method == "POST":
        if form is None:
            return HttpResponseRedirect(request.path, status=303)
        if form.is_valid():
            return _issue(request, page, form.cleaned_data["name"])
    return render(request, "attestations/attestation.html", _page_context(page, rule, mine, where, form))


def _issue(request, page, name: str) -> HttpResponse:
    """Back to the page, whatever became of it: it shows where the learner stands now."""
    host_name = str(context.page(request)["host"].name)
    with suppress(CannotIssue):
        issue_attestation(learner=learner_who_acts(request), course=page, name=name, host_name=host_name)
    return HttpResponseRedirect(request.path, status=303)


def _page_context(page, rule, mine, where, form) -> dict:
    return NAV | {
        "page": page,
        "rule": rule,
        "mine": mine,
        "badge": bool(credentials.host_keys()),
        "check_url": credentials.check_url(mine) if mine else "",
        "where": where,
        "form": form,
        "not_a_diploma": credentials.not_a_diploma(),
        "band": {
            "title": _("Attestation of a course followed"),
            "field": "leaf",
            "lead": page.title,
            "crumbs": [
                {"title": _("Learn"), "url": reverse("courses:index")},
                {"title": page.title, "url": reverse("courses:course", args=[page.slug])},
            ],
        },
    }


@login_required
@require_safe
def document(request, code: str):
    """The PDF, for the person whose attestation it is."""
    one = _own(request, code)
    return _download(attestation_pdf(one), "application/pdf", f"attestation-{one.course_slug}.pdf")


@login_required
@require_safe
def badge(request, code: str):
    """The signed credential, for the person whose attestation it is."""
    one = _own(request, code)
    if not credentials.host_keys():
        raise Http404
    return _download(
        credentials.signed(one).encode(), "text/plain; charset=utf-8", f"attestation-{one.course_slug}.jwt"
    )


def _own(request, code: str) -> Attestation:
    """A valid attestation of whoever asks; anybody else's does not exist."""
    return get_object_or_404(Attestation.objects.of_person(request.user).valid().with_code(code))


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def check_form(request):
    """Where a code is typed; what was typed leads to its page, as it is written on paper."""
    if "code" not in request.GET:
        return render(request, "attestations/check.html", _check_context(CodeForm()))
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _never_kept(render(request, "attestations/check.html", _check_context(form)))
    code = code_as_written(form.cleaned_data["code"])
    return redirect("attestations:check", code=code) if code else _told(request, None, form.cleaned_data["code"])


@require_safe
def check(request, code: str):
    """Whether an attestation is true, for whoever holds its code. Any other code is not found, whatever its form."""
    if not rate_limit.may_start("attestation-checks", address=address_of(request), limit=CHECKS_AN_HOUR):
        response = render(request, "attestations/too_many.html", NAV, status=429)
        response["Retry-After"] = str(rate_limit.WINDOW)
        return _never_kept(response)
    return _told(request, Attestation.objects.with_code(code).first(), code)


def _told(request, found: Attestation | None, code: str) -> HttpResponse:
    form = CodeForm() if found else CodeForm(initial={"code": code})
    values = _check_context(form) | {"unknown": found is None, "attestation": found}
    return _never_kept(render(request, "attestations/check.html", values, status=200 if found else 404))


def _check_context(form) -> dict:
    return NAV | {
        "form": form,
        "unknown": False,
        "attestation": None,
        "not_a_diploma": credentials.not_a_diploma(),
        "band": {"title": _("Check an attestation"), "field": "pale"},
    }


def _never_kept(response: HttpResponse) -> HttpResponse:
    """A page with a name on it, or that says there is none: no cache and no search engine keeps it."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _published(data: dict) -> JsonResponse:
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})


@require_safe
def issuer(request):
    """Who signs, as an Open Badges Profile."""
    return _published(
        {"@context": credentials.CONTEXTS[:2], **credentials.issuer(str(context.page(request)["host"].name))}
    )


@require_safe
def key_set(request):
    """The public keys (JSON Web Key Set)."""
    found = credentials.public_keys()
    if not found:
        raise Http404
    return _published({"keys": found})


@require_safe
def key(request, thumbprint: str):
    """One public key (JSON Web Key): where the `kid` of a credential leads."""
    for one in credentials.host_keys():
        if one.thumbprint == thumbprint:
            return _published(one.public_jwk(credentials.key_url(one)))
    raise Http404


@require_safe
def revocations(request):
    """The credentials that hold no longer (1EdTech Revocation List), by ids that say nothing."""
    response = _published(credentials.revocation_list())
    response["Cache-Control"] = "no-store"  # whoever asks must know at once
    return response
