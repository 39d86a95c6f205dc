"""« Mes données »: everything in one archive, for its owner alone, for some days."""

import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.notifications.models import Mail
from portal.privacy import archive
from portal.privacy.actions import exports
from portal.privacy.models import DataExport
from portal.privacy.registry import registered
from portal.privacy.tasks import sweep_exports
from tests.factories.people import UserFactory
from tests.privacy.seeding import person_with_everything

pytestmark = pytest.mark.django_db
DATA, ARCHIVE = reverse("privacy:data"), reverse("privacy:archive")


class Killed(BaseException):
    """As SIGKILL: no handler of the program sees it."""


def opened(export) -> zipfile.ZipFile:
    return zipfile.ZipFile(storages["private"].path(export.file_name))


def test_the_archive_holds_a_row_of_every_model_and_no_secret():
    person, made = person_with_everything()
    made["mfa.Authenticator"].data = {"secret": "sesame-ouvre-toi"}
    made["mfa.Authenticator"].save()
    other = UserFactory(email="quelquun-dautre@example.org")
    export = made["privacy.DataExport"]
    assert exports.prepare(export_id=export.pk)
    export.refresh_from_db()
    with opened(export) as held:
        told = json.loads(held.read("donnees.json"))["sections"]
        index = held.read("index.html").decode()
        pages = "".join(held.read(name).decode() for name in held.namelist() if name.endswith(".html"))
        files = [name for name in held.namelist() if name.startswith("fichiers/")]
        assert held.testzip() is None
    assert {label.lower().replace(".", "-") for label in registered()} <= told.keys()
    assert told["profil"]["rows"][0]["email"] == person.email
    assert "donnees.json" in index and 'href="pages/profil.html"' in index
    assert len(files) >= 2
    for secret in ("sesame-ouvre-toi", person.password, other.email, "csrfmiddlewaretoken"):
        assert secret not in json.dumps(told) + pages


def test_one_at_a_time_asked_on_the_page_and_told_by_mail(client):
    person = UserFactory()
    client.force_login(person)
    for _click in range(2):
        assert client.post(DATA).status_code == 302
    export = DataExport.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        DataExport.objects.create(person=person)
    page = client.get(DATA).content.decode()
    assert 'role="status"' in page and ARCHIVE not in page
    exports.prepare(export_id=export.pk)
    assert not exports.prepare(export_id=export.pk)
    assert ARCHIVE in client.get(DATA).content.decode()
    assert Mail.objects.get(key=f"archive-{export.pk}-ready").address == person.email


def test_what_a_killed_worker_left_is_taken_up_by_the_next(monkeypatch):
    export = exports.ask_for_export(person=UserFactory())
    whole = archive.sections_of

    def killed_half_way(person):
        yield next(whole(person))
        raise Killed

    monkeypatch.setattr(archive, "sections_of", killed_half_way)
    with pytest.raises(Killed):
        exports.prepare(export_id=export.pk)
    monkeypatch.undo()
    assert not exports.prepare(export_id=export.pk)  # the dead worker's lease still runs
    DataExport.objects.update(claimed_until=timezone.now())
    assert DataExport.objects.due().get() == export
    assert exports.prepare(export_id=export.pk)
    export.refresh_from_db()
    with opened(export) as held:
        assert held.testzip() is None and export.tries == 2


def test_a_worker_that_copies_many_pictures_keeps_its_lease_and_deflates_none(monkeypatch):
    person, made = person_with_everything()
    export, noted = made["privacy.DataExport"], []
    whole = archive.write

    def watched(*args, note):
        return whole(*args, note=lambda done, total: (noted.append(done), note(done, total)))

    monkeypatch.setattr(archive, "write", watched)
    assert exports.prepare(export_id=export.pk)
    export.refresh_from_db()
    with opened(export) as held:
        files = [one for one in held.infolist() if one.filename.startswith("fichiers/")]
    assert files and {one.compress_type for one in files} == {zipfile.ZIP_STORED}
    assert len(noted) == export.total + len(files) and noted == sorted(noted)


def test_an_archive_that_never_gets_through_is_given_up_and_staff_see_it(client, monkeypatch):
    export = exports.ask_for_export(person=UserFactory())
    monkeypatch.setattr(archive, "write", lambda *args, **kwargs: 1 / 0)
    for _try in range(exports.GIVE_UP_AFTER):
        DataExport.objects.update(not_before=timezone.now())
        exports.prepare(export_id=export.pk)
    export.refresh_from_db()
    assert export.state == DataExport.State.FAILED
    client.force_login(UserFactory(staff=True))
    assert reverse("wagtailsnippets_privacy_dataexport:list") in client.get("/cms/").content.decode()
    assert exports.ask_for_export(person=export.person).state == DataExport.State.WAITING


def test_its_owner_fetches_it_after_typing_the_password_until_it_expires(
    client, sign_in, prove_again, django_capture_on_commit_callbacks
):
    person, stranger = UserFactory(), UserFactory()
    export = exports.ask_for_export(person=person)
    exports.prepare(export_id=export.pk)
    export.refresh_from_db()
    sign_in(stranger)
    prove_again()
    assert client.get(ARCHIVE).status_code == 404
    client.logout()
    client.force_login(person)
    assert client.get(ARCHIVE).url.startswith(reverse("account_reauthenticate"))
    prove_again()
    answer = client.get(ARCHIVE)
    assert answer["Content-Type"] == "application/zip" and "attachment" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"PK")
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(ARCHIVE).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        sweep_exports()
    assert not DataExport.objects.exists() and not storages["private"].exists(export.file_name)
