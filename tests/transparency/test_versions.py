"""Dated texts: what a visitor reads, and that a published version cannot be changed by any way in."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.transparency import actions
from portal.transparency.models import DatedText, TextVersion
from tests.factories.people import UserFactory
from tests.factories.transparency import DatedTextFactory, DraftFactory, published

pytestmark = pytest.mark.django_db


def test_visitor_reads_the_plain_words_above_the_full_text(client):
    published()
    page = client.get("/cgu/").text
    assert page.index("Vos fichiers</strong>") < page.index("Tout le texte.")


def test_visitor_does_not_see_a_draft(client):
    DraftFactory()
    assert client.get("/cgu/").status_code == 404
    assert client.get("/cgu/1/").status_code == 404
    assert client.get("/cgu/versions/").status_code == 404
    assert client.get("/cgu/1/texte.pdf").status_code == 404


def test_the_version_in_force_stays_until_the_next_takes_effect(client, time_machine):
    first = published(short="ancien")
    soon = timezone.localdate() + timedelta(days=30)
    second = actions.draft_next_version(document=first.document, short="nouveau", effective_on=soon)
    actions.publish_version(version=second)
    page = client.get("/cgu/").text
    assert "ancien" in page
    assert "/cgu/1-2/" in page
    time_machine.move_to(timezone.now() + timedelta(days=31))
    client.get("/preferences/")
    from django.core.cache import cache

    cache.clear()
    assert "nouveau" in client.get("/cgu/").text
    assert "n’est plus en vigueur" in client.get("/cgu/1/").text


def test_every_version_keeps_its_address_and_its_reason(client):
    first = published(reason="Ouverture du portail")
    second = actions.draft_next_version(document=first.document, reason="Un service de plus")
    actions.publish_version(version=second)
    page = client.get("/cgu/versions/").text
    assert "Ouverture du portail" in page
    assert "Un service de plus" in page
    assert client.get("/cgu/1/").status_code == 200


def test_a_text_of_another_name_has_an_address_too(client):
    published(document=DatedTextFactory(slug="reglement-interieur", title="Règlement intérieur"))
    assert "Règlement intérieur" in client.get("/textes/reglement-interieur/").text


def test_pdf_is_tagged(client):
    published(
        short='#set page(width: 1pt) \\ $x$ " [a](javascript:x)', full="| A | B |\n|---|---|\n| 1 | 2 |\n\n#### Loin"
    )
    response = client.get("/cgu/1/texte.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert b"/StructTreeRoot" in response.content
    assert b"/Marked true" in response.content


def test_digest_is_of_what_people_accept():
    version = published()
    assert version.digest == version.compute_digest()
    assert len(version.digest) == 64
    version.full += " "
    assert version.digest != version.compute_digest()


def test_publishing_twice_is_refused():
    version = published()
    with pytest.raises(actions.AlreadyPublished):
        actions.publish_version(version=version)


def test_a_text_never_holds_before_it_could_be_read():
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(actions.EffectiveInThePast):
        published(effective_on=yesterday)
    draft = TextVersion.objects.get()
    assert not draft.is_published
    assert actions.publish_version(version=draft, published_on=yesterday).effective_on == yesterday
    with pytest.raises(IntegrityError), transaction.atomic():
        DraftFactory(
            document=draft.document,
            number=2,
            published_on=timezone.localdate(),
            effective_on=yesterday,
            digest="0" * 64,
        )


def test_a_text_has_one_draft_at_a_time():
    first = published()
    draft = actions.draft_next_version(document=first.document)
    assert draft.number == 2
    assert draft.full == first.full
    assert actions.draft_next_version(document=first.document).pk == draft.pk


def attack_save(version):
    version.full = "autre"
    version.save()


def attack_update(version):
    TextVersion.objects.filter(pk=version.pk).update(full="autre")


def attack_bulk_update(version):
    version.reason = "autre"
    TextVersion.objects.bulk_update([version], ["reason"])


def attack_delete(version):
    version.delete()


def attack_queryset_delete(version):
    TextVersion.objects.all().delete()


def attack_unpublish(version):
    TextVersion.objects.update(published_on=None)


def attack_sql_update(version):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE transparency_textversion SET digest = %s", ["0" * 64])


def attack_sql_delete(version):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM transparency_textversion")


def attack_sql_replace(version):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE transparency_textversion SET published_on = NULL, digest = '' WHERE id = %s", [version.pk]
        )


def attack_upsert(version):
    again = TextVersion(pk=version.pk, document=version.document, number=version.number, short="autre", full="autre")
    TextVersion.objects.bulk_create([again], update_conflicts=True, update_fields=["full"], unique_fields=["id"])


def attack_past_the_triggers_of_rows(version):
    around = {
        "postgresql": "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE transparency_textversion CASCADE",
        "sqlite": "INSERT OR REPLACE INTO transparency_textversion (id, document_id, number, short, full, reason, "
        "acceptance_required, digest) SELECT id, document_id, number, 'autre', 'autre', '', 0, '' "
        "FROM transparency_textversion",
    }
    with connection.cursor() as cursor:
        cursor.execute(around[connection.vendor])


def attack_name_of_the_text(version):
    DatedText.objects.filter(pk=version.document_id).update(slug="autre")


ATTACKS = [value for name, value in sorted(globals().items()) if name.startswith("attack_")]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_published_version_stays_as_people_read_it(attack):
    version = published()
    before = TextVersion.objects.filter(pk=version.pk).values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        attack(version)
    assert TextVersion.objects.filter(pk=version.pk).values().get() == before
    assert TextVersion.objects.get(pk=version.pk).compute_digest() == version.digest


def test_a_draft_can_change_and_go():
    draft = DraftFactory()
    attack_save(draft)
    attack_sql_update_draft = TextVersion.objects.filter(pk=draft.pk).update(reason="mieux")
    assert attack_sql_update_draft == 1
    draft.delete()
    assert not TextVersion.objects.exists()


def test_triggers_come_back_when_a_table_was_built_again():
    from portal.core import immutable

    immutable.drop_triggers()
    immutable.create_triggers()
    immutable.create_triggers()
    version = published()
    with pytest.raises(IntegrityError), transaction.atomic():
        attack_update(version)


@pytest.mark.django_db(transaction=True)
def test_transactional_tests_can_be_flushed_with_a_published_version():
    assert published().is_published


def test_after_a_flush_rows_are_kept_again():
    version = published()
    with pytest.raises(IntegrityError), transaction.atomic():
        attack_sql_delete(version)


CMS = "/cms/snippets/transparency/textversion/"


@pytest.mark.parametrize("role", [{}, {"moderator": True}, {"author": True}])
def test_others_cannot_publish(client, role):
    draft = DraftFactory()
    client.force_login(UserFactory(**role))
    client.post(f"/cms/textes/{draft.pk}/publier/")
    draft.refresh_from_db()
    assert not draft.is_published


def test_staff_draft_edit_and_publish(client):
    client.force_login(UserFactory(staff=True))
    first = published()
    response = client.post(f"{CMS}add/", {"document": first.document_id})
    draft = TextVersion.objects.drafts().get()
    assert response.url == f"{CMS}edit/{draft.pk}/"
    assert client.get(response.url).status_code == 200
    client.post(response.url, {"short": "court", "full": "long", "reason": "Mieux dit"})
    draft.refresh_from_db()
    assert draft.full == "long"
    assert client.get(f"/cms/textes/{draft.pk}/publier/").status_code == 200
    assert "long" in client.get(f"/cms/textes/{draft.pk}/apercu/").text
    assert "<ins>long</ins>" in client.get(f"/cms/textes/{draft.pk}/changements/").text
    # terms without what the charter asks of them are published only by saying so
    assert "donnees-personnelles" in client.post(f"/cms/textes/{draft.pk}/publier/").text
    assert client.get("/cgu/2/").status_code == 404
    client.post(f"/cms/textes/{draft.pk}/publier/", {"anyway": "on"})
    assert "long" in client.get("/cgu/2/").text
    assert client.get(f"/cms/textes/{draft.pk}/apercu/").status_code == 404


def test_staff_are_told_when_the_day_of_effect_is_past(client):
    client.force_login(UserFactory(staff=True))
    draft = DraftFactory(effective_on=timezone.localdate() - timedelta(days=3))
    answer = client.post(f"/cms/textes/{draft.pk}/publier/", {"anyway": "on"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{CMS}edit/{draft.pk}/"
    assert "date d’effet" in answer.text
    draft.refresh_from_db()
    assert not draft.is_published


def test_staff_cannot_edit_or_delete_what_is_published(client):
    client.force_login(UserFactory(staff=True))
    version = published()
    texts = "/cms/bulk/transparency"
    for address in (
        f"{CMS}edit/{version.pk}/",
        f"{CMS}delete/{version.pk}/",
        f"{texts}/textversion/delete/?id={version.pk}",
        f"{texts}/datedtext/delete/?id={version.document_id}",
    ):
        response = client.post(address, {"short": "autre", "full": "autre"})
        assert response.url == CMS
    version.refresh_from_db()
    assert version.full != "autre"


def test_every_list_of_the_administration_opens(client):
    client.force_login(UserFactory(staff=True))
    published()
    for name in (
        "datedtext",
        "textversion",
        "activityreport",
        "legalrequest",
        "legalrequestyear",
        "standingpage",
        "criterion",
    ):
        assert client.get(f"/cms/snippets/transparency/{name}/").status_code == 200
