"""Forged input in /cms/: whoever sent it is told, nothing changes; faults of ours stay faults."""

import logging

import pytest
from django.test import Client

from hosting.services.models import Component, Service
from portal.core import dashboard
from portal.core.cms_input import ForgedInputMiddleware
from portal.pages.models import SheetPage
from tests.factories import tree
from tests.factories.hosting import ServiceFactory
from tests.factories.people import UserFactory, signed_in

pytestmark = pytest.mark.django_db
HUGE, NUL = "9" * 30, "\x00"
SERVICES = "/cms/snippets/services/service/"


@pytest.fixture
def staff():
    return signed_in(UserFactory(staff=True))


def told(answer) -> bool:
    return answer.status_code == 400 and "Rien n’a été changé" in answer.content.decode()


def form_of(service) -> dict:
    """What the page of a service sends."""
    names = "name slug summary description position software licence source_url openness access connector"
    rows = dict.fromkeys(("TOTAL", "INITIAL"), 1) | {"MIN_NUM": 0, "MAX_NUM": 1000}
    part = service.components.get()
    return (
        {name: getattr(service, name) for name in (*names.split(), "failures_before_draft")}
        | {"family": service.family_id, "name": "Renommé"}
        | {f"components-{name}_FORMS": value for name, value in rows.items()}
        | {"components-0-id": part.pk, "components-0-name": part.name, "components-0-position": 0}
    )


@pytest.fixture
def service():
    service = ServiceFactory(name="Nuage")
    Component.objects.create(service=service, name="Les documents")
    return Service.objects.get()


@pytest.mark.parametrize(
    "forged",
    [
        {"family": "abc"},
        {"types": HUGE},
        {"components-0-id": "abc"},
        {"components-INITIAL_FORMS": "-1"},
        {"next": "nowhere"},
        {"next": NUL},
    ],
    ids=str,
)
def test_a_forged_form_changes_nothing_and_is_logged(staff, service, forged, caplog):
    answer = staff.post(f"{SERVICES}edit/{service.pk}/", form_of(service) | forged)
    assert told(answer)
    assert Service.objects.get().name == "Nuage" and Component.objects.get().name == "Les documents"
    logged = [one for one in caplog.records if one.name == "portal.core.cms_input"]
    if "next" not in forged:
        assert [one.levelno for one in logged] == [logging.WARNING] and "Traceback" in caplog.text


def test_the_same_form_unforged_is_kept(staff, service):
    answer = staff.post(f"{SERVICES}edit/{service.pk}/", form_of(service) | {"next": SERVICES})
    assert (answer.status_code, answer["Location"]) == (302, SERVICES)
    assert Service.objects.get().name == "Renommé"


@pytest.mark.parametrize("key", ["abc", HUGE, "%00"])
def test_choosing_what_is_no_row_finds_none(staff, key):
    service = ServiceFactory()
    chosen = "/cms/snippets/choose/services/service/chosen"
    assert staff.get(f"{chosen}/{service.pk}/").status_code == 200
    assert staff.get(f"{chosen}/{key}/").status_code == staff.get(f"{chosen}-multiple/?id={key}").status_code == 404


def test_what_wagtail_stumbles_over_is_told():
    page_row = tree.sheet("Chiffrer", "chiffrer")
    client = signed_in(UserFactory(staff=True, is_superuser=True))
    page = f"/cms/pages/{page_row.pk}"
    assert told(client.post(f"{page}/edit/", {"title": "X", "slug": "x", "body-count": "many"}))
    assert told(client.post(f"{page}/edit/", {"title": "X", "slug": "x"}))
    assert told(client.post(f"{page}/copy/", {"new_title": "X", "new_slug": "x", "new_parent_page": "987654321"}))
    assert told(client.get(f"{page}/revisions/0/revert/"))
    assert told(client.get(f"/cms/pages/?content_type={HUGE}"))
    assert told(client.get("/cms/choose-page/chosen-multiple/?id=abc"))
    assert told(client.post("/cms/choose-external-link/"))
    assert told(client.patch("/cms/dismissibles/", "[1]", content_type="application/json"))
    assert told(client.post(f"/cms/editing-sessions/ping/wagtailcore/page/{NUL}/1/"))
    assert client.get("/cms/failwhale/").status_code == 404
    assert SheetPage.objects.get().title == "Chiffrer"


def test_a_fault_of_ours_stays_one_whatever_was_asked(staff, monkeypatch):
    def broken(*_arguments):
        raise ValueError("ours")

    monkeypatch.setattr(dashboard, "waiting_for", broken)
    with pytest.raises(ValueError, match="ours"):
        staff.get("/cms/?q=abc")


def test_a_plain_address_that_fails_stays_a_fault(staff, monkeypatch):
    def broken(*_arguments, **_values):
        raise ValueError("theirs")

    monkeypatch.setattr("wagtail.admin.views.home.HomeView.get_context_data", broken)
    with pytest.raises(ValueError, match="theirs"):
        staff.get("/cms/")
    assert told(staff.get("/cms/?q=abc"))


def test_only_the_administration_is_looked_at(rf):
    middleware = ForgedInputMiddleware(lambda request: None)
    assert middleware.process_exception(rf.post("/compte/", {"id": "abc"}), ValueError()) is None
    assert middleware.process_view(rf.get("/compte/login/?next=nowhere"), None, (), {}) is None


def test_a_visitor_with_forged_words_is_led_to_sign_in():
    assert Client().get("/cms/pages/?content_type=abc").status_code == 302
