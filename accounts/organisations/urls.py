"""Addresses of organisations, below /compte/."""

from django.urls import path

from .views import delegating, joining, life, managing, mine

app_name = "organisations"
urlpatterns = [
    path("associations/", mine.organisation_list, name="list"),
    path("associations/<slug:slug>/", mine.organisation_page, name="organisation"),
    path("associations/<slug:slug>/quitter/", mine.leave, name="leave"),
    path("associations/<slug:slug>/gerer/", managing.people, name="people"),
    path("associations/<slug:slug>/gerer/membres/<int:pk>/", managing.change_member, name="change_member"),
    path("associations/<slug:slug>/gerer/invitations/", managing.invite, name="invitations"),
    path("associations/<slug:slug>/gerer/invitations/<int:pk>/", managing.change_invitation, name="change_invitation"),
    path("associations/<slug:slug>/gerer/demandes/", managing.requests, name="requests"),
    path("associations/<slug:slug>/gerer/demandes/<int:pk>/", managing.decide, name="decide"),
    path("associations/<slug:slug>/gerer/vie/", life.life, name="life"),
    path("associations/<slug:slug>/gerer/fermeture/", life.close, name="close"),
    path("associations/<slug:slug>/gerer/reouverture/", life.reopen, name="reopen"),
    path("associations/<slug:slug>/gerer/annuaire/", life.listed, name="listed"),
    # beside the associations, so that no short name of one is in the way
    path("rejoindre/", joining.search, name="search"),
    path("rejoindre/<slug:slug>/", joining.ask, name="ask"),
    path("rejoindre/demandes/<int:pk>/retirer/", joining.withdraw, name="withdraw"),
    path("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("remplacements/", delegating.delegations, name="delegations"),
    path("remplacements/<int:pk>/terminer/", delegating.end, name="end_delegation"),
    path("sans-responsable/", mine.without_manager, name="without_manager"),
]
