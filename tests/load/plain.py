"""The yardstick: the least that a view of Django costs under gunicorn. No middleware, no template, no query."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="measures nothing secret")  # noqa: S106

urlpatterns = [path("", lambda request: HttpResponse("plain"))]
application = get_wsgi_application()
