"""Below /compte/: one's data, and leaving."""

from django.urls import path

from . import views

app_name = "privacy"
urlpatterns = [
    path("donnees/", views.my_data, name="data"),
    path("donnees/archive.zip", views.fetch_archive, name="archive"),
    path("donnees/consultations/", views.accesses, name="accesses"),
    path("suppression/", views.leave, name="leave"),
    path("suppression/annuler/", views.stay, name="stay"),
]
