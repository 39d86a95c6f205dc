"""The shipped French texts keep the formats that their loaders read. No database, no Django."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "portal/pages/content/sheets").glob("*.md"))
TRANSPARENCY = ROOT / "portal/transparency/content"
DATED_TEXTS = sorted(TRANSPARENCY.glob("*/1.md"))
REPORT = TRANSPARENCY / "reports/2025.md"
YAML_FILES = [
    ROOT / "portal/pages/content/pages.yaml",
    ROOT / "portal/pages/content/demo.yaml",
    TRANSPARENCY / "charter.yaml",
    TRANSPARENCY / "legal-requests.yaml",
    ROOT / "hosting/services/content/services.yaml",
    ROOT / "hosting/incidents/content/incidents.yaml",
    ROOT / "accounts/organisations/content/territories.yaml",
    ROOT / "forum/support/content/boards.yaml",
]
TEXTS = [*SHEETS, *DATED_TEXTS, REPORT, TRANSPARENCY / "infrastructure.md", *YAML_FILES]
LESSONS = {
    "une-histoire-d-internet",
    "le-trajet-d-un-message",
    "la-neutralite-du-net",
    "reseau-social-ou-media-social",
}


def name_of(path):
    return str(path.relative_to(ROOT))


def split(path):
    """Front matter as a dict, and the body."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


def load(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def directives(body):
    """Names of the directives, after checking that each is closed and none is nested."""
    names, inside = [], False
    for line in body.splitlines():
        if line == ":::":
            assert inside, "closed but not opened"
            inside = False
        elif line.startswith("::: "):
            assert not inside, f"nested: {line}"
            names.append(line.split(maxsplit=2)[1])
            inside = True
    assert not inside, "opened but not closed"
    return names


@pytest.mark.parametrize("path", SHEETS, ids=name_of)
def test_sheet_has_two_sides_and_its_blocks(path):
    front, body = split(path)
    assert front["slug"] == path.stem
    assert front["kind"] in {"tool", "idea"}
    assert front["art"] in {"cauliflower", "chard", "carrot", "peas", "none"}
    assert len(front["summary"]) <= 200
    assert set(front["related_lessons"]) <= LESSONS
    assert [line for line in body.splitlines() if line.startswith("---")] == ["---page---"]
    assert directives(body) == ["swap", "steps", "practices", "free", "sources"]
    assert all(len(side.split()) < 380 for side in body.split("---page---")), "longer than an A4 side"
    practices = body.split("::: practices\n")[1].split(":::")[0].strip().splitlines()
    assert all(re.match(r"- \*\*[^*]+\*\*: ", line) for line in practices)


def test_sheets_are_numbered_and_named_once():
    fronts = [split(path)[0] for path in SHEETS]
    assert sorted(front["number"] for front in fronts) == list(range(1, len(SHEETS) + 1))
    assert len(SHEETS) >= 8


@pytest.mark.parametrize("path", DATED_TEXTS, ids=name_of)
def test_dated_text_is_in_force_and_opens_with_its_short_version(path):
    front, body = split(path)
    assert front["slug"] == path.parent.name
    assert front["number"] == 1
    assert front["published"] <= front["effective"] <= date(2026, 11, 20)
    assert front["acceptance_required"] is (front["slug"] == "cgu")
    assert directives(body) == ["short"]
    short = body.split(":::")[1]
    assert 5 <= short.count("\n- ") <= 9
    assert body.index(":::") < body.index("\n## ")


def test_terms_hold_the_clause_on_personal_data():
    assert "## Données personnelles et vie privée {#donnees-personnelles}" in split(TRANSPARENCY / "cgu/1.md")[1]


def test_report_adds_up():
    front, _ = split(REPORT)
    income = sum(line["amount"] for line in front["income"])
    expenditure = sum(line["amount"] for line in front["expenditure"])
    assert (income, expenditure) == (front["income_total"], front["expenditure_total"])
    assert income - expenditure == front["result"]


def test_services_name_known_families_and_types():
    data = load("hosting/services/content/services.yaml")
    types = {family["slug"]: {kind["slug"] for kind in family["types"]} for family in data["families"]}
    for service in data["services"]:
        assert service["family"] in types
        assert set(service["types"]) <= set().union(*types.values())
        assert service["access"] in {"none", "free", "member", "organisation"}
        assert service["open"] in {"open", "full", "closed"}


def test_incidents_are_ordered_in_time_and_touch_known_services():
    services = {service["slug"] for service in load("hosting/services/content/services.yaml")["services"]}
    data = load("hosting/incidents/content/incidents.yaml")
    for incident in data["incidents"]:
        times = [update["at"] for update in incident["updates"]]
        assert times == sorted(times)
        assert incident["start"] <= times[0]
        assert times[-1] == incident["end"]
        assert incident["updates"][-1]["state"] == "resolved"
        assert {touched["slug"] for touched in incident["services"]} <= services
    for maintenance in data["maintenances"]:
        assert set(maintenance["services"]) <= services
        assert maintenance["start"] < maintenance["end"]


def test_events_end_after_they_start_and_slugs_are_unique():
    data = load("portal/pages/content/demo.yaml")
    for event in data["events"]:
        assert event["start"] < event["end"]
        assert event["start"].utcoffset() is not None
    for kind in ("pages", "news", "events"):
        slugs = [item["slug"] for item in data[kind]]
        assert len(slugs) == len(set(slugs))
    assert {contact["department"] for contact in data["contacts"]} == {"44", "49", "53", "72", "85"}
    terms = [entry["term"] for entry in load("portal/pages/content/pages.yaml")["glossary"]]
    assert len(terms) == len(set(terms)) >= 25


def test_organisations_belong_to_a_department():
    data = load("accounts/organisations/content/territories.yaml")
    level = {territory["code"]: territory["level"] for territory in data["territories"]}
    assert all(level[organisation["territory"]] == "department" for organisation in data["organisations"])
    assert all(territory["parent"] in {None, *level} for territory in data["territories"])


def test_topics_are_on_a_board_and_opened_by_their_author():
    data = load("forum/support/content/boards.yaml")
    boards = {board["slug"] for board in data["boards"]}
    for topic in data["topics"]:
        assert topic["board"] in boards
        assert topic["posts"][0]["author"] == topic["author"]
        days = [post["days_ago"] for post in topic["posts"]]
        assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_text_is_typeset_in_french_without_html(path):
    text = path.read_text(encoding="utf-8")
    prose = re.sub(r"`[^`]*`|https?://\S+", "", text)
    prose = "\n".join(line for line in prose.splitlines() if not line.startswith("#"))
    assert not re.search(r"[A-Za-zéèêà]'[A-Za-zéèêàâî]", prose), "typewriter apostrophe"
    assert not re.search(r"\w [;?!]", prose), "plain space before a high punctuation mark"
    assert "« " not in prose and " »" not in prose, "plain space inside guillemets"
    assert not re.search(r"<[a-z/!]", prose), "raw HTML"


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_addresses_are_well_formed(path):
    text = path.read_text(encoding="utf-8")
    for address in re.findall(r"https?://[^\s)\]>,»]+", text):
        assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]{2,}(/[\w./?=&%#~-]*)?", address, re.IGNORECASE), address
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert link.startswith(("https://", "/")), link
