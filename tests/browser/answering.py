"""Finding a question on the page of a lesson, and filling in its fields with a pointer."""


def question(page, uid: str):
    return page.locator(f"#question-{uid}")


def enter(page, fields) -> None:
    """Fill in fields as their form names them."""
    for name, value in fields:
        field = page.locator(f'[name="{name}"]')
        kind = field.first.evaluate("e => e.type")
        if kind in ("radio", "checkbox"):
            page.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)
