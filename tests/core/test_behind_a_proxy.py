"""What the web server of a real host leaves to the program: who asks, who may frame, which files are public."""

import pytest
from allauth.account.adapter import get_adapter
from csp.middleware import CSPMiddleware
from django.http import HttpResponse

from portal.core.content_security import EditorPolicyMiddleware


@pytest.mark.parametrize("remote", ["", "127.0.0.1"], ids=["unix socket", "loopback"])
def test_the_address_is_the_one_before_the_proxy_and_nobody_invents_it(rf, settings, remote):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7")
    assert get_adapter().get_client_ip(request) == "198.51.100.7"


def answered(rf, path: str) -> HttpResponse:
    """As Wagtail's preview does: the public page passes the whole chain inside the editor's."""

    def public_page(request):
        return CSPMiddleware(lambda _request: HttpResponse(headers={"X-Frame-Options": "DENY"}))(rf.get("/"))

    return CSPMiddleware(EditorPolicyMiddleware(public_page))(rf.get(path))


def test_the_editor_may_frame_its_preview(rf):
    answer = answered(rf, "/cms/pages/3/edit/preview/")
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_nobody_may_frame_a_public_page(rf):
    answer = answered(rf, "/")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_documents_are_never_read_past_who_may_read_them(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for folder in ("documents", "original_images"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "compte-rendu.pdf").write_bytes(b"%PDF-")
    assert client.get("/media/original_images/compte-rendu.pdf").getvalue() == b"%PDF-"
    for address in ("documents/compte-rendu.pdf", "/documents/compte-rendu.pdf", "x/../documents/compte-rendu.pdf"):
        assert client.get(f"/media/{address}").status_code == 404, address
