"""The criteria of the charter: reviewed part by part, their proofs looked at, the team told once, the dossier."""

import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.handlers.base import BaseHandler
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.notifications.models import Mail, Notice
from portal.transparency import charter, demo_house, editions, nightly, proofs
from portal.transparency.content_loader import load
from portal.transparency.models import CharterEdition, Criterion, CriterionReview, Machine
from tests.factories.people import UserFactory
from tests.factories.transparency import published
from tests.refusals import refused

pytestmark = pytest.mark.django_db
Trouble = Criterion.Trouble


@pytest.fixture
def edition():
    return CharterEdition.objects.create(name="version 1", slug="version-1", status="current")


@pytest.fixture
def criterion(edition):
    return make(edition, "TRA-9", text="Un journal.")


def make(edition, code, **columns) -> Criterion:
    columns = {"part": "transparents", "level": "required", "text": "x"} | columns
    return Criterion.objects.create(edition=edition, code=code, **columns)


def review(criterion, **said):
    said = {"state": "held", "evidence": "Journal", "evidence_url": "/incidents/", "note": "", **said}
    said = {"confirmed": False, "by": None, **said}
    charter.review_criterion(criterion=criterion, **said)
    criterion.refresh_from_db()


def test_visitor_reads_state_proof_and_day_and_what_is_to_check(client, criterion, settings):
    settings.VISITOR_PAGE_CACHE = False  # purged at a commit, which no test makes
    review(criterion, note="Depuis 2019 <b>.")
    page = client.get("/nos-engagements/").text
    assert 'state--done">tenu' in page
    assert '<a href="/incidents/">Journal</a>' in page
    assert "énoncé à vérifier" in page
    assert "Depuis 2019 &lt;b&gt;." in page
    review(criterion, confirmed=True)
    assert "énoncé à vérifier" not in client.get("/nos-engagements/").text
    # other words than those that were read: to check again
    criterion.text = "Un autre journal."
    criterion.save()
    assert "énoncé à vérifier" in client.get("/nos-engagements/").text


def test_the_public_page_of_all_criteria_is_light_and_asks_little(client, settings, django_assert_max_num_queries):
    load()
    demo_house.load()
    settings.VISITOR_PAGE_CACHE = False
    client.get("/nos-engagements/")
    with django_assert_max_num_queries(8):
        page = client.get("/nos-engagements/").text
    assert page.count("<li id=") == Criterion.objects.count() > 40


