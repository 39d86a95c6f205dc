"""The association's own space on a real sandbox: exactly one folder whatever the server answers, and its whole life."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext

from accounts.organisations.actions import closing
from hosting.cloud import tasks, words
from hosting.cloud.actions import folders, outbox, requests
from hosting.cloud.connection import client_for
from hosting.cloud.models import AccountRequest, CloudAccount, CloudServer, OutgoingChange, TeamFolder
from hosting.cloud.nextcloud.errors import Kind
from portal.notifications.models import Mail
from tests.factories.hosting import submitted
from tests.factories.organisations import OrganisationFactory, ReferentFactory, TerritoryFactory
from tests.factories.people import UserFactory, signed_in

pytestmark = pytest.mark.django_db
State = TeamFolder.State
GB = 1024**3
CREATE = r"/groupfolders/folders$"
MISSING = words.BY_KIND[Kind.MISSING]


@pytest.fixture
def referent(server):
    return ReferentFactory(territory=TerritoryFactory(code="53", name="Mayenne")).person


@pytest.fixture
def asked(referent):
    """An account of 5 GB, and 50 GB for the association; its change waits."""
    association = OrganisationFactory(
        name="Foyer rural (Ernée)", territory=referent.appointments.get().territory, manager=(person := UserFactory())
    )
    return submitted(person=person, organisation=association, quota_gb=5, folder_gb=50)


@pytest.fixture
def folder(sandbox, asked, referent):
    """Approved and made."""
    requests.approve_request(request=asked, by=referent)
    work()
    return TeamFolder.objects.get()


def work(times: int = 1) -> None:
    """What worker and sweep do, without waiting for the clock."""
    for _ in range(times):
        OutgoingChange.objects.filter(state="waiting").update(not_before=timezone.now())
        for pk in list(OutgoingChange.objects.due().order_by("pk").values_list("pk", flat=True)):
            outbox.run(change_id=pk)


def there(sandbox) -> list[dict]:
    return sandbox.control("GET", "folders")["folders"]


def assert_exactly_one(sandbox, asked):
    told = sandbox.control("GET", "folders")
    (one,) = told["folders"]
    folder = TeamFolder.objects.get()
    group = f"assoc-{asked.organisation_id}"
    assert (told["created"], told["deleted"]) == (1, 0)
    assert (one["id"], one["mount_point"]) == (folder.remote_id, f"Foyer rural Ernée - {group}")
    assert (one["quota"], one["groups"]) == (50 * GB, {group: 31})
    assert (folder.state, folder.claim, folder.lease_token, folder.limit_bytes) == ("active", "ours", "", 50 * GB)
    assert [event.kind for event in folder.events.all()] == ["granted", "ready"]
    assert Mail.objects.filter(key__startswith=f"folder-{folder.pk}-step-").count() == 1
    assert AccountRequest.objects.get().state == "active"


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "server-error", "times": 2},
        {"kind": "server-error-after"},
        {"kind": "gateway-page-after", "times": 2},
        {"kind": "login-page"},
        {"kind": "maintenance"},
        {"kind": "drop-after"},
        {"kind": "drop-after", "path": r"/folders/\d+/", "times": 2},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
def test_whatever_the_server_answers_there_is_exactly_one_folder(sandbox, asked, referent, fault):
    requests.approve_request(request=asked, by=referent)
    sandbox.fault(**{"method": "POST", "path": CREATE, **fault})
    work(6)
    assert_exactly_one(sandbox, asked)


def test_too_many_requests_pause_the_server_and_a_refused_password_stops_it(sandbox, asked, referent, settings):
    requests.approve_request(request=asked, by=referent)
    sandbox.fault("rate-limit", method="POST", path=CREATE)
    work(2)
    assert CloudServer.objects.get().paused_until and there(sandbox) == []
    CloudServer.objects.update(paused_until=None)
    settings.NEXTCLOUD_PASSWORD = "revoked"
    work(2)
    assert CloudServer.objects.get().halted_at and there(sandbox) == []
    settings.NEXTCLOUD_PASSWORD = "sandbox-bot-password"
    outbox.lift_halt(server=CloudServer.objects.get())
    work()
    assert_exactly_one(sandbox, asked)


def test_a_worker_that_died_after_the_creation_is_followed_by_one_that_adopts_it(sandbox, asked, referent, server):
    """Killed before it could write the id down: the name and the claim are enough, and only because it was tried."""
    requests.approve_request(request=asked, by=referent)
    folder = TeamFolder.objects.get()
    with client_for(server) as client:
        orphan = client.folders.create(folder.mount_point)
        work()
        assert folder.changes.get().state == "failed", "never tried: a folder of that name is somebody else's"
        TeamFolder.objects.update(claim="tried")
        outbox.retry(change=folder.changes.get())
        work()
    folder.refresh_from_db()
    assert folder.remote_id == orphan.id and sandbox.control("GET", "folders")["created"] == 1


def test_without_the_app_personal_space_alone_is_given_and_everybody_is_told_until_it_comes(
    sandbox, asked, referent, server
):
    sandbox.control("POST", "team-folders", {"state": ""})
    requests.approve_request(request=asked, by=referent)
    work(4)
    folder, request = TeamFolder.objects.get(), AccountRequest.objects.get()
    assert (request.state, CloudAccount.objects.get().state, folder.state) == ("active", "active", "wanted")
    assert folder.waits_for_app
    assert not OutgoingChange.objects.failing().exists(), "nothing fails"
    person, staff = signed_in(request.person), signed_in(UserFactory(staff=True, is_superuser=True))
    said = gettext(MISSING)
    for page in (request.get_absolute_url(), f"/compte/associations/{request.organisation.slug}/"):
        assert said in person.get(page).content.decode()
    assert said in person.get("/compte/cloud/demander/").content.decode()
    assert "groupfolders" in staff.get("/cms/cloud/queue/").content.decode()
    staff.post(f"/cms/cloud/queue/servers/{server.pk}/look/")
    work()
    assert TeamFolder.objects.get().state == "wanted"
    OutgoingChange.objects.filter(state="waiting").update(not_before=timezone.now() + timedelta(hours=1))
    sandbox.control("POST", "team-folders", {"state": "on"})
    staff.post(f"/cms/cloud/queue/servers/{server.pk}/look/")
    for pk in list(OutgoingChange.objects.due().values_list("pk", flat=True)):
        outbox.run(change_id=pk)
    assert_exactly_one(sandbox, asked)
    assert CloudServer.objects.get().folders_version


def test_its_page_shows_how_full_it_is_and_only_its_caretakers_may_act(folder, referent, sandbox):
    sandbox.control("POST", "folder-size", {"id": folder.remote_id, "bytes": 45 * GB})
    tasks.look_at_folders(folder.server_id)
    tasks.look_at_folders(folder.server_id)
    assert Mail.objects.filter(key__contains="-space-80-").count() == 1
    manager = folder.organisation.members.get()
    association, page = f"/compte/associations/{folder.organisation.slug}/", folder.get_absolute_url()
    elsewhere = ReferentFactory(territory=TerritoryFactory(code="44")).person
    seen = signed_in(manager).get(association).content.decode()
    assert folder.mount_point in seen and 'class="gauge"' in seen and page not in seen
    assert page in signed_in(referent).get(association).content.decode()
    assert [signed_in(one).get(page).status_code for one in (manager, elsewhere, referent)] == [403, 404, 200]
    desk, spaces = signed_in(referent), "/territoire/espaces/"
    assert page not in signed_in(elsewhere).get(spaces).content.decode()
    assert page not in desk.get(f"{spaces}?q=voile").content.decode()
    assert page not in desk.get(f"{spaces}?show=closing").content.decode()
    line = desk.get(f"{spaces}?q=foyer").content.decode().partition(f'href="{page}"')[2].partition("</li>")[0]
    assert all(told in line for told in ("Foyer rural (Ernée)", folder.server.name, "50", "90"))
    assert desk.post(page, {"act": "close", "note": " "}).status_code == 400
    assert desk.post(page, {"act": "space", "gigabytes": "0"}).status_code == 400
    desk.post(page, {"act": "space", "gigabytes": "80"})
    work()
    assert there(sandbox)[0]["quota"] == 80 * GB
    with pytest.raises(PermissionDenied):
        folders.resize(folder=folder, by=elsewhere, gigabytes=5)


def test_drift_is_reported_and_repaired_on_request_alone(folder, sandbox, server):
    ours, page = folder.group_id, "/cms/cloud/queue/"
    with client_for(server) as client:
        client.folders.set_quota(folder.remote_id, GB)
        client.folders.remove_group(folder.remote_id, ours)
    tasks.look_at_folders(server.pk)
    folder.refresh_from_db()
    assert set(folder.drift) == {"quota", f"-{ours}"} and there(sandbox)[0]["groups"] == []
    staff = signed_in(UserFactory(staff=True, is_superuser=True))
    assert folder.mount_point in staff.get(page).content.decode()
    staff.post(f"{page}folders/{folder.pk}/repair/")
    work()
    folder.refresh_from_db()
    assert folder.drift == [] and there(sandbox)[0]["groups"] == {ours: 31}
    sandbox.control("DELETE", "folder-delegation")
    tasks.look_at_folders(server.pk)
    folder.refresh_from_db()
    assert folder.drift == [], "a right that was lost is no loss of files"
    sandbox.control("POST", "folder-delegation", {"group": "portal-bots"})
    with client_for(server) as client:
        client.folders.delete(folder.remote_id)
    tasks.look_at_folders(server.pk)
    folder.refresh_from_db()
    assert folder.is_gone
    outbox.want(folder=folder, payload={})
    work()
    assert there(sandbox) == [], "made anew, nobody would see that its files are gone"


def test_a_closed_association_keeps_it_for_the_grace_period_then_it_is_deleted(folder, referent, sandbox):
    association = folder.organisation
    manager, staff = association.members.get(), UserFactory(staff=True)
    closure = closing.ask_closure(organisation=association, by=manager, reason="Dissolution")
    closing.confirm_closure(closure=closure, by=referent)
    work()
    folder.refresh_from_db()
    assert folder.state == State.CLOSING and there(sandbox)[0]["groups"] == {folder.group_id: 31}
    for day in (20, 24, 29.5):
        assert folders.tend(timezone.now() + timedelta(days=day)) == 0
    assert Mail.objects.filter(key__startswith=f"folder-{folder.pk}-closing-").count() == 2
    closing.reopen(organisation=association, by=staff, reason="Erreur")
    folder.refresh_from_db()
    assert (folder.state, folder.delete_after) == (State.ACTIVE, None)
    folders.close(folder=folder, by=referent, note="Dissolution")
    with pytest.raises(requests.WrongState):
        folders.close(folder=folder, by=referent, note="Dissolution")
    closure = closing.ask_closure(organisation=association, by=manager, reason="Dissolution")
    closing.confirm_closure(closure=closure, by=referent)
    closing.reopen(organisation=association, by=staff, reason="Erreur")
    folder.refresh_from_db()
    assert folder.state == State.CLOSING, "what was to go before the association was closed still is"
    TeamFolder.objects.update(delete_after=timezone.now() - timedelta(minutes=1))
    with pytest.raises(requests.WrongState):
        folders.keep(folder=folder, by=referent)
    assert tasks.tend_accounts() == 1
    sandbox.fault("server-error-after", method="DELETE", path=r"/folders/\d+$")
    work(3)
    folder.refresh_from_db()
    assert (folder.state, folder.delete_after, there(sandbox)) == (State.DELETED, None, [])
    assert folder.events.filter(kind="deleted").count() == 1 and not OutgoingChange.objects.unfinished().exists()


def test_its_people_fetch_their_files_until_the_last_day(folder, referent, sandbox, server):
    """…with an account that another association uses too: it leaves the group when the space is gone, or is kept."""
    association, person = folder.organisation, folder.organisation.members.get()
    other = OrganisationFactory(territory=association.territory)
    requests.approve_request(request=submitted(person=person, organisation=other), by=referent)
    work()
    mine, theirs, account = folder.group_id, f"assoc-{other.pk}", CloudAccount.objects.get()

    def groups() -> set:
        work(2)
        return set(sandbox.accounts()[account.uid]["groups"])

    requests.end_request(request=association.requests.get(), by=person)
    folder.refresh_from_db()
    assert folder.state == State.CLOSING and groups() == {mine, theirs}
    folders.keep(folder=folder, by=referent)
    assert groups() == {theirs}
    folders.close(folder=folder, by=referent, note="x")
    OutgoingChange.objects.all().delete()
    outbox.want(account=account, payload={})
    assert groups() == {mine, theirs}
    TeamFolder.objects.update(delete_after=timezone.now() - timedelta(minutes=1))
    tasks.tend_accounts()
    assert groups() == {theirs} and TeamFolder.objects.get().state == State.DELETED


def test_one_that_was_never_made_waits_for_no_app_to_be_deleted(sandbox, asked, referent):
    sandbox.control("POST", "team-folders", {"state": ""})
    requests.approve_request(request=asked, by=referent)
    work()
    folders.close(folder=TeamFolder.objects.get(), by=referent, note="Dissolution")
    TeamFolder.objects.update(delete_after=timezone.now() - timedelta(minutes=1))
    assert tasks.tend_accounts() == 1
    work()
    assert TeamFolder.objects.get().state == State.DELETED and not OutgoingChange.objects.unfinished().exists()


def test_the_last_account_given_back_closes_it_and_a_new_request_keeps_it(folder, referent, asked):
    asked.refresh_from_db()
    requests.end_request(request=asked, by=asked.person)
    folder.refresh_from_db()
    assert folder.state == State.CLOSING
    again = submitted(person=asked.person, organisation=asked.organisation, folder_gb=100)
    requests.approve_request(request=again, by=referent, folder_gb=60)
    folder.refresh_from_db()
    assert (folder.state, folder.quota_bytes) == (State.ACTIVE, 60 * GB), "what was granted, not what was asked"
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamFolder.objects.create(
            organisation=asked.organisation, server=folder.server, mount_point="X", quota_bytes=GB
        )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cloud_folderevent SET note = 'x'")


def test_the_server_is_chosen_once_where_there_are_several(sandbox, asked, referent, server):
    page, client = f"/territoire/demandes/{asked.pk}/", signed_in(referent)
    shown = client.get(page).content.decode()
    assert 'name="folder_gb"' in shown and 'value="50"' in shown and 'name="server"' not in shown
    other = CloudServer.objects.create(
        name="Pays de la Loire", key="pdl", is_default=False, territory=asked.territory, base_url=server.address
    )
    form = client.get(page).context["form"]
    assert form.fields["server"].initial == other, "the territory's own"
    client.post(page, {"decision": "approve", "server": server.pk, "folder_gb": ""})
    folder = TeamFolder.objects.get()
    assert (folder.server, CloudAccount.objects.get().server) == (server, server)
    second = submitted(organisation=asked.organisation)
    assert "server" not in client.get(f"/territoire/demandes/{second.pk}/").context["form"].fields
    requests.approve_request(request=second, by=referent, server=other)
    assert set(CloudAccount.objects.values_list("server", flat=True)) == {server.pk}
