"""What the sandbox holds when it starts on an empty file. Passwords are made anew for each file."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from .access import Access
from .accounts import Accounts

Passwords = dict[str, str]
ADMIN, BOT, BOT_GROUP = "ncadmin", "portalbot", "portal-bots"


def bare(accounts: Accounts, access: Access, given: Passwords) -> Passwords:
    """An administrator, the portal's service account (a delegated administrator with an app password), and the
    Team folders app, which that account may administer too."""
    passwords = {name: given.get(name) or secrets.token_urlsafe(18) for name in (ADMIN, BOT)}
    only_admin(accounts, access, passwords)
    add_service_account(accounts, access, passwords[BOT])
    accounts.store.set_setting("groupfolders", "on")
    accounts.store.run("INSERT OR IGNORE INTO folder_delegations VALUES (?)", BOT_GROUP)
    return passwords


def add_service_account(accounts: Accounts, access: Access, app_password: str) -> str:
    """The portal's own account: a delegated administrator that nobody signs in as by password."""
    accounts.store.run("INSERT OR IGNORE INTO groups VALUES (?, ?)", BOT_GROUP, BOT_GROUP)
    accounts.insert(BOT, secrets.token_urlsafe(24))
    accounts.join(BOT, BOT_GROUP)
    accounts.store.run("INSERT OR IGNORE INTO delegations VALUES (?)", BOT_GROUP)
    return access.new_app_password(BOT, "portail", app_password)


def only_admin(accounts: Accounts, access: Access, given: Passwords) -> Passwords:
    """A server right after its installation."""
    password = given.get(ADMIN) or secrets.token_urlsafe(18)
    accounts.store.run("INSERT OR IGNORE INTO groups VALUES ('admin', 'admin')")
    accounts.insert(ADMIN, password)
    accounts.join(ADMIN, "admin")
    access.sign_in(ADMIN, password, address="127.0.0.1")
    return {ADMIN: password}


def demo(accounts: Accounts, access: Access, given: Passwords) -> Passwords:
    """`bare`, and one person who had an account before the portal came: to show how it is linked."""
    passwords = bare(accounts, access, given)
    passwords["camille.roche"] = given.get("camille.roche") or "-".join(secrets.token_hex(2) for _ in range(3))
    accounts.store.run("INSERT OR IGNORE INTO groups VALUES ('benevoles', 'Bénévoles')")
    accounts.insert("camille.roche", passwords["camille.roche"])
    accounts.join("camille.roche", "benevoles")
    for key, value in (
        ("displayname", "Camille Roche"),
        ("email", "camille.roche@example.org"),
        ("quota", "5 GB"),
        ("language", "fr"),
    ):
        accounts.edit("camille.roche", key, value)
    return passwords


SEEDS: dict[str, Callable[[Accounts, Access, Passwords], Passwords]] = {
    "bare": bare,
    "only-admin": only_admin,
    "demo": demo,
}
