"""Pages of courses, and the two forms that a visitor may post on a lesson: answers, « J’ai lu »."""

from urllib.parse import urlencode

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.models import Page, PageViewRestriction

from portal.core import page_cache, rate_limit
from portal.core.origin import visitor_form

from . import actions, quiz
from .learners import TooManyLearners, learner_who_acts, remember
from .models import CourseIndexPage, CoursePage, LessonPage, SequencePage
from .page_contexts import keep_private

# Sent by static/js/lesson.js: answer with the question's fragment instead of a redirect.
FRAGMENT_HEADER = "X-Fragment"
LEVELS = (CourseIndexPage, CoursePage, SequencePage, LessonPage)


def find_page(*slugs: str):
    """The published page at /mooc/<slugs>/; Http404 when it or a page above it is not published.

    `is_restricted` says whether Wagtail must be asked who may see it, and `read_in` is the generation of cached pages
    that it belongs to. It is read again after any change of a page or a restriction; what is not found is not kept.
    """
    generation = page_cache.generation()
    found = page_cache.remember(f"found:{'/'.join(slugs)}", lambda: _read_page(slugs), since=generation)
    found.read_in = generation
    return found


def _read_page(slugs: tuple[str, ...]):
    """In one query: Wagtail would walk down the tree with two queries a level."""
    address = "/".join(("", "mooc", *slugs, ""))
    here = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.alias(here=here).filter(here__startswith=F("page__path"))
    hidden = Page.objects.filter(live=False, depth__gt=1).alias(here=here).filter(here__startswith=F("path"))
    page = (
        LEVELS[len(slugs)]
        .objects.live()
        .filter(slug=slugs[-1] if slugs else "mooc", url_path__endswith=address)
        .annotate(is_restricted=Exists(restrictions), is_hidden=Exists(hidden))
        .first()
    )
    if page is None or page.is_hidden:
        raise Http404
    return page


def guarded(page, request, answer) -> HttpResponse:
    """What `answer()` returns, or for a restricted page what Wagtail tells someone who may not see it."""
    if not page.is_restricted:
        return answer()

    def serve(_page, _request, _args, _kwargs):
        return answer()

    for hook in reversed(hooks.get_hooks("on_serve_page")):
        serve = hook(serve)
    return serve(page, request, [], {})


@require_safe
def page(request, **slugs):
    """The list of courses, a course, a sequence or a lesson."""
    found = find_page(*slugs.values())
    return guarded(found, request, lambda: keep_private(found.serve(request), request))


def unless_too_many(act, request, lesson, address):
    """What to answer a visitor's form with; a page that says to come back later, when too many began from there."""

    def answer() -> HttpResponse:
        try:
            return act(request, lesson, address)
        except TooManyLearners:
            context = {"nav_section": "mooc", "lesson": lesson, "address": address}
            response = render(request, "courses/too_many.html", context, status=429)
            response["Retry-After"] = str(rate_limit.WINDOW)
            response["Cache-Control"] = "private, no-store"
            return response

    return answer


@visitor_form
def answer(request, **slugs):
    """Answers to one question (the button's name says which) or to all of a lesson's quiz."""
    lesson = find_page(*slugs.values())
    address = request.path.removesuffix("repondre/")
    if request.method != "POST":
        return redirect(address)
    return guarded(lesson, request, unless_too_many(_answer, request, lesson, address))


def _answer(request, lesson, address) -> HttpResponse:
    questions = list(lesson.questions.all())
    uid = request.POST.get("question", "")
    if not any(one.uid == uid for one in questions) if uid else not questions:
        raise Http404
    given = quiz.read_given(questions, request.POST)
    sent = {uid: given[uid]} if uid and uid in given else {} if uid else given
    if not sent:
        return _nothing_chosen(request, lesson, questions, uid, given, address)
    learner = learner_who_acts(request)
    answers = actions.record_answers(learner=learner, lesson=lesson, questions=questions, given=sent)
    if uid and FRAGMENT_HEADER in request.headers:
        done = all(one.uid in answers for one in questions)
        response = _fragment(request, quiz.build(lesson.quiz_title, questions, answers), uid, done=done)
    else:
        response = _back(address, questions, {key: value for key, value in given.items() if key not in sent}, uid)
    return remember(response, learner)


def _nothing_chosen(request, lesson, questions, uid, given, address):
    """Say it at the question (the first one when all were sent), and keep what was chosen elsewhere."""
    uid = uid or questions[0].uid
    if FRAGMENT_HEADER in request.headers:
        empty = request.GET.copy()
        empty[quiz.EMPTY] = uid
        return _fragment(request, quiz.build(lesson.quiz_title, questions, {}, empty), uid, status=422)
    return _back(address, questions, given, uid, [(quiz.EMPTY, uid)])


def _back(address, questions, kept, uid, more=()):
    """Back to the lesson at the question, with what was chosen but not sent."""
    query = urlencode([*quiz.kept_choices(questions, kept), *more])
    place = quiz.anchor(uid) if uid else "quiz"
    return HttpResponseRedirect(f"{address}{'?' if query else ''}{query}#{place}", status=303)


def _fragment(request, shown: quiz.Quiz, uid: str, *, status: int = 200, done: bool = False):
    context = {"quiz": shown, "question": shown.question(uid), "here": {"done": done}}
    response = render(request, "courses/quiz_fragment.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@visitor_form
def read(request, **slugs):
    """« J’ai lu »: the lesson is done."""
    lesson = find_page(*slugs.values())
    address = request.path.removesuffix("lu/")
    if request.method != "POST":
        return redirect(address)
    return guarded(lesson, request, unless_too_many(_read, request, lesson, address))


def _read(request, lesson, address) -> HttpResponse:
    learner = learner_who_acts(request)
    actions.mark_as_read(learner=learner, lesson=lesson)
    return remember(HttpResponseRedirect(f"{address}#suite", status=303), learner)
