"""Whatever members type, no page runs it, breaks on it or takes long over it."""

import html
import re
import time
from html.parser import HTMLParser

import pytest

from accounts.organisations.models import Membership, Organisation, Territory
from forum.machina.forum_conversation import actions
from forum.support.actions import content_reports, moderation
from forum.support.actions.bug_reports import change_state, report_bug
from forum.support.actions.guests import confirm
from forum.support.actions.ideas import decide_idea
from forum.support.actions.internal_notes import add_note
from forum.support.models import Attachment, CannedAnswer, Draft, GuestQuestion, Tag
from portal.core.markdown import render_post
from portal.notifications.tasks import sweep_notices
from tests.factories.forum import BoardFactory, make_topic
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

# Our own corpus: HTML, attributes, schemes, entities, Markdown's own doors, template syntax, invisible characters.
PAYLOADS = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "--><svg onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<IMG SRC=javascript:alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mi//xlink:href='javascript:alert(1)'>x",
    "<details open ontoggle=alert(1)>",
    "<body onpageshow=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover='alert(1)",
    "[a](javascript:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](vbscript:msgbox(1))",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    '[a](https://example.org "x\\" onmouseover=alert(1) y=\\"")',
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    '![x" onerror="alert(1)](https://evil.example/p.png)',
    "<javascript:alert(1)>",
    '<https://example.org/"onmouseover=alert(1)>',
    "[a]: javascript:alert(1)\n\n[a]",
    '```"><script>alert(1)</script>\nx\n```',
    "``` onclick=alert(1)\nx\n```",
    "# Titre\n## Autre\nSouligné\n====",
    "| a | b |\n|---|---|\n| <script>alert(1)</script> | x |",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "{% load log %}{% get_admin_log 10 as x %}",
    "%(name)s %s {0} {name!r}",
    "\u202e\u2066gnp.tpircs\u2069",
    "A\u0300\u0301\u0302" * 60,
    "\ufeff\u200b\u200d<scr\u200bipt>alert(1)</scr\u200bipt>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "]]><script>alert(1)</script>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    "\x0b\x0c\x1b[31mrouge",
]
ACTIVE_TAGS = {"script", "iframe", "object", "embed", "base", "style", "math", "animate", "applet", "frame"}
SAFE_ADDRESS = re.compile(r"^(https?:|mailto:|tel:|/|\?|#|[a-z0-9_-]*/?$)", re.IGNORECASE)


class Inspector(HTMLParser):
    """Reads a page as a browser would and notes what could act."""

    def __init__(self):
        super().__init__()
        self.faults = []

    def handle_starttag(self, tag, attributes):
        if tag in ACTIVE_TAGS and not (tag == "script" and dict(attributes).get("src", "").startswith("/static/")):
            self.faults.append(tag)
        for name, value in attributes:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                self.faults.append(f"{tag} {name}")
            if name in ("href", "src", "action", "data") and not SAFE_ADDRESS.match((value or "").strip()):
                self.faults.append(f"{tag} {name}={value}")
            if name in ("src",) and "evil.example" in (value or ""):
                self.faults.append(f"{tag} loads {value}")
        if tag == "meta" and dict(attributes).get("http-equiv"):
            self.faults.append("meta http-equiv")


