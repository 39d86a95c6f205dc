"""Who may open what: every address of the resolver, in every role of the product, against one table of rules.

Roles in the order of the specification: visitor, citizen (a member who is a stranger to everything), volunteer,
manager, referent of Mayenne, moderator, author, staff. An address that the table does not know fails.
"""

import re
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from wagtail.models import Site

from accounts.people.demo import DEMO_PEOPLE, demo_person
from forum.machina.forum_conversation.models import Topic
from forum.support.actions import moderation
from forum.support.actions.content_reports import report_content
from forum.support.actions.internal_notes import add_note
from forum.support.models import InternalNote
from hosting.cloud.models import AccountRequest, CloudAccount, TeamFolder
from hosting.incidents.models import Incident
from portal.notifications.models import Mail
from portal.pages.models import SheetPage
from portal.privacy.registry import registered
from portal.search.models import IndexEntry
from tests.conftest import force_login_with_second_factor
from tests.demo.administration import AREAS, REFUSALS, area_of
from tests.demo.routes import Route, routes

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]

ROLES = ("visitor", *DEMO_PEOPLE)
MEMBERS = ROLES[1:]
DESK = ("referent", "staff")
MODERATORS = ("moderator", "staff")
LIKE_THE_REFERENT = {"citizen", "volunteer", "manager"}
EDITORS = ("moderator", "author", "staff")  # whoever enters /cms/


@dataclass(frozen=True)
class Rule:
    """`pattern` matches the whole route; `expected` gives the status a role meets, `samples` fill its parameters."""

    pattern: str
    expected: dict[str, int]
    samples: dict[str, str] | None = None
    path: str = ""

    def knows(self, route: Route) -> bool:
        return re.fullmatch(self.pattern, route.pattern) is not None


def everyone(status: int) -> dict[str, int]:
    return dict.fromkeys(ROLES, status)


def members(status: int, *, visitor: int = 302) -> dict[str, int]:
    """Visitors are led to sign in; members meet a status."""
    return {"visitor": visitor, **dict.fromkeys(MEMBERS, status)}


def only(*roles: str, status: int = 200, others: int = 403, visitor: int = 302) -> dict[str, int]:
    """These roles get in, other members are refused, visitors are led to sign in."""
    return {"visitor": visitor} | {role: status if role in roles else others for role in MEMBERS}


# Words that stand nowhere else, and the address of a person without an account who reported a message.
NOTE, REPORTED, REPORTER = "zygomorphe", "brimborion", "signaleuse@ailleurs.example"
# Where whom an address is shown to, and why.
MAY_SHOW_ADDRESSES = [
    (r"territoire/", DESK, "who answers a request writes to whoever made it"),
    (r"compte/cloud/demandes/", DESK, "the same request, by its number"),
    (r"demo/mails/", ROLES, "the mails of the demonstration, where everybody is invented"),
]

PUBLIC = everyone(200)
POST_ONLY = everyone(405)
COURSE = {
    "course": "internet-reprendre-le-controle",
    "sequence": "internet-pourquoi-et-comment",
    "lesson": "une-histoire-d-internet",
}

