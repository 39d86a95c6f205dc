"""The service worker of lessons and the page of what is kept: public, the same for everybody, within the policy.

What the worker does is shown by tests/browser/test_offline_reading.py.
"""

import json
import re

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client

from courses.exchange.reading import BrokenCourse, read_course
from courses.models import CoursePage
from portal.core.preferences import Preferences
from tests.factories.people import UserFactory

from .conftest import LESSON, URL

pytestmark = pytest.mark.django_db
WORKER = "/mooc/hors-ligne.js"
PAGE = "/mooc/hors-ligne/"


@pytest.fixture(autouse=True)
def _nothing_kept(course):
    caches["pages"].clear()


def member(**options) -> Client:
    client = Client()
    client.force_login(UserFactory(**options), backend="django.contrib.auth.backends.ModelBackend")
    return client


def policy(response) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split(";")
    return {name: values for name, _space, values in (part.strip().partition(" ") for part in parts)}


def test_the_worker_is_the_same_for_everybody_and_sets_no_cookie():
    response = Client().get(WORKER)
    assert response.status_code == 200 and response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache" and response["ETag"]
    assert not response.cookies and "cookie" not in response.get("Vary", "").lower()
    english = Client()
    Preferences(language="en").save(chosen := HttpResponse())
    english.cookies = chosen.cookies
    for other in (member(), member(staff=True), english):
        asked = other.get(WORKER)
        assert asked.content == response.content and not asked.cookies
    says = json.loads(response.content.decode().partition(" = ")[2].partition(";\n")[0])
    assert "Vous lisez une copie gardée sur cet appareil, du {day}" in says["banner"] and says["page"] == PAGE
    assert Client().get(WORKER, headers={"If-None-Match": response["ETag"]}).status_code == 304
    signed_in = member()
    assert signed_in.get(WORKER, headers={"If-None-Match": signed_in.get(WORKER)["ETag"]}).status_code == 304


def test_its_scope_is_the_courses_and_the_policy_allows_it():
    """A worker's scope is its folder, unless a header says otherwise."""
    response = Client().get(WORKER)
    assert "Service-Worker-Allowed" not in response
    for answer in (response, Client().get(LESSON), Client().get(PAGE)):
        assert policy(answer)["worker-src"] == "'self'" and policy(answer)["script-src"] == "'self'"


def test_every_request_of_the_worker_for_a_copy_leaves_cookies_out():
    script = Client().get(WORKER).content.decode()
    calls = re.findall(r"fetch\((\w[^;]*?)\)[;.]", script, re.DOTALL)
    assert len(calls) == 4
    for call in calls:
        # what is passed on is answered and never kept
        assert 'credentials: "omit"' in call or call in ("event.request", "request")


def test_lessons_lead_to_the_worker_and_other_pages_do_not():
    assert f'data-worker="{WORKER}"' in Client().get(LESSON).content.decode()
    assert f'data-worker="{WORKER}"' in member().get(LESSON).content.decode()
    for other in (URL, "/mooc/", PAGE):
        assert "data-worker" not in Client().get(other).content.decode()


def test_the_page_of_copies_is_public_and_the_course_leads_to_it():
    assert f'href="{PAGE}"' in Client().get(URL).content.decode()
    response = Client().get(PAGE)
    page = response.content.decode()
    assert response.status_code == 200 and not response.cookies and "csrf" not in page
    assert "<noscript>" in page and "Tout oublier" in page


def test_a_host_that_keeps_no_lessons_takes_back_what_devices_have(settings):
    settings.OFFLINE_LESSONS = False
    script = Client().get(WORKER).content.decode()
    assert "registration.unregister()" in script and "caches.delete" in script and '"fetch"' not in script
    assert 'data-worker=""' in Client().get(LESSON).content.decode()
    assert Client().get(PAGE).status_code == 404
    assert PAGE not in Client().get(URL).content.decode()


def test_no_course_takes_its_address(course, folder):
    course.slug = "hors-ligne"
    with pytest.raises(ValidationError) as refused:
        CoursePage.clean(course)
    assert "slug" in refused.value.message_dict
    moved = folder.rename(folder.parent / "hors-ligne")
    file = moved / "course.yaml"
    file.write_text(file.read_text().replace("slug: cours-de-jardin", "slug: hors-ligne"))
    with pytest.raises(BrokenCourse, match="hors-ligne"):
        read_course(moved)
