"""Addresses of the desk: /compte/cloud/… for members and managers, /territoire/… for referents and staff."""

from django.urls import path

from accounts.organisations.host import only_with_organisations

from . import views

app_name = "cloud"
urlpatterns = [
    path("compte/cloud/", views.member.overview, name="overview"),
    path("compte/cloud/demander/", views.member.ask, name="ask"),
    path("compte/cloud/a-confirmer/", views.word.waiting, name="word"),
    path("compte/cloud/a-confirmer/<int:number>/", views.word.answer, name="give_word"),
    path("compte/cloud/demandes/<int:number>/", views.member.request_page, name="request"),
    path("compte/cloud/demandes/<int:number>/repondre/", views.member.answer, name="answer"),
    path("compte/cloud/demandes/<int:number>/annuler/", views.member.cancel, name="cancel"),
    path("compte/cloud/demandes/<int:number>/rendre/", views.leaving.end_request, name="end_request"),
    path("compte/cloud/<int:pk>/adresse.svg", views.member.address_drawing, name="address_drawing"),
    path("compte/cloud/<int:pk>/espace/", views.member.ask_space, name="ask_space"),
    path(
        "compte/cloud/associations/<slug:slug>/",
        only_with_organisations(views.association.accounts),
        name="organisation",
    ),
    path("compte/cloud/<int:pk>/fermer/", views.leaving.close_account, name="close_account"),
    path("compte/cloud/<int:pk>/garder/", views.leaving.keep_account, name="keep_account"),
    path("compte/cloud/relier/", views.link.link, name="link"),
    path("compte/cloud/relier/verifier/", views.link.check, name="link_check"),
    path("compte/cloud/delier/<int:pk>/", views.link.unlink, name="unlink"),
    path("territoire/", views.desk.desk, name="desk"),
    path("territoire/demandes/nouvelle/", views.telephone.open_request, name="telephone"),
    path("territoire/demandes/<int:number>/", views.desk.request_page, name="desk_request"),
    path("territoire/demandes/<int:number>/fait/", views.desk.fulfil, name="desk_fulfil"),
    path("territoire/comptes/", views.desk_accounts.account_list, name="desk_accounts"),
    path("territoire/comptes/<int:pk>/", views.desk_accounts.account_page, name="desk_account"),
    path("territoire/espaces/", only_with_organisations(views.desk_folders.folder_list), name="desk_folders"),
    path("territoire/espaces/<int:pk>/", views.desk_folders.folder_page, name="desk_folder"),
    path("territoire/associations/", only_with_organisations(views.desk.organisations), name="desk_organisations"),
    path("territoire/chiffres/", views.figures.figures, name="figures"),
    path("territoire/chiffres.csv", views.figures.figures_csv, name="figures_csv"),
]