CLUB = {"slug": "foyer-rural-de-brechigne"}
PASSKEYS = members(302)
LESSON = r"mooc/<slug:course>/<slug:sequence>/<slug:lesson>/"
TOPIC = r"forum/<slug:board>/<topic:topic>/"
POST = rf"{TOPIC}<int:number>/"
RULES = [
    # Signing in and one's own account
    Rule(r"_util/login/", everyone(302)),
    Rule(r"compte/(login|signup)/", {"visitor": 200, **dict.fromkeys(MEMBERS, 302)}),
    Rule(r"compte/(logout|reauthenticate|profil|email|password/change|2fa|sessions|associations|cloud)/", members(200)),
    Rule(r"compte/textes/", members(200)),
    Rule(r"compte/", members(200)),
    Rule(r"compte/(inactive|confirm-email|password/reset|password/reset/done|password/reset/key/done)/", PUBLIC),
    Rule(r"compte/\^confirm-email/.*", PUBLIC, path="/compte/confirm-email/x/"),
    Rule(r"compte/\^password/reset/key/.*", PUBLIC, path="/compte/password/reset/key/x-x/"),
    Rule(r"compte/(password/set|login/code/confirm|2fa/authenticate|2fa/totp/activate)/", everyone(302)),
    Rule(r"compte/2fa/recovery-codes/generate/", everyone(302)),
    # What only exists with a second factor asks those who have one to sign in again first.
    Rule(
        r"compte/2fa/(totp/deactivate|recovery-codes|recovery-codes/download)/",
        members(404) | dict.fromkeys((*EDITORS, "referent"), 302),
    ),
    Rule(r"compte/2fa/reauthenticate/", members(302) | dict.fromkeys((*EDITORS, "referent"), 200)),
    # Passkeys: one's own to list, more once one has shown again that it is still oneself; nobody's to change
    Rule(r"compte/2fa/webauthn/", members(200)),
    Rule(r"compte/2fa/webauthn/(add|reauthenticate)/", PASSKEYS),
    Rule(r"compte/2fa/webauthn/keys/<int:pk>/(remove|edit)/", members(302), {"pk": "999999"}),
    Rule(r"compte/2fa/webauthn/login/", everyone(302)),
    Rule(r"compte/2fa/dessin\.svg", members(200) | dict.fromkeys((*EDITORS, "referent"), 404)),
    Rule(
        r"compte/associations/<slug:slug>/",
        only("volunteer", "manager", "referent", "staff", others=404),
        {"slug": "foyer-rural-de-brechigne"},
    ),
    # Ways in and out; the manager's pages, for those who look after the territory too; who stands in for a referent
    Rule(r"compte/associations/<slug:slug>/quitter/", only("volunteer", "manager", others=404), CLUB),
    Rule(
        r"compte/associations/<slug:slug>/gerer/((invitations|demandes|vie)/)?",
        only("manager", *DESK, others=404),
        CLUB,
    ),
    Rule(
        r"compte/associations/<slug:slug>/gerer/((membres|invitations|demandes)/<int:pk>|fermeture|reouverture|annuaire)/",
        only("manager", *DESK, status=405, others=404),
        CLUB,
    ),
    Rule(r"compte/rejoindre/(<slug:slug>/)?", members(200), CLUB),
    Rule(r"compte/rejoindre/demandes/<int:pk>/retirer/", members(405)),
    Rule(r"compte/invitation/<str:token>/", everyone(404), {"token": "x"}),
    Rule(r"compte/(remplacements|sans-responsable)/", only(*DESK)),
    Rule(r"compte/remplacements/<int:pk>/terminer/", members(405)),
    # The desk: one's own request, or one of the territory
    Rule(r"compte/cloud/(demander|relier|a-confirmer)/", members(200)),
    Rule(r"compte/cloud/a-confirmer/<int:number>/", members(405)),
    Rule(r"territoire/demandes/nouvelle/", only(*DESK)),
    Rule(r"compte/cloud/demandes/<int:number>/", only("manager", *DESK, others=404)),
    Rule(r"compte/cloud/(demandes/<int:number>/(repondre|annuler)|relier/verifier|delier/<int:pk>)/", members(405)),
    Rule(r"compte/cloud/demandes/<int:number>/rendre/", only("manager", *DESK, status=302, others=404)),
    Rule(r"compte/cloud/<int:pk>/(fermer/|adresse.svg)", only("manager", others=404)),
    # the demo's account is not there yet: nobody asks for more room on it
    Rule(r"compte/cloud/<int:pk>/espace/", members(404)),
    Rule(r"compte/cloud/associations/<slug:slug>/", only("manager", *DESK, others=404), CLUB),
    Rule(r"compte/cloud/<int:pk>/garder/", members(405)),
    Rule(r"territoire/(associations/|comptes/|espaces/|chiffres/|chiffres\.csv)?", only(*DESK)),
    Rule(r"territoire/(comptes|espaces)/<int:pk>/", only(*DESK)),
    Rule(r"territoire/demandes/<int:number>/", only(*DESK)),
    Rule(r"territoire/demandes/<int:number>/fait/", only(*DESK, status=405)),
    # Signing in elsewhere with one's account: nobody is let through without a server that asks; servers call the rest
    Rule(r"\.well-known/(openid-configuration|jwks\.json)", PUBLIC),
    Rule(r"identity/o/(authorize|continue)", everyone(400)),
    Rule(r"identity/o/logout", members(200)),
    Rule(r"identity/o/api/(token|revoke)", POST_ONLY),
    Rule(r"identity/o/api/userinfo", everyone(401)),
    # One's own notifications; whoever holds a signed address may stop a mail, and nothing else
    Rule(r"compte/notifications/(reglages/|suivis/)?", members(200)),
    Rule(r"compte/notifications/<int:number>/", members(404), {"number": "999999"}),
    Rule(r"compte/notifications/lues/", members(405)),
    Rule(r"compte/notifications/suivre/<slug:subject>/<int:number>/", POST_ONLY, {"subject": "topic", "number": "1"}),
    Rule(r"compte/notifications/arreter/<str:token>/", everyone(404), {"token": "x"}),
    # The forum
    Rule(r"forum/(flux\.atom|<slug:board>/|<slug:board>/flux\.atom)?", PUBLIC, {"board": "remontees-de-bug"}),
    Rule(r"forum/images/<uuid:key>/(vignette/)?", everyone(404)),
    Rule(r"compte/brouillons/", members(200)),
    # One's own data; leaving asks for the password again
    Rule(r"compte/donnees/(consultations/)?", members(200)),
    Rule(r"compte/(donnees/archive\.zip|suppression/)", members(302)),
    Rule(r"compte/suppression/annuler/", members(405)),
    Rule(r"forum/moderation/(tri/|signalements/)?", only(*MODERATORS)),
    Rule(r"forum/moderation/signalements/<int:pk>/", only(*MODERATORS)),
    Rule(r"forum/moderation/decisions/", members(200)),
    Rule(r"forum/moderation/decisions/<int:pk>/", only("citizen", *MODERATORS, others=404)),
    Rule(r"forum/sans-reponse/", PUBLIC),
    Rule(r"forum/recherche/", PUBLIC),
    # only where staff allow it, never for a bug report
    Rule(r"forum/<slug:board>/demander/", everyone(404), {"board": "remontees-de-bug"}),
    Rule(r"forum/sans-compte/<str:key>/(confirmer/|stop/)?", everyone(404), {"key": "inconnue"}),
    Rule(r"forum/<slug:board>/nouveau/", members(200), {"board": "remontees-de-bug"}),
    Rule(TOPIC, PUBLIC),
    Rule(rf"{TOPIC}repondre/", members(200)),
    Rule(r"forum/etiquettes/<slug:slug>/", PUBLIC, {"slug": "fichiers"}),
    Rule(rf"{TOPIC}etiquettes/", only("citizen", *MODERATORS)),
    Rule(rf"{TOPIC}(dernier|<int:number>)/", everyone(302)),
    Rule(rf"{TOPIC}(moi-aussi|ca-marche|resolu|voter|brouillon)/", POST_ONLY),
    # a bug report is no idea
    Rule(rf"{TOPIC}decision/", only(*MODERATORS, status=404)),
    Rule(rf"{POST}accepter/", POST_ONLY),
    Rule(rf"{TOPIC}(etat|moderation|moderation/reunir|notes|incident)/", only(*MODERATORS)),
    Rule(rf"{POST}signaler/(recu/)?", PUBLIC),
    Rule(rf"{POST}modifier/", only("citizen")),
    Rule(rf"{POST}reprendre/", only()),
    Rule(rf"{POST}moderation/", only(*MODERATORS)),
    # What everybody reads
    Rule(
        r"services/|incidents/|incidents/atom\.xml|recherche/|preferences/|glossaire/|aide/questions/|contact/|robots\.txt|sitemap\.xml",
        PUBLIC,
    ),
    Rule(r"aide/questions/<slug:slug>/", PUBLIC, {"slug": "agenda-sur-le-telephone"}),
    Rule(r"services/<slug:slug>/", PUBLIC, {"slug": "fichiers-et-agendas"}),
    Rule(r"incidents/(suivre/|maintenances\.ics|etat\.json)", PUBLIC),
    Rule(r"incidents/services/<slug:slug>/(atom\.xml)?", PUBLIC, {"slug": "fichiers-et-agendas"}),
    Rule(r"incidents/abonnement/<str:key>/(arreter/)?", everyone(404), {"key": "x"}),
    Rule(r"incidents/annees/<int:year>/", PUBLIC, {"year": "2026"}),
    Rule(r"incidents/<int:number>/", PUBLIC),
    Rule(r"<rule:slug>/(versions/|<int:number>/(texte\.pdf)?)?", PUBLIC, {"slug": "cgu", "number": "1"}),
    Rule(r"textes/<slug:slug>/(versions/|<int:number>/(texte\.pdf)?)?", PUBLIC, {"slug": "cgu", "number": "1"}),
    Rule(r"(textes/)?<(rule|slug):slug>/comparer/", everyone(302), {"slug": "cgu"}),
    Rule(
        r"(textes/)?<(rule|slug):slug>/<int:older>-<int:newer>/",
        everyone(404),
        {"slug": "cgu", "older": "1", "newer": "2"},
    ),
    Rule(
        r"transparence/(requetes/|infrastructure/|equipe/)?|nos-engagements/(<slug:slug>/)?",
        PUBLIC,
        {"slug": "1-en-resume"},
    ),
    Rule(
        r"transparence/paquets/<slug:slug>/<day:day>/((paquets|changements)\.csv|changements/)?",
        PUBLIC,
        {"slug": "minou", "day": "2026-11-09"},
    ),
    Rule(
        r"transparence/rapports/<int:year>/(<int:revision>/)?(rapport\.(pdf|csv|json)|comptes\.csv)?",
        PUBLIC,
        {"year": "2025", "revision": "1"},
    ),
    Rule(r"transparence/(requetes/requetes\.csv|chiffres/(chiffres\.csv)?)|enquete/merci/", PUBLIC),
    # The survey: results once they are out, and questions for whoever holds a key
    Rule(r"transparence/enquetes/<int:year>/", PUBLIC, {"year": "2025"}),
    Rule(r"enquete/<survey_key:key>/", everyone(410), {"key": "x" * 32}),
    # Our files for the collective; other hosts, as theirs say
    Rule(r"\.well-known/chatonsinfos/organization\.properties", PUBLIC),
    Rule(
        r"\.well-known/chatonsinfos/services/<slug:slug>\.properties",
        PUBLIC,
        {"slug": "fichiers-et-agendas"},
    ),
    Rule(r"\.well-known/chatonsinfos/metrics\.properties", PUBLIC),
    # until a night has counted something of a service
    Rule(r"\.well-known/chatonsinfos/services/<slug:slug>/metrics\.properties", everyone(404), {"slug": "x"}),
    Rule(r"chatons/(<slug:slug>/)?", PUBLIC, {"slug": "nuage-du-vivarais"}),
    Rule(r"(nouvelles|agenda)/atom\.xml|agenda/agenda\.ics", PUBLIC),
    Rule(r"agenda/<slug:slug>/date\.ics", PUBLIC, {"slug": "rgpd-pratique"}),
    Rule(r"mooc/hors-ligne(\.js|/)", PUBLIC),
    Rule(r"mooc/(<slug:course>/)?(<slug:sequence>/)?(<slug:lesson>/)?", PUBLIC, COURSE),
    Rule(rf"{LESSON}(repondre|lu)/", everyone(302), COURSE),
    # Attestations: what a course asks for, the check by code, documents for whose they are
    Rule(r"mooc/<slug:course>/attestation/", PUBLIC, COURSE),
    Rule(r"verifier/((emetteur|cles|revocations)\.json)?", PUBLIC),
    Rule(r"verifier/(<str:code>/|cles/<str:thumbprint>\.json)", everyone(404)),
    Rule(r"compte/attestations/<str:code>/attestation\.(pdf|jwt)", members(404)),
    # Beside a lesson: notes of one’s own, the course on paper, the answer to a question (a form; read, it leads back)
    Rule(r"mooc/<slug:course>/cours\.(pdf|epub)", PUBLIC, COURSE),
    # no shipped lesson shows a video of another host
    Rule(rf"{LESSON}video/<int:number>/", everyone(404), COURSE | {"number": "1"}),
    Rule(r"mooc/<slug:course>/mes-notes/", members(200), COURSE),
    Rule(rf"{LESSON}notes/", members(200), COURSE),
    Rule(r"favicon\.ico", everyone(301)),
    Rule(r"demo/(composants|mails)/", PUBLIC),
    Rule(r"demo/mails/<str:mail_id>/", everyone(404)),
    Rule(r"\^media/.*", everyone(404), path="/media/x"),
    Rule(r"documents/<int:document_id>/<str:document_filename>", everyone(404), path="/documents/1/x.webm"),
    Rule(r"documents/\^.*", everyone(404), path="/documents/1/x.pdf"),
    Rule(r"(documents|_util)/authenticate_with_password/.*", everyone(404)),
    Rule(r"\^\(\(\?:.*", PUBLIC, path="/fiches/nextcloud/"),
]


