"""What stands beside a lesson: questions asked in the forum, notes of one's own, the course on paper."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache

from portal.core.origin import visitor_form

from . import asking
from .models import LessonQuestion


@visitor_form
@never_cache
def question_state(request, topic: int, **slugs):
    """Whoever asked says that they have their answer, or opens the question again (a form on the topic's page)."""
    lesson = request.path.removesuffix(f"questions/{topic}/")
    if request.method != "POST":
        return redirect(f"{lesson}#questions")
    question = get_object_or_404(
        LessonQuestion.objects.select_related("topic__forum", "topic__bug_report"),
        topic=topic,
        lesson__slug=slugs["lesson"],
    )
    address = question.topic.get_absolute_url()
    if not request.user.is_authenticated:
        return redirect_to_login(address, settings.LOGIN_URL)
    asking.say_solved(question=question, by=request.user, solved=request.POST.get("solved") != "no")
    return HttpResponseRedirect(address, status=303)
