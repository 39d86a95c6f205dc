"""What a visitor and a member read: pages, outline, progress, the way on."""

import re

import pytest
from django.test import Client

from courses.models import LessonPage
from tests.factories.people import UserFactory

from .conftest import LAST, LESSON, READING_ONLY, URL

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _french(course):
    """Every test of this file has the course."""


def text(response) -> str:
    """The page's words on one line, entities left as they are."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)


@pytest.mark.parametrize("url", ["/mooc/", URL, f"{URL}semer/", LESSON, READING_ONLY, LAST])
def test_visitor_reads_every_page_without_cookie_or_token(client, url):
    response = client.get(url)
    assert response.status_code == 200
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()
    assert "csrf" not in response.content.decode().lower()


def test_visitor_gets_the_lesson_from_the_page_cache_at_the_second_reading(client, django_assert_num_queries):
    first = client.get(LESSON)
    with django_assert_num_queries(0):
        second = client.get(LESSON)
    assert second.content == first.content


def test_publishing_a_lesson_purges_the_pages(client, lesson, django_capture_on_commit_callbacks):
    client.get(LESSON)
    lesson.title = "Choisir ses semences"
    with django_capture_on_commit_callbacks(execute=True):
        lesson.save_revision().publish()
    assert "Choisir ses semences" in client.get(LESSON).content.decode()


def test_visitor_reads_text_figure_case_activity_and_sources(client):
    page = client.get(LESSON).content.decode()
    assert '<img src="/media/original_images/sachet' in page
    assert 'alt="Un sachet de graines"' in page
    assert "Ce que dit un sachet." in page
    assert "<strong>une date</strong>" in page
    assert 'id="gloss-reproductible"' in page and 'href="#gloss-reproductible"' in page
    assert "La grainothèque" in page and "Votre sachet" in page
    assert 'id="sources"' in page


def test_a_lesson_has_doors_to_its_neighbours_across_sequences(client):
    middle = client.get(READING_ONLY).content.decode()
    assert f'rel="prev" href="{LESSON}"' in middle
    assert f'rel="next" href="{LAST}"' in middle
    assert f'rel="next" href="{URL}"' in client.get(LAST).content.decode()


def test_the_outline_unfolds_the_sequence_of_the_lesson_only(client):
    page = client.get(LESSON).content.decode()
    outline = page[page.index('class="outline"') : page.index("</nav>", page.index('class="outline"'))]
    assert READING_ONLY in outline and 'aria-current="page"' in outline
    assert LAST not in outline and f"{URL}recolter/" in outline


@pytest.mark.parametrize("slug", ["choisir-ses-graines", "semer", "cours-de-jardin"])
def test_unpublished_pages_hide_their_lesson(client, slug, course):
    page = course if slug == course.slug else course.get_descendants().get(slug=slug)
    page.specific.unpublish()
    assert client.get(LESSON).status_code == 404
    assert client.post(f"{LESSON}lu/").status_code == 404
    if slug == "choisir-ses-graines":
        assert LESSON not in client.get(URL).content.decode()


def test_a_draft_lesson_is_in_no_outline(client, course):
    sequence = course.get_children().get(slug="semer").specific
    sequence.add_child(instance=LessonPage(title="Brouillon", slug="brouillon", live=False))
    assert "Brouillon" not in client.get(URL).content.decode()
    assert client.get(f"{URL}semer/brouillon/").status_code == 404


def test_a_lesson_kept_for_members_asks_to_sign_in(client, lesson):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=lesson.get_parent(), restriction_type="login")
    assert client.get(LESSON).status_code == 302
    assert client.post(f"{LESSON}repondre/", {"q.une-graine": "a"}).status_code == 302


def test_an_unknown_lesson_is_not_found(client):
    assert client.get(f"{URL}semer/rien/").status_code == 404
    assert client.get(f"{URL}recolter/choisir-ses-graines/").status_code == 404


def test_progress_is_told_in_plain_numbers_and_the_way_on_is_exact(client):
    assert "0 leçon sur 3" not in text(client.get(URL))
    client.post(f"{READING_ONLY}lu/")
    page = text(client.get(URL))
    assert "1 leçon sur 3, environ 1 h 30 restantes" in page
    client.post(f"{LESSON}repondre/", {"question": "une-graine", "q.une-graine": "a"})
    for url in (URL, "/mooc/"):
        assert f'href="{LESSON}#question-vrai-ou-faux"' in client.get(url).content.decode()


def test_a_finished_course_says_so(client):
    for url in (LESSON, READING_ONLY, LAST):
        client.post(f"{url}lu/")
    assert "3 leçons sur 3" in text(client.get(URL))
    assert "Vous avez terminé ce cours" in text(client.get(URL))
    assert "Reprendre" not in text(client.get(URL))


def test_member_keeps_progress_on_another_computer(course):
    person = UserFactory()
    for number in range(2):
        browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
        browser.force_login(person)
        if number == 0:
            browser.post(f"{READING_ONLY}lu/")
    response = browser.get(READING_ONLY)
    assert "private" in response["Cache-Control"]
    assert "J’ai lu cette leçon" not in text(response)
    assert browser.cookies.get("learner") is None