@pytest.fixture(scope="module")
def clients(demo) -> dict[str, Client]:
    opened = {}
    for role in ROLES:
        opened[role] = Client(raise_request_exception=False)
        if role != "visitor":
            sign_in(opened[role], role)
    return opened


def sign_in(client: Client, role: str) -> None:
    """A session as allauth leaves it after password and second factor."""
    force_login_with_second_factor(client, demo_person(role))


@pytest.fixture(scope="module")
def topic_samples(clients) -> dict[str, str]:
    """The first bug report of the demo, by citizen or not: found as a reader finds it."""
    board = "remontees-de-bug"
    page = clients["visitor"].get(f"/forum/{board}/").content.decode()
    slug = re.search(rf"/forum/{board}/(\d+-[a-z0-9-]+)/", page).group(1)
    return {"board": board, "topic": slug, "number": "1"}


@pytest.fixture(scope="module")
def own_samples(demo) -> dict[str, dict[str, str]]:
    """Numbers that a database gives as it likes: the manager's request, the citizen's, the first incident."""
    request_of = {
        role: str(AccountRequest.objects.get(person=demo_person(role)).number) for role in ("manager", "citizen")
    }
    account = {"pk": str(CloudAccount.objects.get(person=demo_person("manager")).pk)}
    return {
        "compte/cloud/demandes/<int:number>/": {"number": request_of["manager"]},
        "compte/cloud/demandes/<int:number>/rendre/": {"number": request_of["manager"]},
        "compte/cloud/<int:pk>/fermer/": account,
        "compte/cloud/<int:pk>/adresse.svg": account,
        "compte/cloud/<int:pk>/espace/": account,
        "territoire/comptes/<int:pk>/": account,
        "territoire/espaces/<int:pk>/": {"pk": str(TeamFolder.objects.get().pk)},
        "territoire/demandes/<int:number>/": {"number": request_of["citizen"]},
        "incidents/<int:number>/": {"number": str(Incident.objects.earliest("number").number)},
    }


