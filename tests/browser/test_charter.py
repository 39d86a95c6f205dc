"""The team keeps its promises: a part of the self-assessment, on a phone and by keyboard; packages; the dossier."""

from playwright.sync_api import expect

LIST = "ii  bash  5.2.37-2  amd64  shell\nii  nginx  1.26.3-3+deb13u1  amd64  web server\n"


def test_staff_finishes_a_part_brings_a_list_and_takes_the_dossier(open_browser, sign_in, tmp_path):
    page = sign_in(open_browser(width=390), "staff")
    finish_a_part(page)
    bring_a_list(page)
    take_the_dossier(page)
    visitor = open_browser(width=390, javascript=False)
    visitor.goto("/nos-engagements/")
    expect(visitor.locator("#COL-2")).to_contain_text("Engagement signé par l’équipe")
    expect(visitor.locator("#COL-2 .state")).to_have_text("tenu")
    visitor.goto("/transparence/infrastructure/")
    visitor.get_by_role("link", name="felix").click()
    expect(visitor.locator("main")).to_contain_text("1.26.3-3+deb13u1")


def finish_a_part(page) -> None:
    page.goto("/cms/charte/")
    page.get_by_role("link", name="Collectif", exact=True).click()
    page.locator("#COL-2 input[value=held]").focus()
    page.keyboard.press("Space")
    for _field in range(2):  # past the other states, to the proof and its address
        page.keyboard.press("Tab")
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("Engagement signé par l’équipe" if _field == 0 else "javascript:alert(1)")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    # refused, and still there as typed
    expect(page.locator("#COL-2 .errorlist")).to_contain_text("Écrivez une adresse")
    expect(page.locator("#COL-2 input[name$=evidence]")).to_have_value("Engagement signé par l’équipe")
    page.locator("#COL-2 input[name$=evidence_url]").fill("/qui-sommes-nous/")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    expect(page.get_by_role("heading", name="Charte : Hébergeurs").first).to_be_attached()
    page.get_by_role("link", name="Toutes les parties").click()
    expect(page.locator(".charter-parts li").first).to_contain_text("3 sur 3")


def bring_a_list(page) -> None:
    page.goto("/cms/paquets/deposer/")
    page.get_by_label("Serveur").select_option(label="felix")
    for content in (LIST + "autre chose\n", LIST):
        file = {"name": "felix.txt", "mimeType": "text/plain", "buffer": content.encode()}
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Garder cette liste").click()
        if content != LIST:
            expect(page.locator("table.listing")).to_contain_text("ce n’est pas une ligne de")
            expect(page.get_by_label("Serveur").locator("option:checked")).to_have_text("felix")
    expect(page.locator("body")).to_contain_text("Liste enregistrée pour felix. Nombre de paquets : 2.")


def take_the_dossier(page) -> None:
    page.goto("/cms/charte/")
    for name, begins in (("Markdown, pour un ticket", "# Charte du collectif CHATONS"), ("PDF", "%PDF")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        content = download.value.path().read_bytes().decode("utf-8", "replace")
        assert content.startswith(begins)
