"""Merging a topic into another, splitting messages off."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from forum.merging_forms import MergeForm, SplitForm
from forum.support.actions.merging import merge_topics, split_topic

from .team import TopicView


class MergeTopicView(TopicView):
    tail = "moderation/reunir/"

    @property
    def title(self) -> str:
        return _("Merge or split")

    def forms(self) -> dict:
        return {
            "merge": (_("Put this topic in another one"), _("Merge"), MergeForm),
            "split": (_("Make a topic of some messages"), _("Split"), SplitForm),
        }

    def build(self, name: str, data=None):
        form_class = self.forms()[name][2]
        return form_class(data, auto_id=f"{name}_%s", person=self.request.user, initial={"board": self.topic.forum_id})

    def decide(self, name: str, values: dict):
        by = self.request.user
        if name == "merge":
            merge_topics(topic=self.topic, by=by, **values)
            values["into"].refresh_from_db()
            topic = values["into"]
        else:
            topic = split_topic(topic=self.topic, by=by, **values)
        messages.success(self.request, _("It is done, and the reason is kept."))
        return HttpResponseRedirect(topic.get_absolute_url())
