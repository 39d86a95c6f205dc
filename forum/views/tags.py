"""Tags: the topics that bear one, and choosing those of a topic."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from forum import rules
from forum.following import pages
from forum.following.forms import TagsForm
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Topic
from forum.machina.forum_tracking.models import TopicReadTrack
from forum.support import presentation
from forum.support.actions.tags import tag_topic
from forum.support.models import Tag
from portal.core.origin import visitor_form
from portal.core.paging import page_of

from .lookup import ElsewhereMixin, find_topic, turn_away
from .paging import TopicPaginator
from .reading import ForumPage


class TagView(ForumPage):
    """The topics that bear a tag, in the boards that this person reads, whatever their board."""

    template_name = "forum/tag.html"

    def get_context_data(self, **kwargs):
        person = self.request.user
        tag = get_object_or_404(Tag, slug=self.kwargs["slug"])
        readable = [board.pk for board in Forum.objects.readable_by(person)]
        topics = Topic.objects.listed_for(person).filter(tags=tag, forum__in=readable)
        page = page_of(TopicPaginator(topics.order_by("-last_post_on", "-pk")), self.request)
        rows = page.object_list
        unread = TopicReadTrack.objects.unread_of(rows, person)
        crumbs = [{"title": _("Forum"), "url": reverse("forum:index")}]
        return super().get_context_data(
            tag=tag,
            page=page,
            pages=page.paginator.get_elided_page_range(page.number),
            query="",
            topics=[presentation.topic_row(one, is_unread=one.pk in unread, with_board=True) for one in rows],
            filters=pages.tag_filters(tag),
            following=pages.on_tag(tag, person),
            band={"title": tag.name, "field": "orange", "crumbs": crumbs, "lead": tag.line},
            **kwargs,
        )


@method_decorator(visitor_form, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class TopicTagsView(ElsewhereMixin, FormView):
    """Choose the tags of a topic: for whoever started it, and for moderators."""

    template_name = "forum/choose_tags.html"
    form_class = TagsForm

    def find(self):
        self.topic = find_topic(self.request, self.kwargs["board"], self.kwargs["topic"], tail="etiquettes/")
        if not rules.may_tag(self.topic, self.request.user):
            turn_away(self.request)

    def get(self, request, *args, **kwargs):
        self.find()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.find()
        return super().post(request, *args, **kwargs)

    def get_initial(self):
        return {"tags": list(self.topic.tags.values_list("pk", flat=True))}

    def form_valid(self, form):
        try:
            tag_topic(topic=self.topic, tags=form.cleaned_data["tags"], by=self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("The tags are kept."))
        return HttpResponseRedirect(self.topic.get_absolute_url())

    def get_context_data(self, **kwargs):
        crumbs = [
            {"title": _("Forum"), "url": reverse("forum:index")},
            {"title": self.topic.subject, "url": self.topic.get_absolute_url()},
        ]
        band = {"title": _("Tags of the topic"), "field": "pale", "crumbs": crumbs}
        return super().get_context_data(nav_section="forum", band=band, **kwargs)