def faults_of(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    return inspector.faults


def test_the_inspector_sees_what_it_is_for():
    assert faults_of("<p onclick=x>") and faults_of("<script>1</script>") and faults_of("<a href='javascript:1'>")
    assert not faults_of("<a href='/forum/'>x</a><script src='/static/x.js'></script>")


def _written_everywhere(payload: str, others: list[str], bugs, moderator, staff) -> list:
    """The payload in every field that ends on a page, others in messages beside it; returns the topics to look at."""
    title = " ".join(payload.replace("\x0b", "").replace("\x0c", "").split())[:120]
    author = UserFactory(public_name=title[:60])
    board = BoardFactory(name=title[:100], description=payload[:300])
    replies = [(author, f"{payload} !"), (author, "Fin"), *((author, words) for words in others)]
    topic = make_topic(board, author, subject=title, content=payload, replies=replies)
    report = report_bug(
        board=bugs, by=author, subject=title, service=None, did=payload, expected=payload, happened=payload
    )
    change_state(report=report, to="wont_fix", by=staff, reason=payload[:300])
    moderation.lock_topic(topic=topic, by=moderator, reason=payload[:250])
    moderation.remove_post(post=topic.posts.get(number=2), by=moderator, reason=payload[:250])
    values = {"content": payload, "reason": payload[:250]}
    moderation.edit_post(post=topic.posts.get(number=3), by=moderator, **values)
    return [topic, report.topic]


def test_nothing_typed_in_any_field_acts_on_any_page(clients, bugs, moderator, staff):
    topics = []
    # Each of them in a message; in the other fields, which show plain words in one way, every third.
    for place in range(0, len(PAYLOADS), 3):
        others = PAYLOADS[place + 1 : place + 3]
        topics += _written_everywhere(PAYLOADS[place], others, bugs, moderator, staff)
    bugs_url = bugs.get_absolute_url()
    lists = ["/forum/", bugs_url, "/forum/moderation/"]
    for number, topic in enumerate(topics):
        address = topic.get_absolute_url()
        lists.append(topic.forum.get_absolute_url())
        pages = {"visitor": [address], "moderator": [address]}
        # These show what a topic's page shows, as text alone; a conversation and a report in turn.
        if number % 5 == 0:
            pages["moderator"] += [f"{address}moderation/", f"{address}1/moderation/"]
        if number % 5 == 0 and topic.forum == bugs:
            pages["moderator"].append(f"{address}etat/")
        for role, addresses in pages.items():
            for page in addresses:
                assert faults_of(clients[role].get(page).content.decode()) == [], (role, page)
    for page in dict.fromkeys(lists):
        answer = clients["moderator"].get(page)
        assert answer.status_code == 200
        assert faults_of(answer.content.decode()) == [], page


def test_nothing_typed_about_a_message_acts_on_any_page(clients, topic, member, moderator, staff):
    """Reports, statements of reasons, appeals, notes, canned answers: many payloads a page, to stay quick."""
    post, addresses = topic.first_post, ["/forum/moderation/decisions/", "/forum/moderation/signalements/"]
    for payload in PAYLOADS:
        moderation.ask_for_change(post=post, by=moderator, reason=payload[:250], rule="law", facts=payload)
        CannedAnswer.objects.create(title=f"{PAYLOADS.index(payload)} {payload}"[:80], text=payload)
    for start in range(0, len(PAYLOADS), 12):
        words = "\n".join(PAYLOADS[start : start + 12])[:2000]
        report = content_reports.report_content(post=post, by=member, rule="other", words=words)
        outcome = content_reports.answer_report(
            report=report, measure="ask", by=moderator, reason=words[:250], rule="law", facts=words
        )
        appeal = content_reports.contest(decision=outcome.decision, by=member, words=words)
        content_reports.answer_appeal(appeal=appeal, is_lifted=False, by=staff, reason=words[:250])
        add_note(topic=topic, by=moderator, words=words)
        addresses += [f"/forum/moderation/signalements/{report.pk}/", outcome.decision.get_absolute_url()]
    here = topic.get_absolute_url()
    addresses += [f"{here}notes/", f"{here}moderation/", f"{here}moderation/reunir/", f"{here}1/signaler/", here]
    for address in addresses:
        for role in ("moderator", "member"):
            answer = clients[role].get(address)
            assert answer.status_code in (200, 403)
            assert faults_of(answer.text) == [], (role, address)
    for canned in CannedAnswer.objects.all():
        answer = clients["moderator"].post(f"{here}repondre/", {"content": "", "insert": "1", "canned": canned.pk})
        assert faults_of(answer.text) == []


@pytest.mark.parametrize("address", ["aide/nouveau/", "remontees-de-bug/nouveau/"])
def test_nothing_acts_in_a_preview_or_in_a_form_that_comes_back(clients, board, bugs, address):
    for payload in PAYLOADS:
        words = dict.fromkeys(("subject", "content", "did", "expected", "happened"), payload)
        for extra in ({"preview": "1"}, {"subject": ""}):
            answer = clients["member"].post(f"/forum/{address}", {**words, **extra})
            assert answer.status_code == 200
            assert faults_of(answer.content.decode()) == [], payload


SLOW = [
    '"[a](' * 4000,
    ">" * 20_000,
    "[" * 20_000,
    "*" * 20_000,
    "`" * 20_000,
    "- " * 10_000,
    "<" * 20_000,
    "&" * 20_000,
]
SLOW += ["![" * 10_000, "[a][" * 5_000, "~~" * 10_000, "1. " * 6_000, "\\" * 20_000, "_a" * 10_000, "a@b." * 5_000]


@pytest.mark.parametrize("text", SLOW, ids=lambda text: text[:6])
def test_no_message_takes_long_to_render(text):
    """What grows with the square of a text takes minutes here; the limit is far from what any machine needs."""
    start = time.process_time()
    render_post(text[:20_000])
    assert time.process_time() - start < 15


def test_no_picture_of_another_host_is_shown(clients, topic, member):
    actions.reply(topic=topic, by=member, content="![pixel](https://evil.example/pixel.png)")
    assert '<img src="https' not in clients["visitor"].get(topic.get_absolute_url()).content.decode()


def test_nothing_typed_beside_the_messages_acts_on_any_page(clients, member, moderator, staff, bugs):
    """Names of guests, of places and of tags, descriptions of pictures, drafts, votes, notices, incidents, feeds."""
    words = [payload for payload in PAYLOADS if payload.isprintable()][::3]
    place = Territory.add_root(code="53", name=words[0][:100], level="department")
    circle = Organisation.objects.create(name=words[1], slug="hostile", territory=place)
    Membership.objects.create(person=member, organisation=circle)
    board = BoardFactory(name="Aide", slug="aide", questions=True, asks_without_account=True)
    ideas_board = BoardFactory(slug="idees", ideas=True)
    private = BoardFactory(slug="prive", who_reads="organisation", organisation=circle, name=words[2])
    addresses = [f"/forum/{private.slug}/", "/forum/aide/demander/", "/forum/sans-reponse/", "/forum/"]
    addresses += [
        "/compte/notifications/",
        "/compte/notifications/suivis/",
        "/compte/brouillons/",
        "/forum/moderation/",
    ]
    addresses += ["/forum/moderation/tri/", "/forum/remontees-de-bug/nouveau/"]
    for number, payload in enumerate(words):
        name, title = payload[:60], f"{payload[:100]} {number}"
        guest = GuestQuestion.objects.create(
            board=board, name=name, email="y@secret.example", subject=title, content=payload
        )
        topic = confirm(question=guest)
        moderation.approve_post(post=topic.first_post, by=moderator)
        tag = Tag.objects.create(name=f"{payload[:30]} {number}", slug=f"t{number}", line=payload[:200])
        topic.tags.add(tag)
        topic.refresh_from_db()
        post = actions.reply(topic=topic, by=member, content=f"{payload}\n\n@« {name} »")
        Attachment.objects.create(
            post=post, person=member, alt=payload[:200], name=payload[:100], content_type="image/png",
            width=1, height=1, small_width=1, small_height=1, size=1, digest=str(number),
        )  # fmt: skip
        Draft.objects.create(person=member, topic=topic, values={"content": payload, "subject": title})
        idea = make_topic(ideas_board, member, subject=title)
        decide_idea(topic=idea, by=staff, outcome="declined", reason=payload)
        here, own = topic.get_absolute_url(), f"/forum/sans-compte/{guest.key}/"
        addresses += [here, f"{here}etiquettes/", f"{here}repondre/?citer=1", f"{here}2/modifier/", own, f"{own}stop/"]
        addresses += [f"/forum/etiquettes/t{number}/", idea.get_absolute_url(), f"{idea.get_absolute_url()}decision/"]
    report = report_bug(board=bugs, by=member, subject="Un bug", service=None, did="a", expected="b", happened="c")
    addresses.append(report.topic.get_absolute_url())
    sweep_notices()
    for address in dict.fromkeys(addresses):
        for role in ("member", "staff") if address.startswith(("/compte/", "/forum/moderation/")) else ("member",):
            answer = clients[role].get(address)
            assert answer.status_code in (200, 403), (role, address)
            assert faults_of(answer.text) == [], (role, address)
    for feed in ("/forum/flux.atom", "/forum/aide/flux.atom"):
        read = clients["visitor"].get(feed).text
        assert faults_of(read) == []  # for who opens it as a page, then for who reads what it holds
        for held in re.findall(r'<(?:summary|title|subtitle|name)[^>]*type="html"[^>]*>(.*?)<', read, re.DOTALL):
            assert faults_of(html.unescape(held)) == [], feed
