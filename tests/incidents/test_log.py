"""The public record: what a visitor reads while something lasts, afterwards, and years later."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hosting.incidents import actions, tasks
from hosting.incidents.headline import headline
from hosting.incidents.history import last_ninety_days
from hosting.incidents.models import Incident, IncidentUpdate, Kind, ServiceState, UpdateState
from hosting.incidents.signals import incident_resolved
from hosting.services.models import Service
from hosting.services.states import attach
from tests.factories import tree as pages
from tests.factories.incidents import make_incident, make_maintenance, make_past_incidents
from tests.factories.log import ServiceFactory
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pads():
    return ServiceFactory(name="Pads", slug="pads")


def banner(client, path="/services/"):
    return 'class="notice"' in client.get(path).content.decode()


def test_visitor_sees_on_every_page_what_is_wrong_and_since_when(client, pads):
    incident = make_incident(pads, summary="Les textes sont saufs.")
    for path in ("/services/", "/contact/", pages.standard().get_url(), "/incidents/1/", "/une-adresse-inconnue/"):
        page = client.get(path).content.decode()
        assert 'class="notice"' in page and "Les textes sont saufs." in page and incident.get_absolute_url() in page


def test_visitor_sees_no_banner_for_what_is_announced_over_or_kept_back(client, pads):
    make_maintenance(pads)
    make_past_incidents(1, pads)
    make_incident(pads, is_published=False, title="Brouillon")
    assert not banner(client)
    page = client.get("/incidents/").content.decode()
    assert "Mise à jour du nuage" in page and "Panne" in page and "Brouillon" not in page


def test_the_banner_names_the_worst_whatever_began_last_and_however_many_there_are(client, pads):
    now = timezone.now()
    make_incident(pads, title="Grave et vieux", severity="critical", starts_at=now - timedelta(days=3))
    make_incident(pads, title="Grave et plus vieux", severity="critical", starts_at=now - timedelta(days=4))
    for hours in range(12):
        make_incident(pads, title="Petit", severity="minor", starts_at=now - timedelta(hours=hours + 1))
    make_incident(pads, title="Moyen", severity="major", starts_at=now - timedelta(minutes=5))
    make_maintenance(pads, title="Prévue et critique", severity="critical", begins=-timedelta(minutes=1))
    titles = [one.title for one in Incident.objects.published().ongoing().worst_first()]
    assert titles[:3] == ["Grave et vieux", "Grave et plus vieux", "Moyen"]
    assert titles[-1] == "Prévue et critique"
    notice = client.get("/services/").text.partition('class="notice"')[2].partition("</section>")[0]
    assert "Grave et vieux" in notice


def test_an_incident_that_is_kept_back_has_no_address(client, pads):
    hidden = make_incident(pads, is_published=False)
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_a_page_that_was_cached_before_learns_of_the_incident_and_of_its_end(
    client, pads, django_capture_on_commit_callbacks
):
    assert not banner(client)
    with django_capture_on_commit_callbacks(execute=True):
        incident = make_incident(pads)
    assert banner(client)
    with django_capture_on_commit_callbacks(execute=True):
        actions.resolve_incident(incident=incident, text="C’est réparé.")
    assert not banner(client)
    assert "C’est réparé." in client.get(incident.get_absolute_url()).content.decode()


def test_a_maintenance_opens_and_closes_by_its_dates_on_cached_pages_too(
    client, pads, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to("2026-12-01T10:00:00+01:00", tick=False)
    make_maintenance(pads, begins=timedelta(hours=1), lasts=timedelta(hours=1))
    assert not banner(client)
    for moment, shown in (("11:00:30", True), ("12:00:30", False)):
        time_machine.move_to(f"2026-12-01T{moment}+01:00", tick=False)
        with django_capture_on_commit_callbacks(execute=True):
            assert tasks.purge_at_edges()
        assert banner(client) is shown
    time_machine.move_to("2026-12-01T12:10:00+01:00", tick=False)
    assert not tasks.purge_at_edges()


def test_numbers_follow_each_other_and_are_the_address(pads):
    assert [make_incident(pads).number, make_incident(pads).number] == [1, 2]
    assert Incident.objects.get(number=2).get_absolute_url() == "/incidents/2/"


def test_two_incidents_opened_at_the_same_moment_get_two_numbers(pads, monkeypatch):
    make_incident(pads)
    answers = iter([0, 1])
    monkeypatch.setattr(Incident.objects, "aggregate", lambda *_, **__: {"last": next(answers)}, raising=False)
    assert make_incident(pads).number == 2


def test_messages_are_told_newest_first(client, pads):
    incident = make_incident(pads, text="Premier message.")
    actions.add_update(incident=incident, state=UpdateState.IDENTIFIED, text="Deuxième message.")
    page = client.get("/incidents/1/").content.decode()
    assert page.index("Deuxième message.") < page.index("Premier message.")


def test_what_was_said_stays_said(pads):
    make_incident(pads)
    said = IncidentUpdate.objects.get()
    for write in (
        lambda: IncidentUpdate.objects.update(text="Autre chose"),
        lambda: IncidentUpdate.objects.all()._raw_delete("default"),
        lambda: said.save(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    assert IncidentUpdate.objects.get().text == "Nous regardons."


def test_a_resolved_incident_takes_no_more_messages(pads):
    incident = actions.resolve_incident(incident=make_incident(pads), text="Fini.")
    with pytest.raises(actions.AlreadyOver):
        actions.add_update(incident=incident, state=UpdateState.MONITORING, text="Encore ?")
    with pytest.raises(actions.AlreadyOver):
        actions.resolve_incident(incident=incident, text="Fini deux fois.")


def test_saying_that_it_is_over_goes_through_the_action_that_ends_it(pads):
    with pytest.raises(ValueError, match="resolve_incident"):
        actions.add_update(incident=make_incident(pads), state=UpdateState.RESOLVED, text="Fini.")


def test_others_learn_of_the_end_after_the_commit_only(pads, django_capture_on_commit_callbacks):
    heard = []

    def listen(sender, incident, **_):
        heard.append(incident)

    incident_resolved.connect(listen)
    try:
        incident = make_incident(pads)
        with django_capture_on_commit_callbacks(execute=True):
            actions.resolve_incident(incident=incident, text="Fini.")
            assert heard == []
        assert heard == [incident]
    finally:
        incident_resolved.disconnect(listen)


def test_a_service_restored_before_the_end_is_in_order_again(pads):
    nuage = ServiceFactory(name="Nuage")
    incident = make_incident(pads, nuage)
    actions.add_update(
        incident=incident, state=UpdateState.MONITORING, text="…", services={pads: ServiceState.OPERATIONAL}
    )
    assert [one.state_now.code for one in attach(Service.objects.order_by("pk"))] == ["operational", "major_outage"]


def test_the_worst_of_two_troubles_is_shown_and_a_maintenance_ranks_between(pads):
    make_incident(pads, state=ServiceState.SLOW)
    make_maintenance(pads, begins=-timedelta(minutes=1))
    assert attach([pads])[0].state_now.code == "maintenance"
    make_incident(pads, state=ServiceState.PARTIAL_OUTAGE)
    assert attach([pads])[0].state_now.code == "partial_outage"


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ([], "Aucun service pour l’instant"),
        (["operational"] * 3, "Tout est en ordre"),
        (["slow", *["operational"] * 4], "Un service ralenti, quatre en ordre"),
    ],
)
def test_the_headline_says_the_thing_itself(states, sentence):
    assert headline(states).replace("\xa0", " ") == sentence


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": Kind.MAINTENANCE},
        {"ends_at": timezone.now() - timedelta(days=1)},
    ],
    ids=["maintenance without an end", "end before the start"],
)
def test_the_database_refuses_what_cannot_be(pads, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_incident(pads, starts_at=timezone.now(), **fields)


def test_time_out_of_order_counts_once_where_incidents_overlap(pads):
    now = timezone.now()
    for offset in (0, 30):
        start = now - timedelta(days=2, minutes=offset)
        incident = make_incident(pads, starts_at=start)
        actions.resolve_incident(incident=incident, text="Fini.", at=start + timedelta(hours=1))
    [history] = last_ninety_days(attach([pads]), now)
    assert len(history.incidents) == 2
    assert sum((end - start for start, end in history.spans), timedelta()) >= timedelta(minutes=90)
    assert history.as_row()


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999"])
def test_an_unknown_number_is_a_404(client, number):
    assert client.get(f"/incidents/{number}/").status_code == 404


@pytest.mark.parametrize("year", ["0", "1999", "9999", "99999", "99999999999999999999"])
def test_a_year_without_entries_or_that_never_was_is_a_404(client, year):
    assert client.get(f"/incidents/annees/{year}/").status_code == 404


def test_every_year_that_is_offered_opens(client, pads, time_machine):
    time_machine.move_to("2026-12-20T10:00:00+01:00", tick=False)
    make_past_incidents(3, pads, years=3)
    make_maintenance(pads, begins=timedelta(days=30))
    page = client.get("/incidents/").content.decode()
    years = [year for year in range(2020, 2030) if f"/incidents/annees/{year}/" in page]
    assert years
    for year in years:
        assert client.get(f"/incidents/annees/{year}/").status_code == 200


PATHS = [
    *("/incidents/", "/incidents/1/", "/incidents/annees/2025/", "/incidents/atom.xml", "/", "/incidents/etat.json"),
    *("/incidents/maintenances.ics", "/incidents/services/pads/", "/incidents/services/pads/atom.xml"),
]


def test_ten_years_of_incidents_cost_no_more_queries_than_one(client, pads, time_machine):
    time_machine.move_to("2026-06-30T10:00:00+02:00", tick=False)
    pages.home()
    make_past_incidents(10, pads, years=2)
    make_incident(pads)
    make_maintenance(pads)
    few = {path: queries_of(client, path) for path in PATHS}
    make_past_incidents(500, pads, ServiceFactory(), years=10)
    make_incident(pads)
    make_maintenance(pads)
    assert {path: queries_of(client, path) for path in PATHS} == few


def test_ten_years_of_incidents_leave_the_log_short(client, pads):
    make_past_incidents(500, pads, years=10)
    page = client.get("/incidents/").content.decode()
    assert page.count("<") // 2 <= 600


def test_a_postmortem_can_do_no_harm(client, pads):
    make_incident(pads, postmortem="<img src=x onerror=alert(1)> **compte rendu**", text="<script>alert(1)</script>")
    page = client.get("/incidents/1/").content.decode()
    assert "<strong>compte rendu</strong>" in page
    assert "<script>alert" not in page and "<img src=x" not in page
