"""Addresses of the forum, composed by us: none of machina's views is mounted.

A topic is `<number>-<words of its title>`: the number finds it, an old title or board leads to the present address.
"""

from django.urls import include, path, register_converter

from .views import (
    answers,
    content_reports,
    feeds,
    guests,
    incidents,
    merging,
    moderating,
    notes,
    pictures,
    reading,
    searching,
    signalling,
    starting,
    tags,
    triage,
    writing,
)


class TopicReference:
    """`12-le-tableau-refuse`, `12-`, `12`."""

    regex = "[0-9]+(?:-[-a-zA-Z0-9_]*)?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TopicReference, "topic")

app_name = "forum"

message_patterns = [
    path("", reading.PostLinkView.as_view(), name="post"),
    path("modifier/", writing.EditPostView.as_view(), name="edit-post"),
    path("reprendre/", writing.WithdrawPostView.as_view(), name="withdraw-post"),
    path("moderation/", moderating.ModeratePostView.as_view(), name="moderate-post"),
    path("accepter/", answers.AcceptView.as_view(), name="accept"),
    path("signaler/", signalling.ReportContentView.as_view(), name="report-content"),
    path("signaler/recu/", signalling.ContentReportedView.as_view(), name="content-reported"),
]

guest_patterns = [
    path("", guests.OwnQuestionView.as_view(), name="guest"),
    path("confirmer/", guests.ConfirmView.as_view(), name="guest-confirm"),
    path("stop/", guests.StopView.as_view(), name="guest-stop"),
]

topic_patterns = [
    path("", reading.TopicView.as_view(), name="topic"),
    path("repondre/", writing.ReplyView.as_view(), name="reply"),
    path("dernier/", reading.LastPostView.as_view(), name="last-post"),
    path("etiquettes/", tags.TopicTagsView.as_view(), name="topic-tags"),
    path("moi-aussi/", moderating.MeTooView.as_view(), name="me-too"),
    path("incident/", incidents.ReportIncidentView.as_view(), name="report-incident"),
    path("ca-marche/", incidents.WorksAgainView.as_view(), name="works-again"),
    path("etat/", moderating.ReportStateView.as_view(), name="report-state"),
    path("moderation/", moderating.ModerateTopicView.as_view(), name="moderate-topic"),
    path("resolu/", answers.SettleView.as_view(), name="settle"),
    path("voter/", answers.VoteView.as_view(), name="vote"),
    path("brouillon/", answers.MakeDraftView.as_view(), name="make-draft"),
    path("decision/", answers.DecideIdeaView.as_view(), name="decide-idea"),
    path("moderation/reunir/", merging.MergeTopicView.as_view(), name="merge-topic"),
    path("notes/", notes.NotesView.as_view(), name="notes"),
    path("<int:number>/", include(message_patterns)),
]

team_patterns = [
    path("", moderating.QueueView.as_view(), name="queue"),
    path("tri/", triage.TriageView.as_view(), name="triage"),
    path("signalements/", content_reports.ContentReportsView.as_view(), name="content-reports"),
    path("signalements/<int:pk>/", content_reports.ContentReportView.as_view(), name="content-report"),
    path("decisions/", content_reports.DecisionsView.as_view(), name="decisions"),
    path("decisions/<int:pk>/", content_reports.DecisionView.as_view(), name="decision"),
]

urlpatterns = [
    path("", reading.IndexView.as_view(), name="index"),
    path("flux.atom", feeds.LatestTopicsFeed(), name="feed"),
    path("images/<uuid:key>/", pictures.PictureView.as_view(), name="picture"),
    path("images/<uuid:key>/vignette/", pictures.PictureView.as_view(small=True), name="picture-small"),
    path("etiquettes/<slug:slug>/", tags.TagView.as_view(), name="tag"),
    path("moderation/", include(team_patterns)),
    path("recherche/", searching.SearchView.as_view(), name="search"),
    path("sans-reponse/", answers.UnsolvedView.as_view(), name="unsolved"),
    path("sans-compte/<str:key>/", include(guest_patterns)),
    path("<slug:board>/", reading.BoardView.as_view(), name="board"),
    path("<slug:board>/flux.atom", feeds.LatestTopicsFeed(), name="board-feed"),
    path("<slug:board>/demander/", guests.AskView.as_view(), name="guest-ask"),
    path("<slug:board>/nouveau/", starting.NewTopicView.as_view(), name="new-topic"),
    path("<slug:board>/<topic:topic>/", include(topic_patterns)),
]
