"""Forms without a token are taken from our own pages only."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.html import conditional_escape
from django.utils.translation import gettext

from portal.core.origin import comes_from_here, visitor_form

OURS, THEIRS = "http://testserver", "https://evil.example"


def posted(**headers):
    return RequestFactory().post("/preferences/", headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": OURS},
        {"Referer": f"{OURS}/preferences/"},
    ],
    ids=str,
)
def test_our_own_pages_may_send(headers):
    assert comes_from_here(posted(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": OURS},
        {"Origin": THEIRS},
        {"Origin": "null"},
        {"Origin": "null", "Referer": THEIRS},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:8080"},
        {"Referer": f"{THEIRS}/{OURS}/"},
        {"Referer": "http://testserver@evil.example/"},
        {"Origin": "http://["},
        {"Referer": "rien"},
    ],
    ids=str,
)
def test_nobody_else_may(headers):
    assert not comes_from_here(posted(**headers))


def test_reading_asks_nothing_and_sending_from_elsewhere_is_refused(db):
    view = visitor_form(lambda request: HttpResponse("taken"))
    assert view(RequestFactory().get("/preferences/")).content == b"taken"
    assert view(posted(Origin=OURS)).content == b"taken"
    assert view.csrf_exempt
    refused = view(posted(Origin=THEIRS))
    assert refused.status_code == 403


def test_a_refusal_says_why_and_what_to_do(client, db):
    answer = client.post("/preferences/", {"language": "en", "font": "system"}, headers={"Origin": THEIRS})
    reason = gettext(
        "This form was sent from another site, so we did not take it. Open the page here and send it again."
    )
    assert answer.status_code == 403
    assert conditional_escape(reason) in answer.content.decode()
    assert "preferences" not in answer.cookies


def test_a_lost_token_says_why_and_what_to_do(db):
    answer = Client(enforce_csrf_checks=True).post("/compte/login/", {})
    reason = gettext(
        "We could not check that this form comes from you. Go back, reload the page and send it again; "
        "if that does not help, allow this site’s cookies."
    )
    assert answer.status_code == 403
    assert conditional_escape(reason) in answer.content.decode()