@pytest.fixture(scope="module")
def seeded(topic_samples) -> dict[str, dict[str, str]]:
    """What the forum holds that is not for everybody: a note, a report with an address, a decision; where they are."""
    topic = Topic.objects.get(pk=topic_samples["topic"].partition("-")[0])
    moderator = demo_person("moderator")
    add_note(topic=topic, by=moderator, words=f"{NOTE} entre nous")
    report = report_content(
        post=topic.first_post, by=AnonymousUser(), rule="other", words=f"{REPORTED} ici", address=REPORTER
    )
    add_note(topic=topic, by=moderator, words=f"{NOTE} encore", report=report)
    decision = moderation.ask_for_change(post=topic.first_post, by=moderator, reason="Un nom y figure.", rule="privacy")
    return {
        "forum/moderation/signalements/<int:pk>/": {"pk": str(report.pk)},
        "forum/moderation/decisions/<int:pk>/": {"pk": str(decision.pk)},
    }


@pytest.fixture(scope="module")
def answers(clients, topic_samples, own_samples, seeded) -> dict[tuple[str, str, str], object]:
    """What every role gets at every address outside the administration, by pattern, address and role."""
    found = {}
    for route in routes():
        rule = next((rule for rule in RULES if rule.knows(route)), None)
        if route.pattern.startswith("cms/") or rule is None:
            continue
        where = own_samples.get(route.pattern, {}) | seeded.get(route.pattern, {})
        path = rule.path or route.path({**topic_samples, **(rule.samples or {}), **where})
        for role in ROLES:
            found[route.pattern, path, role] = clients[role].get(path)
    return found


