"""Addresses that the whole site leads to stay, whatever is edited in /cms/; titles and other pages are free."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from courses.models import CourseIndexPage
from portal.core.addresses import WELL_KNOWN
from portal.pages.models import EventIndexPage
from portal.transparency.models import StandingPage
from tests.factories import tree as pages
from tests.factories.people import UserFactory
from tests.factories.transparency import published

pytestmark = pytest.mark.django_db
REFUSED = "Le site mène à"


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(staff=True))
    return client


def edit(staff, page, **values):
    """Publish the page from its form in /cms/."""
    known = {"title": page.title, "slug": page.slug, "lead": "", "action-publish": "1"}
    formset = {f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    answer = staff.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), {**known, **formset, "body-count": "0", **values}
    )
    page.refresh_from_db()
    return answer


def help_page():
    return pages.standard(title="Aide", slug="aide")


def index():
    return pages.event().get_parent().specific


@pytest.mark.parametrize("make", [help_page, index], ids=["help", "agenda"])
def test_staff_rename_a_known_page_but_its_address_stays(staff, make):
    page = make()
    before = page.slug
    answer = edit(staff, page, title="Autre titre", slug="autre")
    assert page.slug == before
    assert REFUSED in answer.text and 'value="Autre titre"' in answer.text, "said in words, what was typed is kept"
    assert edit(staff, page, title="Autre titre").status_code == 302
    assert page.title == "Autre titre"
    assert staff.get(f"/{before}/").status_code == 200


def test_the_list_of_courses_keeps_its_address_too(staff):
    page = pages.home().add_child(instance=CourseIndexPage(title="Se former", slug="mooc"))
    assert REFUSED in edit(staff, page, introduction="", slug="cours").text
    assert page.slug == "mooc"


def test_any_other_page_changes_its_address_and_old_links_still_lead_there(staff, django_capture_on_commit_callbacks):
    page = pages.standard(title="Qui", slug="qui")
    with django_capture_on_commit_callbacks(execute=True):
        assert edit(staff, page, slug="qui-donc").status_code == 302
    assert page.slug == "qui-donc"
    answer = staff.get("/qui/")
    assert (answer.status_code, answer.url.rstrip("/")) == (301, "/qui-donc")
    below = page.add_child(instance=type(page)(title="Aide", slug="aide"))
    assert edit(staff, below, slug="coup-de-main").status_code == 302, "only the address below the home page is known"


@pytest.mark.parametrize("name", ["delete", "unpublish"])
def test_a_page_of_the_menu_is_neither_deleted_nor_taken_back(staff, name):
    page = index()
    answer = staff.post(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]), follow=True)
    assert "reste à sa place" in answer.text
    assert EventIndexPage.objects.live().filter(slug="agenda").exists()


def test_a_known_page_is_not_moved_alone_or_with_others(staff):
    page, other = help_page(), pages.standard(slug="ailleurs")
    staff.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, other.pk]))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    staff.post(f"{address}?id={page.pk}", {"move_applied": "on", "chooser": other.pk})
    assert Page.objects.get(pk=page.pk).get_parent().slug == "accueil"


def test_pages_of_the_menu_are_not_deleted_with_others(staff):
    page = index()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    staff.post(f"{address}?id={page.pk}")
    assert Page.objects.filter(pk=page.pk).exists()


def test_a_host_does_without_the_pages_that_are_not_in_the_menu(staff):
    page = help_page()
    staff.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not Page.objects.filter(pk=page.pk).exists()


def test_texts_keep_their_address(staff):
    document = published().document
    standing = StandingPage.objects.create(slug="infrastructure", title="Machines", body="Deux.")
    for row, values in ((document, {"title": "CGU", "position": 1}), (standing, {"title": "Parc", "body": "Trois."})):
        name = f"wagtailsnippets_transparency_{row._meta.model_name}:edit"
        values |= {"updated_on": "2026-11-02"}
        answer = staff.post(reverse(name, args=[row.pk]), {**values, "slug": "autre"})
        assert REFUSED in answer.text
        assert staff.post(reverse(name, args=[row.pk]), {**values, "slug": row.slug}).status_code == 302
        row.refresh_from_db()
        assert row.title == values["title"] and row.slug != "autre"
    assert staff.get("/cgu/").status_code == 200


def test_every_link_of_the_menu_and_the_way_out_leads_to_a_fixed_address(client):
    """A new link to a page of the tree must be protected here too."""
    import re

    from django.urls import Resolver404, resolve

    shell = client.get("/contact/").text
    linked = set(re.findall(r'href="(/[a-z0-9-]+/)"', shell))
    assert {"/mooc/", "/fiches/", "/agenda/"} <= linked
    for path in linked:
        try:
            is_of_the_tree = resolve(path).view_name == "wagtail_serve"
        except Resolver404:
            is_of_the_tree = True
        assert not is_of_the_tree or path.strip("/") in WELL_KNOWN, path
