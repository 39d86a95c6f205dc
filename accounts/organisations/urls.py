"""Addresses of organisations, below /compte/."""

from django.urls import path

from .host import only_with_organisations
from .views import delegating, joining, life, managing, mine


def page(route: str, view, name: str):
    """A page about associations: a host without them answers 404."""
    return path(route, only_with_organisations(view), name=name)


app_name = "organisations"
urlpatterns = [
    page("associations/", mine.organisation_list, name="list"),
    page("associations/<slug:slug>/", mine.organisation_page, name="organisation"),
    page("associations/<slug:slug>/quitter/", mine.leave, name="leave"),
    page("associations/<slug:slug>/gerer/", managing.people, name="people"),
    page("associations/<slug:slug>/gerer/membres/<int:pk>/", managing.change_member, name="change_member"),
    page("associations/<slug:slug>/gerer/invitations/", managing.invite, name="invitations"),
    page("associations/<slug:slug>/gerer/invitations/<int:pk>/", managing.change_invitation, name="change_invitation"),
    page("associations/<slug:slug>/gerer/demandes/", managing.requests, name="requests"),
    page("associations/<slug:slug>/gerer/demandes/<int:pk>/", managing.decide, name="decide"),
    page("associations/<slug:slug>/gerer/vie/", life.life, name="life"),
    page("associations/<slug:slug>/gerer/fermeture/", life.close, name="close"),
    page("associations/<slug:slug>/gerer/reouverture/", life.reopen, name="reopen"),
    page("associations/<slug:slug>/gerer/annuaire/", life.listed, name="listed"),
    # beside the associations, so that no short name of one is in the way
    page("rejoindre/", joining.search, name="search"),
    page("rejoindre/<slug:slug>/", joining.ask, name="ask"),
    page("rejoindre/demandes/<int:pk>/retirer/", joining.withdraw, name="withdraw"),
    page("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("remplacements/", delegating.delegations, name="delegations"),
    path("remplacements/<int:pk>/terminer/", delegating.end, name="end_delegation"),
    page("sans-responsable/", mine.without_manager, name="without_manager"),
]
