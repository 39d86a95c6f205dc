"""Frequent questions: begun from an accepted answer of the forum in one click, published by staff, found."""

import pytest
from django.urls import reverse

from forum.support.actions.answers import accept_answer
from forum.support.actions.merging import merge_topics
from forum.support.suggestions import known_already
from portal.pages.models import FaqEntry
from tests.factories.forum import BoardFactory, make_topic
from tests.factories.hosting import ServiceFactory
from tests.factories.people import UserFactory
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


def entry(question, **values):
    return FaqEntry.objects.create(question=question, slug=f"q{FaqEntry.objects.count()}", answer="Oui.", **values)


@pytest.fixture
def staff():
    return UserFactory(staff=True, email="thomas@secret.example")


@pytest.fixture
def browser(client, staff):
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


def test_visitors_read_what_is_published_by_service_and_no_draft(client):
    service = ServiceFactory(name="Pads")
    shown, of_service = entry("Est-ce gratuit ?", is_published=True), entry("Et les pads ?", service=service)
    draft = entry("Brouillon ?")
    FaqEntry.objects.filter(pk=of_service.pk).update(is_published=True, answer="**Oui**<script>x</script>")
    page = client.get("/aide/questions/")
    assert page.text.index("Est-ce gratuit") < page.text.index("Pads") < page.text.index("Et les pads")
    assert "<strong>Oui</strong>" in page.text and "<script>x" not in page.text
    assert "Brouillon" not in page.text and not page.cookies
    assert client.get(shown.get_absolute_url()).status_code == 200
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert draft.get_absolute_url() not in client.get("/sitemap.xml").text


def test_the_page_costs_the_same_whatever_it_holds(client):
    counts = []
    for size in (2, 9):
        for number in range(size):
            entry(f"Et {number} ?", is_published=True, service=ServiceFactory())
        counts.append(queries_of(client, "/aide/questions/"))
    assert counts[0] == counts[1]


def test_one_click_makes_one_draft_that_staff_publish_and_everybody_finds(
    browser, staff, django_capture_on_commit_callbacks
):
    asker, helper = UserFactory(public_name="Odile"), UserFactory(public_name="Basile")
    board = BoardFactory(questions=True)
    words = {"subject": "Où est la corbeille ?", "replies": [(helper, "En bas du **menu**.")]}
    topic = make_topic(board, asker, **words)
    accept_answer(post=topic.posts.get(number=2), by=asker)
    assert "En faire une question fréquente" in browser.get(topic.get_absolute_url()).text
    address = f"{topic.get_absolute_url()}brouillon/"
    led = {browser.post(address, {"kind": "faq"})["Location"] for _twice in range(2)}
    made = FaqEntry.objects.get()
    assert led == {reverse("wagtailsnippets_pages_faqentry:edit", args=[made.pk])}
    assert (made.question, made.answer, made.is_published) == ("Où est la corbeille ?", "En bas du **menu**.", False)
    assert "Finir la question fréquente" in browser.get(topic.get_absolute_url()).text
    assert "question fréquente à publier" in browser.get("/cms/").text
    form = {"question": made.question, "slug": made.slug, "answer": made.answer, "position": "0", "is_published": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(led.pop(), form).status_code == 302
    browser.logout()
    assert made.get_absolute_url() in browser.get("/recherche/?q=corbeille").text
    assert made.get_absolute_url() in browser.get(topic.get_absolute_url()).text
    assert topic.get_absolute_url() in browser.get(made.get_absolute_url()).text
    assert [one.url for one in known_already(person=asker, words="la corbeille du menu").reading] == [
        made.get_absolute_url()
    ]
    # the same words a second time: an address of its own; and it follows its topic
    other = make_topic(board, UserFactory(), **words)
    accept_answer(post=other.posts.get(number=2), by=staff)
    browser.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    browser.post(f"{other.get_absolute_url()}brouillon/", {"kind": "faq"})
    assert FaqEntry.objects.values("slug").distinct().count() == 2
    merge_topics(topic=topic, into=other, by=staff, reason="La même")
    made.refresh_from_db()
    assert made.source() == other
    board.who_reads = "members"
    board.save()
    assert made.source() is None
