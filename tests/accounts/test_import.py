"""Organisations and members out of a file: tried first, told by line and column, all or nothing, again without harm."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.organisations.importing import plan_import, write_import
from accounts.organisations.models import Membership, Organisation, OrganisationEvent
from accounts.people.models import User
from portal.notifications.models import Mail
from tests.factories.organisations import OrganisationFactory, TerritoryFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
HEAD = "association;identifiant;territoire;commune;objet;adresse;nom_public;role\n"


@pytest.fixture
def mayenne():
    return TerritoryFactory(code="53")


def a_file(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines)).encode()


GOOD = (
    "Ciné-club;cine;53;Laval;Des films;odile@example.org;Odile;responsable",
    "Ciné-club;cine;53;;;Paul@Example.org ;Paul;",
    "Chorale;;53;Laval;;;;",
    "Chorale;;53;;;odile@example.org;;membre",
)


def test_a_good_file_is_brought_in_and_again_adds_nothing(mayenne, tmp_path, capsys):
    UserFactory(email="paul@example.org", public_name="Paul d’avant")
    path = tmp_path / "associations.csv"
    path.write_bytes(b"\xef\xbb\xbf" + a_file(*GOOD))
    call_command("import_organisations", path)
    assert "Nothing was written" in capsys.readouterr().out and not Organisation.objects.exists()
    call_command("import_organisations", path, write=True, invite=True)
    club = Organisation.objects.get(slug="cine")
    assert (club.name, club.town, club.territory) == ("Ciné-club", "Laval", mayenne)
    roles = dict(Membership.objects.values_list("person__email", "role").filter(organisation=club))
    assert roles == {"odile@example.org": "manager", "paul@example.org": "member"}
    assert User.objects.get(email="paul@example.org").public_name == "Paul d’avant", "names are their owners’"
    odile = User.objects.get(email="odile@example.org")
    assert not odile.has_usable_password() and not odile.emailaddress_set.get().verified
    assert Mail.objects.filter(address=odile.email).count() == 1
    assert OrganisationEvent.objects.filter(kind="joined").count() == 3
    before = Membership.objects.count(), OrganisationEvent.objects.count(), Mail.objects.count(), User.objects.count()
    call_command("import_organisations", path, write=True, invite=True)
    after = Membership.objects.count(), OrganisationEvent.objects.count(), Mail.objects.count(), User.objects.count()
    assert before == after and Organisation.objects.count() == 2
    # what the file says otherwise is brought in, what it leaves empty stays
    write_import(plan=plan_import(a_file("Ciné-club de Laval;cine;53;;;paul@example.org;;responsable")))
    club.refresh_from_db()
    assert (club.name, club.town) == ("Ciné-club de Laval", "Laval")
    assert club.memberships.filter(role="manager").count() == 2


def test_every_mistake_is_told_by_line_and_column_and_nothing_is_written(mayenne, tmp_path):
    UserFactory(email="parti@example.org", is_active=False)
    OrganisationFactory(slug="fermee", closed_at="2026-01-01T00:00:00Z")
    lines = [
        GOOD[0],
        "Sans territoire;;99;;;;;",
        ";;53;;;;;",
        "Mauvaise adresse;;53;;;odile at example;Odile;",
        "Sans nom;;53;;;neuve@example.org;;",
        "Nom d’adresse;;53;;;autre@example.org;moi@example.org;",
        "Rôle inconnu;;53;;;odile@example.org;;chef",
        "Sans adresse;;53;;;;Odile;",
        "Compte fermé;;53;;;parti@example.org;;",
        "Fermée;fermee;53;;;;;",
        "Identifiant;à revoir;53;;;;;",
        "Ciné-club;cine;53;Angers;;;;",
        GOOD[0],
        "Trop;;53;;;;;;;;de cellules",
    ]
    wrong = [(one.line, one.column) for one in plan_import(a_file(*lines)).problems]
    assert wrong == [
        (3, "territoire"),
        (4, "association"),
        (5, "adresse"),
        (6, "nom_public"),
        (7, "nom_public"),
        (8, "role"),
        (9, "adresse"),
        (10, "adresse"),
        (11, "identifiant"),
        (12, "identifiant"),
        (13, "commune"),
        (14, "adresse"),
        (15, ""),
    ]
    path = tmp_path / "faux.csv"
    path.write_bytes(a_file(*lines))
    with pytest.raises(CommandError, match=r"line 3, territoire"):
        call_command("import_organisations", path, write=True)
    assert Organisation.objects.count() == 1 and User.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (a_file("Ciné;;53;;;;;").decode().encode("cp1252"), 2),
        (b"nom;territoire\nx;53", 1),
        (b"", 1),
        (a_file('"jamais ferm\u00e9e;;53;;;;;\n'), 2),
        (a_file("a\x00b;;53"), 2),
    ],
)
def test_what_is_no_such_table_is_told_and_never_breaks(mayenne, data, line):
    problems = plan_import(data).problems
    assert problems and problems[0].line == line


def test_staff_try_a_file_before_they_import_that_very_file(mayenne):
    page, good = reverse("organisations_import"), a_file(*GOOD)

    def sent(client, data, **button):
        return client.post(page, {"file": SimpleUploadedFile("a.csv", data), **button})

    staff, author = Client(), Client()
    staff.force_login(UserFactory(staff=True))
    author.force_login(UserFactory(author=True))
    assert author.get(page).status_code in (302, 403) and sent(author, good, write="1").status_code in (302, 403)
    assert sent(staff, good, write="1").status_code == 200 and not Organisation.objects.exists()
    assert sent(staff, good, **{"try": "1"}).status_code == 200 and not Organisation.objects.exists()
    answer = sent(staff, a_file(*GOOD, "Autre;;99;;;;;"), write="1")
    assert "99" not in answer.content.decode() or not Organisation.objects.exists()
    assert sent(staff, good, write="1").status_code == 302
    assert Organisation.objects.count() == 2
    assert OrganisationEvent.objects.exclude(by=None).count() == 4


def test_no_line_costs_a_query(mayenne):
    def cost(count: int, shift: int) -> int:
        lines = [
            f"Association {n};a{n};53;Laval;;p{(n + shift) % count}@example.org;Personne {n};" for n in range(count)
        ]
        with CaptureQueriesContext(connection) as captured:
            write_import(plan=plan_import(a_file(*lines)), invite=True)
        return len(captured)

    few = [cost(10, 0), cost(10, 0), cost(10, 1)]
    assert Membership.objects.count() == 20 and Mail.objects.count() == 10
    assert [cost(60, 0), cost(60, 0), cost(60, 1)] == few


def test_a_thousand_lines_take_seconds(mayenne):
    lines = [f"Association {n};a{n};53;Laval;;p{n % 300}@example.org;Personne {n % 300};" for n in range(1000)]
    started = time.process_time()
    plan = plan_import(a_file(*lines))
    assert write_import(plan=plan)["memberships"] == 1000
    assert time.process_time() - started < 4
    assert User.objects.count() == 300
