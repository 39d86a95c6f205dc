"""A small course of its own, imported from tests/courses/fixtures, below a home page."""

import shutil
from pathlib import Path

import pytest
from django.test import Client
from wagtail.models import Page, Site

from courses.exchange.actions import import_course
from courses.exchange.reading import read_course
from courses.models import LessonPage
from courses.shipped import course_index
from portal.pages.models import HomePage

FIXTURES = Path(__file__).parent / "fixtures"
COURSE = FIXTURES / "cours-de-jardin"
URL = "/mooc/cours-de-jardin/"
LESSON = f"{URL}semer/choisir-ses-graines/"
READING_ONLY = f"{URL}semer/lire-le-ciel/"
LAST = f"{URL}recolter/partager/"


@pytest.fixture(autouse=True)
def _files_of_a_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    # Wagtail's own index of references is not what these tests are about, and takes half of an import's time.
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def index(db):
    home = HomePage.objects.first()
    if home is None:
        root = Page.objects.get(depth=1)
        home = root.add_child(instance=HomePage(title="Accueil", slug="accueil", headline="Bonjour", lead="Ici."))
        Site.objects.update(root_page=home)
    return course_index()


@pytest.fixture
def course(index):
    import_course(file=read_course(COURSE), index=index)
    return index.get_children().get(slug="cours-de-jardin").specific


@pytest.fixture
def lesson(course):
    return LessonPage.objects.get(slug="choisir-ses-graines")


@pytest.fixture
def client():
    """A browser that posts from our own pages."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def folder(tmp_path):
    """A copy of the course's files, free to be broken."""
    return Path(shutil.copytree(COURSE, tmp_path / "cours-de-jardin"))


@pytest.fixture
def written_folder(folder):
    """The course's files, where the lesson at READING_ONLY asks a short answer, an order and a text with gaps."""
    shutil.copy(FIXTURES / "questions-a-ecrire.yaml", folder / "semer" / "lire-le-ciel" / "quiz.yaml")
    return folder


@pytest.fixture
def written_course(index, written_folder):
    import_course(file=read_course(written_folder), index=index)
    return index.get_children().get(slug="cours-de-jardin").specific