def test_the_table_knows_every_address():
    unknown = [
        route.pattern
        for route in routes()
        if not route.pattern.startswith("cms/") and not any(rule.knows(route) for rule in RULES)
    ]
    assert unknown == []


def test_every_role_meets_what_the_table_says(answers):
    differences = []
    for (pattern, path, role), answer in answers.items():
        rule = next(rule for rule in RULES if rule.knows(Route(pattern, "", False)))
        if answer.status_code != rule.expected[role]:
            differences.append(f"{role} at {path}: {answer.status_code} instead of {rule.expected[role]}")
    assert differences == []


def test_no_answer_shows_the_address_of_somebody_else(answers):
    """Nor that of who reported a message, to anybody at all."""
    addresses = {role: demo_person(role).email for role in MEMBERS} | {"reporter": REPORTER}
    shown = {
        f"{role} reads the address of {whose} at {path}"
        for (pattern, path, role), answer in answers.items()
        if not any(role in roles and re.match(begin, pattern) for begin, roles, _why in MAY_SHOW_ADDRESSES)
        for whose, address in addresses.items()
        if whose != role and address in text_of(answer)
    }
    assert shown == set()


def test_what_the_team_notes_and_what_was_reported_is_the_teams_alone(answers):
    for words in (NOTE, REPORTED):
        seen = {role for (_pattern, _path, role), answer in answers.items() if words in text_of(answer)}
        assert seen == set(MODERATORS), words
        assert not IndexEntry.objects.filter(text__contains=words).exists()
        assert not Mail.objects.filter(text__contains=words).exists()
    for role in set(MEMBERS) - set(MODERATORS):
        rows = [row for model, data in registered().items() for row in _rows_of(data, demo_person(role))]
        assert not any(isinstance(row, InternalNote) for row in rows)
        assert not any(NOTE in str(vars(row)) for row in rows), role


