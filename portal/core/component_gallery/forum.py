"""Forum: a bug report, its posts, what one can do there."""

from datetime import datetime

from django.templatetags.static import static
from django.utils.html import format_html

from .example import example, section
from .shell import PARIS

ODILE = {
    "name": "Odile Ménard",
    "initials": "OM",
    "line": "Bénévole, Foyer rural de Bréchigné",
    "date": datetime(2026, 11, 12, 18, 4, tzinfo=PARIS),
    "staff": False,
}
THOMAS = {
    "name": "Thomas Laurière",
    "initials": "TL",
    "line": "Équipe technique, Laval",
    "date": datetime(2026, 11, 14, 9, 12, tzinfo=PARIS),
    "staff": True,
}
SOLENE = {
    "name": "Solène Gaborit",
    "initials": "SG",
    "line": "Référente de Mayenne, du mardi au vendredi",
    "staff": True,
    "card": True,
    "url": "#",
    "link": "Lui écrire",
    "phone": "02 61 91 00 53",
}
LINKS = [
    {"title": "Répondre", "url": "#"},
    {"title": "Lien", "url": "#"},
    {"title": "Signaler un contenu", "url": "#"},
]


def trail(*, refused=False):
    """Four steps of a bug report, or three when it was refused."""
    steps = [
        {"title": "Signalé", "date": datetime(2026, 11, 12, tzinfo=PARIS), "line": "", "done": True},
        {"title": "Confirmé", "date": datetime(2026, 11, 13, tzinfo=PARIS), "line": "", "done": True},
    ]
    if refused:
        return [*steps, {"title": "Écarté", "line": "c’est le fonctionnement voulu", "refused": True}]
    return [
        *steps,
        {"title": "En cours", "line": "depuis le 14 novembre", "current": True},
        {"title": "Corrigé", "line": "prévu le 25 novembre"},
    ]


def forum_section():
    return section(
        "forum",
        "Le forum",
        example(
            "Traces, en travers",
            "trail",
            field="orange",
            across=True,
            trail={"label": "Avancement de la remontée", "steps": trail()},
        ),
        example("Traces, en colonne", "trail", trail={"label": "Avancement de la demande", "steps": trail()}),
        example(
            "Traces, refus", "trail", trail={"label": "Avancement de la demande écartée", "steps": trail(refused=True)}
        ),
        example("Message, avec capture", "post", post=_post(id="post-1", person=ODILE, shots=[_shot()])),
        example("Réponse retenue", "post", post=_post(id="post-2", person=THOMAS, kept=True)),
        example(
            "Message masqué",
            "post",
            post=_post(
                id="post-3",
                person={**ODILE, "name": "Jean-Paul Coutand", "initials": "JP"},
                hidden="Motif : un numéro de téléphone privé y figurait.",
                links=[],
            ),
        ),
        example("Qui aide", "person", field="pale", person=SOLENE),
        example("Moi aussi", "me_too", field="orange", me_too=_me_too()),
        example("Moi aussi, déjà dit", "me_too", field="orange", me_too={**_me_too(), "joined": True}),
        example(
            "En bref",
            "facts",
            facts=[
                {"term": "Service", "text": "Documents à plusieurs", "url": "#"},
                {"term": "Touche", "text": "tableaux de plus de 2 000 lignes", "url": ""},
            ],
        ),
        example(
            "Ça ressemble à",
            "links",
            links=[
                {"title": "Le document s’ouvre en lecture seule", "url": "#"},
                {"title": "Retrouver une ancienne version d’un fichier", "url": "#"},
            ],
        ),
    )


def _post(**more):
    body = format_html(
        "<p>{}</p><ol><li>{}</li><li>{}</li></ol>",
        "En attendant la mise à jour, voici comment travailler sans rien perdre :",
        "ouvrez le menu Fichier, puis Paramètres avancés ;",
        "passez la coédition de « rapide » à « stricte ».",
    )
    return {"body": body, "links": LINKS, **more}


def _shot():
    return {
        "url": static("img/screenshot-demo.svg"),
        "width": 720,
        "height": 380,
        "alt": "Tableau des adhésions ouvert ; un bandeau rouge annonce que le document n’a pas pu être enregistré.",
        "name": "capture-tableau.png",
        "size": "84 Ko",
    }


def _me_too():
    return {"count": 14, "text": "associations ont le même souci. Vous saurez quand ce sera corrigé.", "url": "#"}
