"""Staff keep the promises of the charter: a report from its figures to its correction, a request by an authority."""

import secrets

from playwright.sync_api import expect

from .test_signed_in_pages import check

ACCOUNTS = "sens;libellé;montant\nrecette;Adhésions;{gifts}\ndépense;Disques;3120,50\n"


def test_a_report_is_published_and_corrected_and_a_request_registered(open_browser, sign_in):
    staff, visitor = sign_in(open_browser(), "staff"), open_browser(width=390, javascript=False, scheme="dark")
    year = str(2019 + secrets.randbelow(6))  # services were open, and no report ships
    publish(staff, year)
    page = f"/transparence/rapports/{year}/"
    visitor.goto(page)
    expect(visitor.locator("main")).to_contain_text("Des mots de l’année")
    expect(visitor.get_by_role("table", name="Recettes")).to_contain_text("3\u202f540")
    expect(visitor.get_by_role("table", name="Disponibilité des services")).to_contain_text("100")
    correct(staff)
    visitor.goto(page)
    expect(visitor.locator("main")).to_contain_text("Les adhésions étaient mal additionnées")
    expect(visitor.get_by_role("table", name="Recettes")).to_contain_text("3\u202f600")
    assert visitor.request.get(f"{page}rapport.pdf").headers["content-type"] == "application/pdf"
    visitor.get_by_role("link", name="Version 1").click()
    expect(visitor.get_by_role("table", name="Recettes")).to_contain_text("3\u202f540")
    register(staff, year)
    visitor.goto("/transparence/requetes/")
    expect(visitor.get_by_role("table", name=f"Requêtes de {year}")).to_contain_text("réquisition judiciaire")
    for address in (page, "/transparence/chiffres/"):
        staff.goto(address)
        check(staff, address)


def save(page) -> None:
    page.get_by_role("button", name="Enregistrer").first.click()
    expect(page.locator(".messages")).to_be_visible()


def press(page, name: str, told: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("main, .messages").filter(has_text=told).first).to_be_visible()


def bring_accounts(page, text: str) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "comptes.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Importer les comptes").click()


def publish(page, year: str) -> None:
    page.goto("/cms/snippets/transparency/activityreport/add/")
    for name, value in (("year", year), ("title", f"Rapport {year}"), ("body", "Des mots de l’année.")):
        page.locator(f"[name={name}]").fill(value)
    save(page)
    page.goto("/cms/snippets/transparency/activityreport/")
    row = page.locator("tr", has_text=f"Rapport {year}")
    row.get_by_role("link", name="Chiffres, comptes, publication").evaluate("link => link.click()")  # in a closed menu
    press(page, "Y mettre les chiffres de l’année", "chiffres sont dans le brouillon")
    bring_accounts(page, "sens;libellé;montant\nprêt;Adhésions;cher\n")
    expect(page.get_by_role("row", name="2 montant")).to_contain_text("« cher »")
    bring_accounts(page, ACCOUNTS.format(gifts="3 540,00 €"))
    expect(page.locator(".messages")).to_contain_text("Nombre de lignes : 2")
    press(page, "Publier le rapport", "Publié")


def correct(page) -> None:
    page.locator("[name=correction]").fill("Les adhésions étaient mal additionnées")
    page.get_by_role("button", name="Préparer la correction").click()
    page.wait_for_url("**/edit/**")
    page.goto(f"/cms/rapports/{page.url.rstrip('/').rpartition('/')[2]}/")
    bring_accounts(page, ACCOUNTS.format(gifts="3600"))
    press(page, "Publier le rapport", "Publié")


def register(page, year: str) -> None:
    page.goto("/cms/snippets/transparency/legalrequest/add/")
    fill_day(page, "month", f"{year}-05-01")
    page.locator("[name=authority]").fill("Parquet de Laval")
    for name, value in (("authority_kind", "court"), ("kind", "judicial"), ("answer", "partial"), ("notice", "told")):
        page.locator(f"[name={name}]").select_option(value)
    save(page)
    page.goto("/cms/snippets/transparency/legalrequestyear/add/")
    page.locator("[name=year]").fill(year)
    fill_day(page, "published_on", f"{year}-12-31")
    save(page)


def fill_day(page, name: str, day: str) -> None:
    page.locator(f"[name={name}]").fill(day)
    page.keyboard.press("Tab")  # the calendar closes
