"""Self-assessment of a candidate in /cms/: one part of the charter after another, and the dossier to take away."""

import copy
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.core.origin import visitor_form

from . import charter, dossier
from .models import CharterEdition, Criterion, CriterionReview
from .models.charter import check_address

MAY_ASSESS = "transparency.change_criterion"
ALL = "charter_assessment"
PART = "charter_part"


class CriterionForm(forms.ModelForm):
    """What is said of one criterion; `seen` is the review that stood when the page was made."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=Criterion.State.choices, widget=forms.RadioSelect, required=True
    )
    evidence_url = forms.CharField(
        label=gettext_lazy("Address of the proof"),
        required=False,
        max_length=300,
        validators=[check_address],
        help_text=gettext_lazy("A page of this site, such as “/cgu/”, or a whole address."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have found this wording and this level in this edition"), required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Criterion
        fields = ["state", "evidence", "evidence_url", "note"]
        labels = {"evidence": gettext_lazy("Proof, in words")}
        widgets = {"note": forms.Textarea(attrs={"rows": 2, "maxlength": 500})}

    def __init__(self, data=None, *, criterion: Criterion):
        initial = {"confirmed": criterion.is_confirmed, "seen": charter.last_review(criterion)}
        # a copy: validation writes what was typed on it
        super().__init__(data, instance=copy.copy(criterion), initial=initial, prefix=criterion.code)
        self.criterion = criterion

    @property
    def has_words(self) -> bool:
        """Something else than `seen` was changed."""
        return bool(set(self.changed_data) - {"seen"})

    def take_over(self) -> None:
        """Somebody else was faster: say so, keep what was typed, let the next press of the button put it in place."""
        now = Criterion.objects.get(pk=self.criterion.pk)
        words = _(
            "Somebody else has just reviewed this criterion (“%(state)s”). What you typed stands below: save again."
        )
        self._stand_again(words % {"state": now.get_state_display()})

    def meet_edition(self) -> None:
        """Another edition came into force while they typed: nothing is saved before they have read it again."""
        self.is_valid()
        self._stand_again(_("Another edition of the charter is in force meanwhile: read this again, then save."))

    def _stand_again(self, words: str) -> None:
        self.add_error(None, words)
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = charter.last_review(self.criterion)


class AssessmentPage(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = MAY_ASSESS
    raise_exception = True
    header_icon = "tick"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class AllPartsView(AssessmentPage):
    """Where each part stands, the next one to do, the dossier."""

    template_name = "transparency/cms/assessment.html"
    page_title = gettext_lazy("Self-assessment: the charter")

    def get_context_data(self, **kwargs):
        parts = parts_with_progress()
        done, total = sum(one["done"] for one in parts), sum(one["total"] for one in parts)
        troubled = Criterion.objects.with_troubled_proof()
        old = Criterion.objects.reviewed_too_long_ago()
        return super().get_context_data(**kwargs) | {
            "parts": parts,
            "done": done,
            "total": total,
            "next": next((one for one in parts if one["done"] < one["total"]), None),
            "troubled": troubled,
            "old": old,
            "edition": CharterEdition.objects.current(),
            "draft": CharterEdition.objects.draft(),
        }


def parts_with_progress() -> list[dict]:
    """Parts of the charter with how many of their criteria have a state, in one query."""
    criteria = list(Criterion.objects.promised())
    parts = []
    for value, label in Criterion.Part.choices:
        rows = [one for one in criteria if one.part == value]
        if rows:
            done = sum(one.state != Criterion.State.TO_CHECK for one in rows)
            url = reverse(PART, args=[value])
            unread = sum(not one.is_confirmed for one in rows)
            parts.append({"name": label, "slug": value, "url": url, "done": done, "total": len(rows), "unread": unread})
    return parts


class PartView(AssessmentPage):
    """The criteria of one part. What is right is saved even when something beside it is not; that stays as typed."""

    template_name = "transparency/cms/assessment_part.html"

    @cached_property
    def part(self) -> dict:
        found = next((one for one in parts_with_progress() if one["slug"] == self.kwargs["part"]), None)
        if found is None:
            raise Http404
        return found

    @property
    def page_title(self):
        return _("Charter: %(part)s") % {"part": self.part["name"]}

    @cached_property
    def edition(self) -> CharterEdition:
        return CharterEdition.objects.current()

    @cached_property
    def criteria(self) -> list[Criterion]:
        return list(Criterion.objects.promised().filter(part=self.part["slug"]))

    def post(self, request, *args, **kwargs):
        forms_ = [CriterionForm(request.POST, criterion=one) for one in self.criteria]
        if request.POST.get("edition") != str(self.edition.pk):
            for form in forms_:
                form.meet_edition()
            return self.render_to_response(self.get_context_data(forms=forms_))
        saved, wrong = 0, []
        for form in forms_:
            if not self._save(form):
                wrong.append(form)
            elif form.has_words or self._looked_again(form):
                saved += 1
        if saved:
            words = ngettext("One criterion is saved.", "%(count)s criteria are saved.", saved)
            messages.success(request, words % {"count": saved})
        if not wrong:
            return redirect(self._next() if "go_on" in request.POST else request.path)
        messages.error(request, _("Some criteria are not saved yet: each says why."))
        del self.part  # its progress has changed
        fresh = {one.pk: one for one in Criterion.objects.filter(part=kwargs["part"])}
        shown = [form if form in wrong else CriterionForm(criterion=fresh[form.criterion.pk]) for form in forms_]
        return self.render_to_response(self.get_context_data(forms=shown))

    def _looked_again(self, form) -> bool:
        return "again" in self.request.POST and form.criterion.state != Criterion.State.TO_CHECK

    def _save(self, form) -> bool:
        """False when the form has to be shown again."""
        if not form.is_valid():
            return False
        if not (form.has_words or self._looked_again(form)):
            return True
        values = form.cleaned_data
        try:
            charter.review_criterion(
                criterion=form.criterion,
                **{name: values[name] for name in charter.SAID},
                confirmed=values["confirmed"],
                by=self.request.user,
                seen=values["seen"],
            )
        except charter.ReviewedMeanwhile:
            form.take_over()
            return False
        return True

    def _next(self) -> str:
        parts = parts_with_progress()
        place = next(number for number, one in enumerate(parts) if one["slug"] == self.part["slug"])
        return parts[place + 1]["url"] if place + 1 < len(parts) else reverse(ALL)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context.setdefault("forms", [CriterionForm(criterion=one) for one in self.criteria])
        codes = [one.code for one in self.criteria]  # of former editions too
        reviews = CriterionReview.objects.filter(criterion__code__in=codes).select_related("criterion", "by")
        more = {"part": self.part, "edition": self.edition, "reviews": reviews[:20], "all_url": reverse(ALL)}
        return context | more


@visitor_form
@never_cache
def part(request, part: str):
    """The address of `PartView`. It stands ahead of Wagtail's own, which would lead whoever was signed out meanwhile
    away from what they typed; like the forms of the forum it holds no token, which would not outlive the session."""
    if request.method == "POST" and not request.user.is_authenticated:
        return _signed_out(request)
    return require_admin_access(PartView.as_view())(request, part=part)


def _signed_out(request):
    """The session ended while they were writing: everything comes back, to be sent again from the same page."""
    typed = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "nav_section": "none",
        "typed": typed,
        "words": [value for name, value in typed if name.endswith(("-evidence", "-evidence_url", "-note")) and value],
        "login_url": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
    }
    return render(request, "transparency/assessment_signed_out.html", context, status=403)


def dossier_file(request, kind: str):
    """The whole dossier, `md` or `pdf`."""
    if not request.user.has_perm(MAY_ASSESS):
        raise PermissionDenied
    from portal.core import context

    host = str(context.page(request)["host"].name)
    if kind == "pdf":
        response = HttpResponse(dossier.as_pdf(host), content_type="application/pdf")
    else:
        response = HttpResponse(dossier.as_markdown(host), content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="dossier-charte.{kind}"'
    return response
