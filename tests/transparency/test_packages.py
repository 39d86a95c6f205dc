"""What is installed on the machines of the house: lists read, refused by line, compared, shown; the portal's own."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.transparency import demo_house, kept_packages
from portal.transparency.models import Machine, PackageList, TeamMember
from portal.transparency.packages import Package, Reading, UnreadableList, compare, read_list, read_lock
from tests.factories.people import UserFactory

DPKG = """\ufeffDesired=Unknown/Install/Remove/Purge/Hold
| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
||/ Name           Version      Architecture Description
+++-==============-============-============-=================================
ii  libc6:amd64    2.41-12      amd64        GNU C Library: Shared libraries
rc  vieux          1.0          all          gone but for its files
hi  nginx          1.26.3-3     amd64        small, powerful, scalable web/proxy server
iU  moitié         2.0
""".replace("moitié", "half")
RPM = """bash-5.2.26-3.fc40.x86_64
kernel-core-6.8.5-301.fc40.x86_64
kernel-core-6.9.1-1.fc40.x86_64
gpg-pubkey-105ef944-65ca83d1
"""
BOM = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "components": [
        {"type": "library", "group": "org", "name": "a", "version": "1", "licenses": [{"license": {"id": "MIT"}}]},
        {"type": "library", "name": "b", "version": "2", "components": [{"name": "c", "version": "3"}]},
        {"type": "file", "name": "etc/passwd"},
    ],
}
XML = """<?xml version="1.0" encoding="UTF-8"?>{dtd}<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components>
<component type="library"><group>org</group><name>a</name><version>1</version><licenses><license><id>MIT</id></license>
</licenses></component><component type="library"><name>b</name><version>2</version><components>
<component type="library"><name>c</name><version>3</version></component></components></component></components></bom>"""
SAME = [Package("b", "2"), Package("c", "3"), Package("org/a", "1", "", "MIT")]


def test_each_kind_of_list_is_known_by_its_content():
    assert read_list(DPKG.encode()) == Reading(
        "dpkg", [Package("half", "2.0"), Package("libc6", "2.41-12", "amd64"), Package("nginx", "1.26.3-3")]
    )
    rpm = read_list(RPM.replace("\n", "\r\n").encode())
    assert rpm.source == "rpm" and Package("kernel-core", "6.9.1-1.fc40", "x86_64") in rpm.packages
    assert Package("gpg-pubkey", "105ef944-65ca83d1") in rpm.packages
    assert read_list(json.dumps(BOM).encode()) == Reading("cyclonedx", SAME)
    assert read_list(XML.format(dtd="").encode()) == Reading("cyclonedx", SAME)


def test_a_component_of_cyclonedx_needs_no_version():
    found = read_list(bom({"type": "application", "name": "portail"}, {"name": "a", "version": "1"}))
    assert found.packages == [Package("a", "1"), Package("portail", "")]
    bare = XML.format(dtd="").replace("<version>3</version>", "")
    assert Package("c", "") in read_list(bare.encode()).packages


def bom(*components) -> bytes:
    return json.dumps({"bomFormat": "CycloneDX", "components": components}).encode()


ENTITY = '<!DOCTYPE bom [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 0),
        (b"\x00\x01\x02", 1),
        (b"bash-5.2-1.x86_64\ncaf\xe9-1-1\n", 2),
        (b"bash-5.2-1.x86_64\nune phrase\n", 2),
        (DPKG.encode() + b"et puis quoi\n", 10),
        (b"a" * 3000, 1),
        (b"a" * 8_000_001, 0),
        (b"x\n" * 100_000, 1),
        (b"\n".join(b"p%d-1-1" % number for number in range(20_001)), 20_001),
        (b'{"bomFormat": "CycloneDX",\n "components": [}', 2),
        (b'{"bomFormat": "SPDX"}', 1),
        (b'{"bomFormat": ' + b"[" * 200_000, 0),
        (b'{"bomFormat": "CycloneDX", "components": {"a": 1}}', 0),
        (bom({"name": 3}), 0),
        (bom({"version": "1"}), 0),
        (bom({"name": "a\x00", "version": "1"}), 0),
        (bom({"name": "a" * 300, "version": "1"}), 0),
        (bom("a"), 0),
        (b"<bom>\n<x></bom>", 2),
        (b"<html/>", 1),
        (XML.format(dtd=ENTITY).encode(), 1),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_list_that_cannot_be_read_says_where(content, line):
    with pytest.raises(UnreadableList) as refused:
        read_list(content)
    assert refused.value.problems[0].line == line
    assert 0 < len(refused.value.problems) <= 20


def test_where_json_or_xml_breaks_is_said_in_the_readers_language():
    for content, words in (
        (b'{"bomFormat": "CycloneDX",\n "components": [}', "ce n’est pas du JSON à partir du caractère"),
        (b"<bom>\n<x></bom>", "ce n’est pas du XML à partir du caractère"),
    ):
        with pytest.raises(UnreadableList) as refused:
            read_list(content)
        assert words in refused.value.problems[0].words


def test_what_changed_is_told_by_package():
    older = [Package("a", "1"), Package("b", "1"), Package("k", "1"), Package("k", "2")]
    newer = [Package("b", "2"), Package("c", "1"), Package("k", "2"), Package("k", "1")]
    found = compare(older, newer)
    assert (found.added, found.removed, found.changed) == ([("c", "1")], [("a", "1")], [("b", "1", "2")])


@pytest.fixture
def machine(db):
    return Machine.objects.create(name="minou", slug="minou", place="Ici", host="Nous", control="own")


def keep(machine, day, *packages):
    return kept_packages.keep_list(machine=machine, taken_on=day, reading=Reading("dpkg", list(packages)))


def test_a_version_that_the_list_does_not_say_is_said_to_be_missing(client, machine):
    keep(machine, date(2026, 1, 5), Package("portail", ""))
    assert "non précisé" in client.get("/transparence/paquets/minou/2026-01-05/").text


def test_visitor_reads_a_list_by_page_and_what_changed_since_the_year_before(client, machine, settings):
    many = [Package(f"p{number:04}", "1") for number in range(250)]
    keep(machine, date(2025, 1, 1), Package("vieux", "1"), *many)
    keep(machine, date(2025, 12, 1), Package("vieux", "2"), *many)
    keep(machine, date(2026, 2, 1), Package("=neuf", "1"), *many)
    page = client.get("/transparence/paquets/minou/2026-02-01/?page=3").text
    assert "p0249" in page and "p0001" not in page
    page = client.get("/transparence/paquets/minou/2026-02-01/changements/").text
    assert "vieux" in page and "=neuf" in page and "p0001" not in page
    assert "1er décembre 2025" in page
    assert "removed,2" in client.get("/transparence/paquets/minou/2026-02-01/changements.csv").text
    assert "'=neuf,1" in client.get("/transparence/paquets/minou/2026-02-01/paquets.csv").text
    for gone in ("minou/2025-01-01/changements/", "minou/2026-02-02/", "minou/2026-02-31/", "felix/2026-02-01/"):
        assert client.get(f"/transparence/paquets/{gone}").status_code == 404
    machine.is_public = False
    machine.save()
    assert client.get("/transparence/paquets/minou/2026-02-01/").status_code == 404


def test_the_infrastructure_page_asks_little_however_many_machines(
    client, machine, settings, django_assert_max_num_queries
):
    settings.VISITOR_PAGE_CACHE = False
    client.get("/transparence/infrastructure/")
    counts = []
    for size in (1, 12):
        for number in range(size):
            one = Machine.objects.create(
                name=f"m{size}-{number}", slug=f"m{size}-{number}", place="Ici", host="Nous", control="own"
            )
            keep(one, date(2026, 1, 1), Package("a", "1"))
        with django_assert_max_num_queries(12) as counted:
            page = client.get("/transparence/infrastructure/").text
        counts.append(len(counted))
    assert counts[0] == counts[1]
    assert page.count("/2026-01-01/") == 13


@pytest.mark.django_db
def test_the_portal_keeps_its_own_list(tmp_path, client):
    first = kept_packages.record()
    assert first.slug == "portail" and any(one.name == "django" for one in kept_packages.packages_of(first))
    assert kept_packages.record() is None
    lock = tmp_path / "requirements.lock"
    lock.write_text("django==5.2.19 ; python_version >= '3.11' \\\n    --hash=sha256:aa\n    # via x\n")
    again = kept_packages.record(lock)
    assert PackageList.objects.count() == 1 and again.count == 1
    PackageList.objects.update(taken_on=date(2025, 6, 1))
    assert kept_packages.record(lock).taken_on == timezone.localdate()  # a year has begun
    assert kept_packages.record(tmp_path / "none") is None
    assert client.get(again.get_absolute_url().replace(str(again.taken_on), "2025-06-01")).status_code == 200
    with pytest.raises(UnreadableList):
        read_lock(b"django>=5")


def test_staff_brings_a_list_in(client, machine):
    client.force_login(UserFactory(staff=True))
    address = reverse("package_list_upload")

    def bring(content, day=None):
        file = SimpleUploadedFile("liste.txt", content)
        day = day or timezone.localdate()
        return client.post(address, {"machine": machine.pk, "taken_on": day, "file": file})

    assert client.post(address, {"machine": machine.pk}).status_code == 200  # nothing chosen
    page = bring(DPKG.encode() + b"et puis quoi\n").text
    assert "<td>10</td>" in page and not PackageList.objects.exists()
    assert bring(DPKG.encode(), timezone.localdate() + timedelta(days=1)).status_code == 200
    Machine.objects.update(age_told=True)
    assert bring(DPKG.encode()).status_code == 302
    assert not Machine.objects.get().age_told
    assert "déjà une liste" in bring(RPM.encode()).text
    one = PackageList.objects.get()
    assert (one.source, one.count) == ("dpkg", 3)
    assert client.get(reverse("wagtailsnippets_transparency_packagelist:list")).status_code == 200
    edit = reverse("wagtailsnippets_transparency_packagelist:edit", args=[one.pk])
    assert client.post(edit, {"taken_on": "2020-01-01"}).status_code == 302
    assert PackageList.objects.get().taken_on == timezone.localdate()


def test_team_and_suppliers_are_named_once_there_are_some(client, db):
    assert client.get("/transparence/equipe/").status_code == 404
    demo_house.load()
    page = client.get("/transparence/equipe/").text
    assert TeamMember.objects.first().name in page and 'id="supplier"' in page
    assert sum(demo_house.load().values()) == 0
