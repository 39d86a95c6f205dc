"""The page of a lesson is made once for all who stand at the same place in the course, and never shows one reader to
another."""

import gzip

import pytest
from django.core.cache import caches
from django.test import Client

from accounts.people.models import User
from courses import same_state
from portal.core import page_cache
from portal.notifications.models import Notice
from tests.factories.people import UserFactory

from .conftest import LESSON, READING_ONLY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_inside_a_test(monkeypatch):
    """A test is one transaction, where nothing is kept: here it is, as everywhere else."""
    monkeypatch.setattr(page_cache, "in_transaction", lambda: False)


@pytest.fixture
def made(monkeypatch) -> list:
    """Every page that had to be made."""
    pages = []
    kept_or_made = same_state.kept_or_made

    def count(page, request, facts, make):
        return kept_or_made(page, request, facts, lambda: pages.append(page) or make())

    monkeypatch.setattr(same_state, "kept_or_made", count)
    return pages


def signed_in() -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(UserFactory())
    return client


def answer(client, choice: str) -> None:
    client.post(f"{LESSON}repondre/", {"question": "une-graine", "q.une-graine": choice})


def test_members_in_the_same_state_share_one_page(course, made):
    first, second = signed_in(), signed_in()
    assert first.get(LESSON).content == second.get(LESSON).content
    assert len(made) == 1
    answer(first, "a")
    answer(second, "a")
    assert first.get(LESSON).content == second.get(LESSON).content
    assert len(made) == 2
    answer(second, "b")
    assert first.get(LESSON).content != second.get(LESSON).content


def test_a_page_is_private_though_it_is_shared(course):
    response = signed_in().get(LESSON)
    assert "private" in response["Cache-Control"]
    assert response["Vary"] == "Accept-Encoding, Cookie"


def test_a_browser_without_gzip_reads_the_same_page(course, made):
    client = signed_in()
    packed = client.get(LESSON, headers={"Accept-Encoding": "gzip"})
    plain = client.get(LESSON, headers={"Accept-Encoding": "identity"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain
    assert len(made) == 1


def test_a_message_is_shown_once_and_to_one(course, made):
    member, other = signed_in(), signed_in()
    member.get(LESSON)
    member.post(f"{LESSON}notes/", {"text": "Des courges.", "version": "0"})
    told = member.get(LESSON).content.decode()
    assert 'class="told' not in other.get(LESSON).content.decode()
    assert 'class="told' not in member.get(LESSON).content.decode()
    # the page with the message, if there was one, and no other
    assert len(made) == 1 + ('class="told' in told)


def test_news_for_one_are_told_to_that_one(course, made):
    member, other = signed_in(), signed_in()
    person = User.objects.get(pk=member.session["_auth_user_id"])
    Notice.objects.create(person=person, kind="account", key="news", title="Du neuf", url="/compte/")
    assert "menu__new" in member.get(LESSON).content.decode()
    assert "menu__new" not in other.get(LESSON).content.decode()


def test_what_came_back_from_a_form_is_not_kept(course, made):
    member = signed_in()
    asked = f"{LESSON}?q.une-graine=b&empty=une-graine"
    assert member.get(asked).content == member.get(asked).content
    assert len(made) == 2


def test_what_was_typed_is_never_kept(written_course, made):
    member = signed_in()
    member.get(READING_ONLY)
    before = len(made)
    uid = next(one.uid for one in made[0].questions.all() if one.kind == "short")
    member.post(f"{READING_ONLY}repondre/", {"question": uid, f"q.{uid}": "mot à moi"})
    assert "mot à moi" in member.get(READING_ONLY).content.decode()
    assert "mot à moi" in member.get(READING_ONLY).content.decode()
    assert len(made) == before + 2


def test_a_store_that_was_emptied_is_filled_again(course, made):
    member = signed_in()
    first = member.get(LESSON).content
    caches[same_state.CACHE].clear()
    assert member.get(LESSON).content == first
    assert len(made) == 2