def test_history_stays_as_it_was_written(criterion):
    review(criterion)
    review(criterion, state="partial")
    assert [one.state for one in criterion.reviews.all()] == ["partial", "held"]
    with pytest.raises(TypeError):
        criterion.reviews.first().delete()
    rows = CriterionReview.objects.all()
    for change in (lambda: rows.update(state="held"), lambda: rows._raw_delete("default")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    criterion.reviews.update(by=None)  # a person may go


@pytest.mark.parametrize(
    ("address", "trouble"),
    [
        ("/incidents/", Trouble.NONE),
        ("/incidents", Trouble.NONE),  # led to the page
        ("/cgu/#donnees", Trouble.NONE),
        ("/cgu/#autre-chose", Trouble.ANCHOR),
        ("/confidentialite/", Trouble.GONE),
        ("/transparence/rapports/1999/", Trouble.GONE),
        ("/compte/donnees/", Trouble.PRIVATE),
        ("/transparence/rapports/2025/rapport.pdf?x=é", Trouble.GONE),
        ("/media/preuves/absente.pdf", Trouble.GONE),
        ("/media/../../secret", Trouble.GONE),
    ],
)
def test_a_proof_is_looked_at_as_a_visitor_meets_it(address, trouble):
    if "cgu" in address:
        published(full="## Vos données {#donnees}\n\nx")
    handler = BaseHandler()
    handler.load_middleware()
    assert proofs.trouble_at(address, handler) == trouble
    assert not default_storage.exists("preuves/absente.pdf")


def test_the_team_is_told_once_of_what_is_gone_or_old(criterion, settings, django_capture_on_commit_callbacks):
    one = UserFactory(staff=True)
    review(criterion, evidence_url="/confidentialite/")
    old = make(criterion.edition, "COL-1", part="collectif", state="held")
    Criterion.objects.filter(pk=old.pk).update(reviewed_on=timezone.localdate() - timedelta(days=366))
    since = timezone.localdate() - timedelta(days=400)
    Machine.objects.create(name="minou", slug="minou", place="ici", host="nous", control="own", known_since=since)
    with django_capture_on_commit_callbacks(execute=True):
        nightly.keep_promises()
    [mail] = Mail.objects.filter(person=one)
    assert "TRA-9, " in mail.text and "COL-1, " in mail.text and "- minou" in mail.text
    assert mail.subject == "Ce que nous avons promis de publier"
    nightly.keep_promises()
    assert Mail.objects.filter(person=one).count() == Notice.objects.filter(person=one).count() == 1
    # mended, looked at, then gone again: that is new
    published(document__slug="confidentialite", document__title="Vie privée")
    nightly.keep_promises()
    criterion.refresh_from_db()
    assert criterion.trouble == ""
    review(criterion, evidence_url="/moderation/")
    assert proofs.look_at_proofs() == 1
    assert nightly.remind() == 1


def test_member_does_not_assess(client, criterion):
    client.force_login(UserFactory())
    for name, args in (("charter_assessment", []), ("charter_part", ["transparents"]), ("charter_dossier_pdf", [])):
        assert client.get(reverse(name, args=args)).status_code in (302, 403)


def post(client, **typed):
    values = {"TRA-9-state": "held", "TRA-9-seen": "0", "TRA-10-state": "to_check", "TRA-10-seen": "0", **typed}
    values = {"edition": CharterEdition.objects.current().pk, **values}
    here = {"Sec-Fetch-Site": "same-origin"}
    return client.post(reverse("charter_part", args=["transparents"]), values, headers=here)


def test_staff_saves_what_is_right_and_finds_the_rest_as_typed(client, criterion):
    make(criterion.edition, "TRA-10", level="recommended", text="Comptes.")
    client.force_login(UserFactory(staff=True))
    address = "javascript:alert(1)"
    page = post(client, **{"TRA-10-state": "partial", "TRA-10-evidence_url": address, "TRA-10-note": "Presque."}).text
    assert Criterion.objects.get(code="TRA-9").state == "held"
    assert Criterion.objects.get(code="TRA-10").state == "to_check"
    assert address in page and "Presque." in page
    assert post(client, **{"TRA-10-confirmed": "on", "TRA-9-seen": last()}).status_code == 302
    assert Criterion.objects.get(code="TRA-10").is_confirmed
    # nothing typed, nothing written
    before = CriterionReview.objects.count()
    ten = str(CriterionReview.objects.filter(criterion__code="TRA-10").latest("pk").pk)
    post(client, **{"TRA-9-seen": last("TRA-9"), "TRA-10-seen": ten, "TRA-10-confirmed": "on"})
    assert CriterionReview.objects.count() == before


def last(code="TRA-9") -> str:
    return str(CriterionReview.objects.filter(criterion__code=code).latest("pk").pk)


def test_two_windows_do_not_overwrite_each_other(client, criterion):
    client.force_login(UserFactory(staff=True))
    post(client)
    page = post(client, **{"TRA-9-state": "not_held", "TRA-9-note": "Le mien."}).text
    assert Criterion.objects.get().state == "held"
    assert "Le mien." in page and f'value="{last()}"' in page
    post(client, **{"TRA-9-state": "not_held", "TRA-9-note": "Le mien.", "TRA-9-seen": last()})
    assert Criterion.objects.get().state == "not_held"


def test_what_was_typed_outlives_the_session(client, criterion):
    """As in the forum: signed out meanwhile, one gets every word back, signs in elsewhere, and sends it again."""
    said = {"TRA-9-evidence": "Le journal <b>", "TRA-9-note": "Écrit longtemps."}
    page = post(client, **said)
    assert page.status_code == 403 and not Criterion.objects.get().evidence
    assert "Le journal &lt;b&gt;" in page.text and "/compte/login/?next=%2Fcms%2Fcharte%2Ftransparents%2F" in page.text
    kept = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page.text))
    assert kept["TRA-9-note"] == "Écrit longtemps." and kept["TRA-9-state"] == "held"
    client.force_login(UserFactory(staff=True))
    assert post(client, **kept | said).status_code == 302
    assert Criterion.objects.get().note == "Écrit longtemps."
    # no token, so nobody else's page may send it
    address = reverse("charter_part", args=["transparents"])
    assert client.post(address, kept, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_next_edition_keeps_what_stays_and_the_former_one_stays_readable(client, criterion):
    review(criterion, confirmed=True)
    changed, left = make(criterion.edition, "TRA-10", text="Comptes."), make(criterion.edition, "COL-1", text="Parti.")
    review(changed, evidence_url="/comptes/")
    client.force_login(UserFactory(staff=True))
    add = reverse("wagtailsnippets_transparency_charteredition:add")
    assert client.post(add, {"name": "Version 2", "dated": "2026-11-01"}).status_code == 302
    draft = CharterEdition.objects.draft()
    draft.criteria.filter(code="COL-1").update(in_force=False)
    draft.criteria.filter(code="TRA-10").update(text="Comptes publics.")
    make(draft, "OUV-9", part="ouverts", text="Nouveau.")
    review(criterion, note="Dit entre-temps.", confirmed=True)
    desk = reverse("charter_edition_desk", args=[draft.pk])
    page = client.get(desk).text
    assert all(words in page for words in ("Comptes publics.", "Parti.", "Nouveau.", "Un critère reste"))
    assert "Nouveau." not in client.get("/nos-engagements/").text
    assert client.post(desk, {"compared": "on"}).status_code == 302
    now = {one.code: one for one in Criterion.objects.promised()}
    assert set(now) == {"TRA-9", "TRA-10", "OUV-9"}
    for model, row in (("criterion", left), ("charteredition", left.edition)):
        assert client.get(reverse(f"wagtailsnippets_transparency_{model}:edit", args=[row.pk])).status_code == 302
    assert (
        client.post(reverse("wagtailsnippets_transparency_charteredition:delete", args=[draft.pk])).status_code == 302
    )
    assert client.get(reverse("wagtailsnippets_transparency_criterion:add")).text.count("<option") > 10
    assert (now["TRA-9"].state, now["TRA-9"].note, now["TRA-9"].is_confirmed) == ("held", "Dit entre-temps.", True)
    assert (now["TRA-10"].state, now["TRA-10"].evidence_url) == ("to_check", "/comptes/")
    client.logout()
    page = client.get("/nos-engagements/").text
    assert "Version 2" in page and 'href="/nos-engagements/version-1/"' in page and "Parti." not in page
    former = client.get("/nos-engagements/version-1/").text
    assert "Parti." in former and "Comptes." in former and "Dit entre-temps." in former
    assert client.get("/nos-engagements/version-2/").status_code == 200
    with pytest.raises(charter.ReviewedMeanwhile):
        review(left)
    with pytest.raises(editions.NotInPreparation):
        editions.bring_into_force(edition=draft, compared=False)
    refused(
        "UPDATE transparency_criterion SET state = 'held' WHERE id = {left}",
        "UPDATE transparency_criterion SET edition_id = {former} WHERE code = 'OUV-9'",
        "DELETE FROM transparency_charteredition WHERE id = {former}",
        "DELETE FROM transparency_criterion WHERE id = {left}",
        left=left.pk,
        former=left.edition_id,
    )
    with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic():
        make(left.edition, "NEU-9", text="Après coup.")


def test_a_page_of_the_edition_before_saves_nothing_and_keeps_the_words(client, criterion):
    client.force_login(UserFactory(staff=True))
    page = post(client, edition="0", **{"TRA-9-note": "Écrit avant."})
    assert page.status_code == 200 and "Écrit avant." in page.text and "autre édition" in page.text
    assert Criterion.objects.get().state == "to_check"


def test_staff_takes_the_dossier_away(client, criterion):
    review(criterion, evidence="Journal [des] *incidents*", note="- un\n# deux")
    client.force_login(UserFactory(staff=True))
    text = client.get(reverse("charter_dossier_md")).text
    assert r"[Journal \[des\] \*incidents\*](http" in text
    assert "### TRA-9 (requis) : tenu" in text
    assert "\n# deux" not in text
    content = client.get(reverse("charter_dossier_pdf")).content
    assert content.startswith(b"%PDF") and b"/StructTreeRoot" in content


def test_staff_rewords_a_criterion_but_never_deletes_it(client, criterion):
    review(criterion)
    client.force_login(UserFactory(staff=True))
    name = "wagtailsnippets_transparency_criterion"
    assert client.post(reverse(f"{name}:delete", args=[criterion.pk])).status_code in (302, 403)
    assert Criterion.objects.exists()
    page = client.get(reverse(f"{name}:edit", args=[criterion.pk]))
    assert page.status_code == 200 and 'name="state"' not in page.text