def _rows_of(data, person):
    """What an export of this person's data would hold of one model."""
    for owner in data.owner:
        yield from data.model._base_manager.filter(**{owner: person})


def text_of(answer) -> str:
    """The words of an answer; none of what is no text."""
    kind = answer.get("Content-Type", "")
    if answer.streaming or not ("text" in kind or "xml" in kind or "json" in kind):
        return ""
    return answer.content.decode(errors="replace")


# Wagtail's renditions leave files for the garbage collector to close.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_editor_meets_their_own_areas_of_the_administration(clients):
    home, sheet = Site.objects.get(is_default_site=True).root_page, SheetPage.objects.first()
    samples = {
        **dict.fromkeys(("page_id", "parent_page_id"), str(home.pk)),
        "page_to_move_id": str(sheet.pk),
        "destination_id": str(sheet.get_parent().pk),
        "app_name": "pages",
        "model_name": "hostsettings",
    }
    differences, opened, met = [], set(), set()
    for route in routes():
        if not route.pattern.startswith("cms/"):
            continue
        area, path = area_of(route.pattern), route.path(samples)
        # Wagtail knows no difference between those who hold nothing in /cms/: one of them meets every address.
        roles = set(ROLES) - (LIKE_THE_REFERENT if area.name in met else set())
        met.add(area.name)
        for role in roles if area.for_signed_in else ():
            status = clients[role].get(path).status_code
            clients[role].cookies.pop("messages", None)  # a thousand refusals would be read at each of them
            if role in area.holders:
                opened |= {(area.name, role)} if status == 200 else set()
            wrong = status >= 500 if role in area.holders else status not in REFUSALS
            if wrong:
                differences.append(f"{role} at {path} ({area.name}): {status}")
    assert differences == []
    assert opened == {(area.name, role) for area in AREAS for role in area.holders if area.for_signed_in}


def test_a_referent_sees_requests_of_their_own_territory_only(clients):
    elsewhere = AccountRequest.objects.get(territory__code="44")
    here = AccountRequest.objects.filter(territory__code="53").first()
    page = clients["referent"].get("/territoire/").content.decode()
    assert f"/territoire/demandes/{here.number}/" in page
    assert f"/territoire/demandes/{elsewhere.number}/" not in page
    assert clients["referent"].get(f"/territoire/demandes/{elsewhere.number}/").status_code in (403, 404)
    assert clients["staff"].get(f"/territoire/demandes/{elsewhere.number}/").status_code == 200
