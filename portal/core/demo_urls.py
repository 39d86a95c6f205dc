"""Pages of the demo mode only: mails that were sent, every component with its states."""

from django.urls import path

from . import demo, demo_mails

urlpatterns = [
    path("composants/", demo.components, name="demo_components"),
    path("mails/", demo_mails.mails, name="demo_mails"),
    path("mails/<str:mail_id>/", demo_mails.mail, name="demo_mail"),
]
