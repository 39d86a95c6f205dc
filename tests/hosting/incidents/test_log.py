"""The public record: what a visitor reads while something lasts, afterwards, and years later."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from hosting.incidents import actions, tasks
from hosting.incidents.headline import headline
from hosting.incidents.models import Incident, ServiceState, UpdateState
from hosting.services.states import attach
from tests.factories import tree as pages
from tests.factories.incidents import make_incident, make_maintenance, make_past_incidents
from tests.factories.log import ServiceFactory
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


def banner(client, path="/services/") -> str:
    """The words of the banner, none where there is none."""
    return client.get(path).text.partition('class="notice"')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ([], "Aucun service pour l’instant"),
        (["operational"] * 3, "Tout est en ordre"),
        (["slow", *["operational"] * 4], "Un service ralenti, quatre en ordre"),
        (["partial_outage", "major_outage"], "Un service en panne majeure, un service en panne partielle"),
    ],
)
def test_the_headline_says_the_thing_itself(states, sentence):
    assert headline(states).replace("\xa0", " ") == sentence


def test_visitor_sees_on_every_page_what_is_wrong_and_since_when(client, pads):
    incident = make_incident(pads, summary="Les textes sont saufs.")
    for path in ("/services/", "/contact/", pages.standard().get_url(), "/incidents/1/", "/une-adresse-inconnue/"):
        assert "Les textes sont saufs." in banner(client, path)
        assert incident.get_absolute_url() in banner(client, path)
    ServiceFactory(), ServiceFactory()
    assert "<h1>Un service en panne majeure, deux en ordre</h1>" in client.get("/incidents/").text


def test_visitor_sees_no_banner_for_what_is_announced_over_or_kept_back(client, pads):
    make_maintenance(pads)
    make_past_incidents(1, pads)
    hidden = make_incident(pads, is_published=False, title="Brouillon")
    assert not banner(client)
    page = client.get("/incidents/").text
    assert "<h1>Tout est en ordre</h1>" in page
    assert "Mise à jour du nuage" in page and "Maintenance prévue" in page and "Panne" in page
    assert "Brouillon" not in page and "Brouillon" not in client.get("/incidents/atom.xml").text
    assert client.get(hidden.get_absolute_url()).status_code == 404


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
    assert "Grave et vieux" in banner(client)


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
    assert "C’est réparé." in client.get(incident.get_absolute_url()).text


def test_a_maintenance_opens_and_closes_by_its_dates_on_cached_pages_too(
    client, pads, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to("2026-12-01T10:00:00+01:00", tick=False)
    make_maintenance(pads, begins=timedelta(hours=1), lasts=timedelta(hours=1))
    assert not banner(client) and "Opérationnel" in client.get("/services/pads/").text
    for moment, state in (("11:00:30", "En maintenance"), ("12:00:30", "Opérationnel")):
        time_machine.move_to(f"2026-12-01T{moment}+01:00", tick=False)
        with django_capture_on_commit_callbacks(execute=True):
            assert tasks.purge_at_edges()
        assert bool(banner(client)) is (state == "En maintenance")
        assert state in client.get("/services/pads/").text
    time_machine.move_to("2026-12-01T12:10:00+01:00", tick=False)
    assert not tasks.purge_at_edges()
    cache.clear()


def test_messages_are_told_newest_first_with_the_states_that_changed(client, pads):
    incident = make_incident(pads, text="Premier message.")
    actions.add_update(
        incident=incident,
        state=UpdateState.IDENTIFIED,
        text="Deuxième message.",
        services={pads: ServiceState.SLOW},
    )
    told = ["Cause identifiée", "Deuxième message.", "Pads : ralenti"]
    told += ["Enquête en cours", "Premier message.", "Pads : panne majeure"]
    page = client.get("/incidents/1/").text.replace("\N{NO-BREAK SPACE}", " ")
    places = [page.index(words, page.index("Ce que nous avons dit")) for words in told]
    assert places == sorted(places)
    assert "Pads, ralenti" in page, "what it is now"
    actions.resolve_incident(incident=incident, text="Fini.")
    cache.clear()
    assert "Pads, panne majeure" in client.get("/incidents/1/").text, "the worst it was"


def test_the_worst_of_two_troubles_is_shown_and_a_maintenance_ranks_between(pads):
    make_incident(pads, state=ServiceState.SLOW)
    make_maintenance(pads, begins=-timedelta(minutes=1))
    assert attach([pads])[0].state_now.code == "maintenance"
    make_incident(pads, state=ServiceState.PARTIAL_OUTAGE)
    assert attach([pads])[0].state_now.code == "partial_outage"


def test_numbers_and_years_that_never_were_are_a_404(client, pads):
    for number in ("0", "999999", "99999999999999999999999"):
        assert client.get(f"/incidents/{number}/").status_code == 404
    for year in ("0", "1999", "9999", "99999", "99999999999999999999"):
        assert client.get(f"/incidents/annees/{year}/").status_code == 404


PATHS = [
    *("/incidents/", "/incidents/1/", "/incidents/annees/2025/", "/incidents/atom.xml", "/", "/incidents/etat.json"),
    *("/incidents/maintenances.ics", "/incidents/services/pads/", "/incidents/services/pads/atom.xml", "/services/"),
]


def test_ten_years_of_incidents_cost_no_more_queries_than_one_and_leave_the_log_short(client, pads, time_machine):
    def open_one(*services):
        incident = make_incident(*services)
        states = dict.fromkeys(services, ServiceState.SLOW)
        actions.add_update(incident=incident, state=UpdateState.MONITORING, text="Mieux.", services=states)

    time_machine.move_to("2026-06-30T10:00:00+02:00", tick=False)
    pages.home()
    make_past_incidents(10, pads, years=2)
    open_one(pads)
    make_maintenance(pads)
    few = {path: queries_of(client, path) for path in PATHS}
    assert max(few.values()) <= 21, "with every cache empty"
    nuage = ServiceFactory()
    make_past_incidents(500, pads, nuage, years=10)
    open_one(pads, nuage)
    make_maintenance(pads)
    assert {path: queries_of(client, path) for path in PATHS} == few
    page = client.get("/incidents/").text
    assert page.count("<") // 2 <= 600 and page.count("<li><h4>") == 12
    years = [year for year in range(2010, 2030) if f"/incidents/annees/{year}/" in page]
    assert len(years) >= 10, "one that is only announced is not among them"
    assert client.get(f"/incidents/annees/{years[0]}/").status_code == 200


def test_a_postmortem_can_do_no_harm(client, pads):
    make_incident(pads, postmortem="<img src=x onerror=alert(1)> **compte rendu**", text="<script>alert(1)</script>")
    page = client.get("/incidents/1/").text
    assert "<strong>compte rendu</strong>" in page
    assert "<script>alert" not in page and "<img src=x" not in page
