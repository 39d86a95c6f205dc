"""The few French pages of the sandbox: plain HTML, one linked stylesheet, nothing else."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

from .wire import Reply, html_reply

STYLE_PATH = "/core/css/demonstration.css"
PRODUCT = "Nuage de démonstration"
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def page(title: str, body: str, *, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    text = (
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} – {PRODUCT}</title>\n"
        f'<link rel="stylesheet" href="{STYLE_PATH}">\n</head>\n<body>\n'
        f'<header><p class="brand"><a href="/">{PRODUCT}</a></p></header>\n'
        f"<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n"
        "<footer><p>Ce n’est pas un vrai Nextcloud : ce serveur en imite les réponses pour montrer "
        "et éprouver le portail. Il garde des comptes, jamais de fichiers.</p></footer>\n</body>\n</html>\n"
    )
    return html_reply(status, text, SECURITY | (headers or {}))


def _alert(error: str) -> str:
    return f'<p class="alert" id="error" role="alert">{escape(error)}</p>' if error else ""


def _credentials(login: str, error: str) -> str:
    described = ' aria-describedby="error" aria-invalid="true"' if error else ""
    return (
        '<p><label for="user">Identifiant ou adresse électronique</label>'
        f'<input id="user" name="user" value="{escape(login)}" autocomplete="username" autocapitalize="none" '
        f'spellcheck="false" required{described}></p>'
        '<p><label for="password">Mot de passe</label>'
        f'<input id="password" name="password" type="password" autocomplete="current-password" '
        f"required{described}></p>"
    )


def sign_in(login: str = "", error: str = "", status: int = 200, *, by_portal: bool = False) -> Reply:
    portal = (
        '<p><a href="/apps/user_oidc/login/portail">Se connecter avec le portail</a>, '
        "sans autre mot de passe, ou&nbsp;:</p>"
        if by_portal
        else ""
    )
    body = (
        "<p>C’est ici que s’ouvre votre espace. Connectez-vous avec le compte que le portail "
        "a créé pour vous.</p>"
        f'{portal}{_alert(error)}<form method="post" action="/index.php/login">{_credentials(login, error)}'
        '<p><button type="submit">Se connecter</button></p></form>'
        '<p><a href="/index.php/lostpassword">Mot de passe oublié</a></p>'
    )
    return page("Se connecter", body, status=status)


def space(shown: dict[str, Any]) -> Reply:
    groups = "".join(f"<li>{escape(name)}</li>" for name in shown["group_names"])
    groups = f"<ul>{groups}</ul>" if groups else "Aucun"
    body = (
        f"<p>Bonjour {escape(shown['name'])}. Voici ce que ce nuage sait de votre compte.</p>"
        f"<dl><dt>Nom affiché</dt><dd>{escape(shown['name'])}</dd>"
        f"<dt>Identifiant</dt><dd>{escape(shown['id'])}</dd>"
        f"<dt>Adresse électronique</dt><dd>{escape(shown['email'] or 'Aucune')}</dd>"
        f"<dt>Groupes</dt><dd>{groups}</dd>"
        f"<dt>Espace</dt><dd>{escape(shown['quota_text'])}</dd></dl>"
        '<form method="post" action="/index.php/logout">'
        '<p><button type="submit">Se déconnecter</button></p></form>'
    )
    return page("Votre espace", body)


def grant(client: str, token: str, login: str = "", error: str = "", status: int = 200) -> Reply:
    body = (
        f"<p><strong>{escape(client)}</strong> demande à savoir quel compte est le vôtre.</p>"
        "<p>Votre mot de passe reste ici : il ne lui est pas transmis. Si vous n’avez rien demandé, "
        "fermez cette page.</p>"
        f'{_alert(error)}<form method="post" action="/index.php/login/v2/flow/{quote(token, safe="")}">'
        f"{_credentials(login, error)}"
        '<p><button type="submit">Autoriser l’accès</button></p></form>'
    )
    return page("Autoriser l’accès à votre compte", body, status=status)


def granted(client: str) -> Reply:
    body = (
        f"<p>C’est fait : <strong>{escape(client)}</strong> sait maintenant quel compte est le vôtre.</p>"
        "<p>Vous pouvez fermer cette page et revenir sur le portail.</p>"
    )
    return page("Accès autorisé", body)


def choose_password(action: str, login: str, error: str = "", status: int = 200) -> Reply:
    described = ' aria-describedby="error rule" aria-invalid="true"' if error else ' aria-describedby="rule"'
    body = (
        f"<p>Compte : <strong>{escape(login)}</strong></p>{_alert(error)}"
        f'<form method="post" action="{escape(action)}">'
        f'<input type="hidden" name="user" value="{escape(login)}" autocomplete="username">'
        '<p><label for="password">Nouveau mot de passe</label>'
        '<span class="hint" id="rule">Dix caractères au moins ; plusieurs mots font un bon mot de '
        "passe.</span>"
        f'<input id="password" name="password" type="password" autocomplete="new-password" minlength="10" '
        f"required{described}></p>"
        '<p><button type="submit">Choisir ce mot de passe</button></p></form>'
    )
    return page("Choisir un mot de passe", body, status=status)


def ask_for_link(error: str = "", status: int = 200) -> Reply:
    body = (
        "<p>Indiquez votre identifiant ou votre adresse : un lien pour choisir un mot de passe "
        "vous sera envoyé.</p>"
        f'{_alert(error)}<form method="post" action="/index.php/lostpassword">'
        '<p><label for="user">Identifiant ou adresse électronique</label>'
        '<input id="user" name="user" autocomplete="username" autocapitalize="none" spellcheck="false" '
        "required></p>"
        '<p><button type="submit">Recevoir le lien</button></p></form>'
    )
    return page("Mot de passe oublié", body, status=status)


def notice(title: str, text: str, *, status: int = 200) -> Reply:
    link = '<p><a href="/">Retour à la page de connexion</a></p>'
    return page(title, f"<p>{escape(text)}</p>{link}", status=status)


def untrusted_host() -> Reply:
    """The real page is in English and 400; only status and kind matter to a client."""
    return page("Adresse refusée", "<p>Ce serveur ne répond pas sous ce nom.</p>", status=400)


def quota_text(limit: int, used: int) -> str:
    def size(number: int) -> str:
        for unit, power in (("Go", 3), ("Mo", 2), ("ko", 1)):
            if number >= 1024**power:
                return f"{number / 1024**power:.1f}".rstrip("0").rstrip(".").replace(".", ",") + f" {unit}"
        return f"{number} octets"

    return f"{size(used)} occupés, sans limite" if limit < 0 else f"{size(used)} occupés sur {size(limit)}"
