"""Writing in the forum with every comfort, and with none: pictures, what is known already, drafts."""

import io
import secrets

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

FORM = "/forum/remontees-de-bug/nouveau/"
SLOWLY = 15_000  # milliseconds: drafts are kept three seconds after the last key


def screenshot(colour: str) -> dict:
    content = io.BytesIO()
    Image.new("RGB", (640, 400), colour).save(content, "PNG")
    return {"name": f"{colour}.png", "mimeType": "image/png", "buffer": content.getvalue()}


PASTE = """async (colour) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 200 });
  const pen = canvas.getContext("2d");
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 300, 200);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const data = new DataTransfer();
  data.items.add(new File([blob], "image.png", { type: "image/png" }));
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector("textarea[name=happened]").dispatchEvent(paste);
}"""


def fill(page, subject: str) -> None:
    page.locator("input[name=subject]").fill(subject)
    page.locator("textarea[name=did]").fill("J’ai cliqué sur « Partager ».")
    page.locator("textarea[name=expected]").fill("Un lien.")
    page.locator("textarea[name=happened]").fill("Une roue qui tourne.")


def forget_drafts(page) -> None:
    """What an earlier run left would stand in the form."""
    page.goto("/compte/brouillons/")
    while page.get_by_role("button", name="Supprimer").count():
        page.get_by_role("button", name="Supprimer").first.click()
        page.wait_for_load_state()


def axe_is_content(page, name: str) -> None:
    found = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in Axe().run(page).response["violations"]]
    assert not found, f"{name}: {found}"


def test_a_report_with_pictures_a_draft_that_comes_back_and_what_is_known(open_browser, sign_in):
    subject = f"Partage du calendrier bloqué {secrets.token_hex(2)}"
    page = sign_in(open_browser(width=390), "citizen")
    forget_drafts(page)
    page.goto(FORM)
    fill(page, subject)
    page.evaluate(PASTE, "teal")
    expect(page.locator("#images img")).to_have_count(1, timeout=SLOWLY)
    page.locator("input[name=pictures]").set_input_files([screenshot("orange")])
    expect(page.locator("#images img")).to_have_count(2, timeout=SLOWLY)
    page.locator("#images input[type=text]").first.fill("Une roue bleue")
    expect(page.locator("#brouillon")).to_contain_text("Brouillon gardé", timeout=SLOWLY)
    axe_is_content(page, "the form with pictures")
    # The browser is closed; elsewhere, all of it is there again.
    other = sign_in(open_browser(), "citizen")
    other.goto(FORM)
    expect(other.locator("input[name=subject]")).to_have_value(subject)
    expect(other.locator("#images input[type=text]").first).to_have_value("Une roue bleue")
    other.get_by_role("button", name="Relire avant").click()
    expect(other.locator("#apercu")).to_contain_text("Une roue qui tourne.")
    other.locator("main .flaps button").first.click()
    if "nouveau" in other.url:  # something close is known
        other.get_by_role("button", name="Envoyer quand même").first.click()
    expect(other.locator("h1")).to_have_text(subject)
    pictures = other.locator(".pictures img")
    expect(pictures).to_have_count(2)
    expect(pictures.first).to_have_attribute("alt", "Une roue bleue")
    pictures.first.scroll_into_view_if_needed()
    assert pictures.first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    axe_is_content(other, "a report with pictures")
    other.goto("/compte/brouillons/")
    expect(other.get_by_text(subject)).to_have_count(0)
    known_while_typing(sign_in(open_browser(), "volunteer"), subject)
    known_without_scripts(sign_in(open_browser(width=390, javascript=False), "manager"), subject)


def known_while_typing(page, subject: str) -> None:
    forget_drafts(page)
    page.goto(FORM)
    page.locator("input[name=subject]").fill(subject)
    expect(page.locator("#deja-connu")).to_contain_text(subject, timeout=SLOWLY)
    axe_is_content(page, "the form with what is known")
    forget_drafts(page)


def known_without_scripts(page, subject: str) -> None:
    """Pictures by a plain field, one page before the sending, « moi aussi » with the words."""
    forget_drafts(page)
    page.goto(FORM)
    fill(page, subject)
    page.locator("input[name=pictures]").set_input_files([screenshot("navy")])
    page.locator("main .flaps button").first.click()
    expect(page.locator("h1")).to_contain_text("est-ce déjà connu")
    expect(page.locator("textarea[name=happened]")).to_have_value("Une roue qui tourne.")
    expect(page.locator("#images img")).to_have_count(1)
    page.locator("#deja-connu li", has_text=subject).get_by_role("button", name="Moi aussi").click()
    expect(page.locator("h1")).to_have_text(subject)
    expect(page.locator(".me-too")).to_contain_text("1")
    expect(page.locator("article")).to_have_count(2)
    expect(page.locator("article").nth(1).locator("img")).to_have_count(1)


def test_words_outlive_a_lost_connection_and_tools_write_markdown(open_browser, sign_in):
    page = sign_in(open_browser(), "citizen")
    forget_drafts(page)
    page.goto("/forum/remontees-de-bug/")
    page.locator("main h3 a").first.click()
    text = page.locator("textarea[name=content]")
    text.fill("Un mot important")
    text.evaluate("one => one.setSelectionRange(7, 16)")
    page.get_by_role("button", name="Gras", exact=True).click()
    expect(text).to_have_value("Un mot **important**")
    page.context.set_offline(True)
    text.press("End")
    text.type(" hors ligne")
    expect(page.locator("#brouillon")).to_contain_text("reste dans cet onglet", timeout=SLOWLY)
    page.context.set_offline(False)
    page.reload()
    expect(text).to_have_value("Un mot **important** hors ligne")
    expect(page.locator("#brouillon")).to_contain_text("Brouillon gardé", timeout=SLOWLY)
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('writing:')).length") == 0
    text.fill("")
    expect(page.locator("#brouillon")).not_to_contain_text("Brouillon gardé", timeout=SLOWLY)
