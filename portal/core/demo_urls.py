"""Pages of the demo mode only: mails that were sent, every component with its states."""

from django.urls import path

from . import demo

urlpatterns = [
    path("mails/", demo.mails, name="demo_mails"),
    path("mails/<str:mail_id>/", demo.mail, name="demo_mail"),
]
