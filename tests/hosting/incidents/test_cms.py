"""Staff open, tell and resolve in /cms/; nobody else does."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hosting.incidents.models import Broadcast, Incident, ServiceState, UpdateState
from hosting.services.models import Component
from tests.factories.incidents import make_incident
from tests.factories.log import IncidentFactory, ServiceFactory
from tests.factories.organisations import ReferentFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
OPEN = "/cms/snippets/incidents/incident/add/"


def answers(service, **changes):
    return {
        "title": "Les pads ne s’ouvrent plus",
        "kind": "incident",
        "severity": "minor",
        "starts_at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "summary": "Les textes sont saufs.",
        "state": "investigating",
        "text": "Nous regardons.",
        "is_published": "on",
        f"service_{service.pk}": "major_outage",
        **changes,
    }


def tell_page(incident) -> str:
    return reverse("incident_tell", args=[incident.pk])


def test_nobody_but_staff_opens_or_tells(client, pads):
    incident = make_incident(pads)
    people = [None, UserFactory(), ReferentFactory().person, UserFactory(moderator=True), UserFactory(author=True)]
    for person in people:
        if person:
            client.force_login(person)
        for path in (OPEN, tell_page(incident)):
            assert client.post(path, answers(pads, state="resolved")).status_code in {302, 403}
    assert Incident.objects.count() == incident.updates.count() == 1


def test_staff_open_tell_and_resolve_and_visitors_follow_on_pages_cached_before(
    staff_client, pads, django_capture_on_commit_callbacks
):
    visitor = Client()

    def seen():
        return "Les pads ne s’ouvrent plus" in visitor.get("/services/").text

    def post(path, fields):
        with django_capture_on_commit_callbacks(execute=True):
            return staff_client.post(path, fields)

    assert not seen()
    opened = post(OPEN, answers(pads))
    incident = Incident.objects.get()
    assert opened["Location"] == tell_page(incident) and seen()
    assert incident.touched.get().state == ServiceState.MAJOR_OUTAGE
    assert tell_page(incident) in staff_client.get("/cms/").text, "what is open stands on the first page"
    form = staff_client.get(tell_page(incident)).context["form"]
    assert form.fields[f"service_{pads.pk}"].choices[0] == ("", "comme avant\N{NO-BREAK SPACE}: panne majeure")
    post(
        tell_page(incident),
        {"state": "identified", "text": "Le disque est plein.", f"service_{pads.pk}": "operational"},
    )
    assert "Le disque est plein." in visitor.get("/incidents/1/").text
    assert incident.touched.get().restored_at
    post(tell_page(incident), {"state": "resolved", "text": "Le disque est vidé."})
    incident.refresh_from_db()
    assert incident.ends_at and not seen()
    said = [UpdateState.INVESTIGATING, UpdateState.IDENTIFIED, UpdateState.RESOLVED]
    assert [one.state for one in incident.updates.all()] == said
    late = staff_client.post(tell_page(incident), {"state": "monitoring", "text": "Encore un mot"})
    assert "Encore un mot" in late.text and "Votre message n’a pas été publié" in late.text
    assert incident.updates.count() == 3


def test_a_form_that_does_not_hold_is_told_and_what_was_typed_is_kept(staff_client, pads):
    wrong = (
        *({"title": ""}, {"text": ""}, {"kind": "maintenance"}, {"ends_at": "2001-01-01 10:00"}, {"starts_at": "hier"}),
        *({"state": "resolved"}, {"severity": "énorme"}, {f"service_{pads.pk}": ""}),
    )
    for changes in wrong:
        page = staff_client.post(OPEN, answers(pads, **changes))
        assert page.status_code == 200 and "Les textes sont saufs." in page.text, changes
        if "kind" in changes:
            assert "Dites quand la maintenance se termine" in page.text
    assert "Choisissez au moins un service." in page.text
    assert not Incident.objects.exists()


def test_an_entry_cannot_be_deleted_its_number_stays(staff_client, pads):
    incident = make_incident(pads)
    answer = staff_client.post(f"/cms/snippets/incidents/incident/delete/{incident.pk}/")
    assert answer.status_code in {302, 403, 404}
    assert Incident.objects.filter(pk=incident.pk).exists()
    assert staff_client.get("/cms/snippets/incidents/incident/").status_code == 200


def test_a_part_alone_says_how_the_service_is_and_the_account_is_told_once(staff_client, pads):
    editor, _pictures = (Component.objects.create(service=pads, name=name) for name in ("Éditeur", "Images"))
    staff_client.post(OPEN, answers(pads, **{f"service_{pads.pk}": "", f"part_{editor.pk}": "major_outage"}))
    incident = Incident.objects.get()
    assert incident.touched.get().state == ServiceState.PARTIAL_OUTAGE
    staff_client.post(
        tell_page(incident), {"state": "monitoring", "text": "Mieux.", f"part_{editor.pk}": "operational"}
    )
    assert incident.parts.get().restored_at and incident.touched.get().restored_at, "the service follows its parts"
    account = f"/cms/incidents/{incident.pk}/compte-rendu/"
    frame = staff_client.get(account).context["form"].initial["text"]
    assert "## Pourquoi" in frame
    assert "Répondez d’abord aux questions" in staff_client.post(account, {"text": frame}).text
    assert not Incident.objects.get(pk=incident.pk).postmortem
    for words in ("## Pourquoi\n\nUn disque.", "## Pourquoi\n\nUn disque plein."):
        staff_client.post(account, {"text": words})
    assert [one.state for one in incident.updates.all()] == ["investigating", "monitoring", "account"]
    assert "Un disque plein." in staff_client.get(incident.get_absolute_url()).text


def test_forms_with_moments_bring_the_calendar_that_their_fields_call(staff_client, pads):
    breach = reverse("incident_breach", args=[make_incident(pads).pk])
    for path in (OPEN, breach):
        text = staff_client.get(path).text
        assert "initDateTimeChooser(" in text and "date-time-chooser" in text, path


def test_a_message_brings_in_a_service_that_the_incident_reaches_only_now(staff_client, pads):
    mailbox = ServiceFactory(name="Boîtes mail")
    incident = make_incident(pads)
    form = staff_client.get(tell_page(incident)).context["form"]
    assert form.fields[f"service_{mailbox.pk}"].choices[0] == ("", "pas touché")
    told = {"state": "identified", "text": "Les mails aussi.", f"service_{mailbox.pk}": "slow"}
    ended = staff_client.post(tell_page(incident), told | {"state": "resolved"})
    assert "publiez d’abord ces états" in ended.text and "Les mails aussi." in ended.text
    staff_client.post(tell_page(incident), told)
    update = incident.updates.last()
    touched = incident.touched.get(service=mailbox)
    assert touched.state_now() == ServiceState.SLOW
    assert [(state, since) for state, since, _until in touched.spans(timezone.now())] == [("slow", update.at)]
    assert "Boîtes mail" in Client().get(incident.get_absolute_url()).text


def test_an_entry_that_is_corrected_into_public_is_told_and_one_with_lost_data_counts_the_hours(staff_client, pads):
    draft = IncidentFactory(ongoing=True, service=pads, is_published=False)
    edit = f"/cms/snippets/incidents/incident/edit/{draft.pk}/"
    assert staff_client.get(edit).status_code == 200
    fields = {
        "title": draft.title,
        "severity": "major",
        "starts_at": timezone.localtime(draft.starts_at).strftime("%Y-%m-%d %H:%M"),
        "is_published": "on",
        "data_lost": "on",
        "touched-TOTAL_FORMS": "0",
        "touched-INITIAL_FORMS": "0",
    }
    assert staff_client.post(edit, fields).status_code == 302
    draft.refresh_from_db()
    assert draft.is_published and draft.breach_known_at
    assert Broadcast.objects.get().incident == draft
