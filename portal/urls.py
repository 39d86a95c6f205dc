"""Where everything meets. Django's own addresses first, Wagtail's pages last."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.core import errors, media_files
from portal.media.views import document
from portal.transparency import assessment

handler403 = "portal.core.errors.forbidden"
handler404 = "portal.core.errors.not_found"

urlpatterns = [
    # Wagtail's own sign-in knows no second factor: its address leads to ours.
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="cms_login"),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    # Wagtail fails there on purpose.
    path("cms/failwhale/", errors.not_found),
    # Ahead of Wagtail's own, so that a session that ends costs no word.
    path("cms/charte/<slug:part>/", assessment.part, name=assessment.PART),
    path("cms/", include(wagtailadmin_urls)),
    # before Wagtail's own, which knows no parts of a file
    path("documents/<int:document_id>/<str:document_filename>", document),
    path("documents/", include(wagtaildocs_urls)),
    path("compte/", include("accounts.people.urls")),
    path("compte/", include("allauth.urls")),
    path("compte/", include("accounts.organisations.urls")),
    path("compte/notifications/", include("portal.notifications.urls")),
    # /compte/donnees/, /compte/suppression/
    path("compte/", include("portal.privacy.urls")),
    # /compte/cloud/… for members and managers, /territoire/… for referents
    path("", include("hosting.cloud.urls")),
    # /.well-known/openid-configuration, /identity/o/…: signing in to the host's Nextcloud with this account
    path("", include("hosting.cloud.oidc.urls")),
    path("compte/brouillons/", include("forum.account_urls")),
    path("forum/", include("forum.urls")),
    path("services/", include("hosting.services.urls")),
    path("chatons/", include("hosting.directory.urls")),
    path("incidents/", include("hosting.incidents.urls")),
    path("recherche/", include("portal.search.urls")),
    path("mooc/", include("courses.urls")),
    # /verifier/… for whoever holds a code, /compte/attestations/… for whose they are
    path("", include("courses.attestation_urls")),
    # /cgu/, /mentions-legales/, /transparence/ …
    path("", include("portal.transparency.urls")),
    # /preferences/, feeds of news and events
    path("", include("portal.pages.urls")),
    re_path(r"^media/(?P<path>.*)$", media_files.media, name="media"),
]

if settings.DEMO:
    urlpatterns += [path("demo/", include("portal.core.demo_urls"))]

urlpatterns += [path("", include(wagtail_urls))]
