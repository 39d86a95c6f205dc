"""The report form and the comforts of writing: what is sent is what was shown, and nothing is lost on the way."""

import pytest

from forum.machina.forum_conversation import actions
from forum.support import browsers
from forum.support.actions import moderation
from forum.support.models import BugReport
from forum.support.quoting import quote

pytestmark = pytest.mark.django_db
ADDRESS = "/forum/remontees-de-bug/nouveau/"
ANSWERS = {"subject": "Le tableau refuse", "did": "Ouvert à deux.", "expected": "Écrire.", "happened": "Rien."}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (FIREFOX, "Firefox 128, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge 126, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome 126, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1.15", "Safari 17, macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) CriOS/126.0 Mobile Safari/604.1", "Chrome 126, iPhone"),
        ("curl/8.5 <script>", ""),
        ("", ""),
        ("Firefox/" + "9" * 5000, "Firefox " + "9" * 492),
    ],
)
def test_a_browser_is_said_in_two_words(header, words):
    assert browsers.in_words(header) == words or len(words) > 100


def test_the_browser_is_shown_first_and_joined_on_consent_alone(clients, bugs):
    headers = {"User-Agent": FIREFOX}
    form = clients["member"].get(ADDRESS, headers=headers).content.decode()
    assert "Joindre le nom de mon navigateur" in form and "Firefox 128, Linux" in form
    clients["member"].post(ADDRESS, {**ANSWERS, "since": "ce matin"}, headers=headers)
    without = BugReport.objects.get().topic.first_post.content.raw
    assert "Firefox" not in without and "ce matin" in without
    clients["member"].post(ADDRESS, {**ANSWERS, "subject": "Un autre", "with_browser": "on"}, headers=headers)
    with_it = BugReport.objects.latest("pk").topic.first_post.content.raw
    assert "Firefox 128, Linux" in with_it and "rv:128.0" not in with_it
    assert "Joindre le nom" not in clients["member"].get(ADDRESS, headers={"User-Agent": "inconnu"}).content.decode()


def test_the_preview_is_a_page_or_a_part_of_it(clients, topic):
    address = f"{topic.get_absolute_url()}repondre/"
    page = clients["member"].post(address, {"content": "Du **gras**", "preview": "1"}).content.decode()
    assert "<strong>gras</strong>" in page and "Du **gras**" in page and "<html" in page
    part = (
        clients["member"]
        .post(address, {"content": "Du **gras** <script>x</script>", "preview": "1"}, headers={"X-Fragment": "preview"})
        .content.decode()
    )
    assert "<strong>gras</strong>" in part and "<html" not in part and "<script" not in part
    assert topic.posts.count() == 1


def test_visitor_is_offered_no_quote_and_a_member_finds_the_words_in_the_form(clients, topic, stranger):
    actions.reply(topic=topic, by=stranger, content="Première ligne\n\nDeuxième <b>ligne</b>")
    link = f"{topic.get_absolute_url()}repondre/?citer=2"
    assert "?citer=" not in clients["visitor"].get(topic.get_absolute_url()).content.decode()
    assert f"{link}#repondre" in clients["member"].get(topic.get_absolute_url()).content.decode()
    page = clients["member"].get(link).content.decode()
    assert "&gt; Première ligne\n&gt;\n&gt; Deuxième &lt;b&gt;ligne&lt;/b&gt;" in page
    assert f"[message 2]({topic.get_absolute_url()}2/)" in page


def test_a_quote_comes_after_what_was_being_written(clients, topic):
    address = f"{topic.get_absolute_url()}repondre/"
    clients["member"].post(address, {"content": "J’écrivais ceci.", "draft": "1"})
    page = clients["member"].get(f"{address}?citer=1").content.decode()
    assert page.index("J’écrivais ceci.") < page.index("&gt; Depuis ce matin.")


@pytest.mark.parametrize("number", ["0", "9", "x", "²", "-1", "9" * 30])
def test_a_quote_of_nothing_is_an_empty_form(clients, topic, number):
    page = clients["member"].get(f"{topic.get_absolute_url()}repondre/?citer={number}")
    assert (
        page.status_code == 200
        and "&gt; " not in page.content.decode().partition("<textarea")[2].partition("</textarea")[0]
    )


def test_what_moderation_hid_is_not_quoted(clients, topic, stranger, moderator):
    post = actions.reply(topic=topic, by=stranger, content="Mots retirés")
    moderation.remove_post(post=post, by=moderator, reason="Attaque.")
    for role in ("member", "stranger", "moderator"):
        page = clients[role].get(f"{topic.get_absolute_url()}repondre/?citer=2").content.decode()
        assert "Mots retirés" not in page


def test_a_name_full_of_signs_is_words_in_a_quote(topic, stranger):
    stranger.public_name = "[x](https://mal.example) *Basile*"
    stranger.save()
    post = actions.reply(topic=topic, by=stranger, content="Bonjour")
    from portal.core.markdown import render_post

    post.topic = topic
    assert "mal.example)" in render_post(quote(post)) and 'href="https://mal.example' not in render_post(quote(post))


def test_whoever_was_signed_out_is_led_back_to_the_form(clients, topic):
    page = clients["visitor"].post(f"{topic.get_absolute_url()}repondre/", {"content": "Mes mots."}).content.decode()
    assert "Mes mots." in page and f"next={topic.get_absolute_url()}repondre/".replace("/", "%2F") in page
