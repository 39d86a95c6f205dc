"""A passkey, from making it to removing it, on a device that Chromium plays; passkeys need a name, so « localhost »."""

import re

from tests.browser.conftest import new_page, type_password
from tests.embedded import Portal

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_manager_makes_a_passkey_signs_in_with_it_alone_and_removes_it(chromium, portal):
    named = Portal(portal.address.replace("127.0.0.1", "localhost"), portal.var, process=None)
    page = new_page(chromium, named)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    type_password(page, portal.accounts["manager"])
    page.wait_for_url("**/compte/")
    page.locator("main a[href='/compte/2fa/']").first.click()
    page.click("main a[href$='/webauthn/add/']")
    page.fill("input[name=name]", "Ordinateur du foyer")
    page.click("main button[type=submit]")
    page.wait_for_url("**/recovery-codes/")
    assert page.locator("main code").count() == 10
    sign_out(page)
    # a stolen password alone opens nothing any more
    type_password(page, portal.accounts["manager"])
    page.wait_for_url("**/2fa/authenticate/")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/compte/")
    sign_out(page)
    # nothing typed at all, and back where one came from
    page.goto("/compte/login/?next=/compte/2fa/webauthn/")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url(re.compile(r"\d/compte/2fa/webauthn/$"))
    assert page.get_by_text("Ordinateur du foyer").is_visible()
    page.click("main a[href$='/edit/']")
    # sensitive: the same device proves once more that it is still them
    page.click("main a[href*='/webauthn/reauthenticate/']")
    page.locator("form[data-passkey] button").click()
    page.fill("input[name=name]", "Portable")
    page.click("main button[type=submit]")
    assert page.get_by_text("Portable").is_visible()
    page.click("main a[href$='/remove/']")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"\d/compte/2fa/webauthn/$"))
    assert page.get_by_text("Portable").count() == 0
    page.context.close()


def sign_out(page):
    page.goto("/compte/logout/")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"//[^/]+/$"))
