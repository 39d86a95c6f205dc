"""Shell: what stands on every page."""

from datetime import datetime
from zoneinfo import ZoneInfo

from .example import example, section

PARIS = ZoneInfo("Europe/Paris")
INCIDENT = {
    "title": "Documents partagés ralentis",
    "url": "/incidents/12/",
    "summary": "Vos fichiers restent intacts et accessibles.",
    "started_at": datetime(2026, 11, 18, 9, 40, tzinfo=PARIS),
}
COMING_TEXT = {
    "title": "Conditions générales d’utilisation",
    "day": datetime(2026, 12, 24, tzinfo=PARIS),
    "reason": "Le quota de l’espace partagé y est dit.",
    "url": "/cgu/1-2/",
}
SECOND_INCIDENT = {**INCIDENT, "title": "Pads en panne", "url": "/incidents/13/", "summary": "Nous cherchons."}


def shell_section():
    return section(
        "cadre",
        "Le cadre",
        *(example(f"Action, {name}", "flap", **context) for name, context in _flaps()),
        *(example(f"État, {name}", "state", label=label, kind=kind) for name, label, kind in _states()),
        example("Tampon", "stamp", label="Le chaton de la Ligue, à Laval"),
        example("Incident en cours", "notice", field="full", ongoing_incidents=[INCIDENT]),
        example("Plusieurs incidents en cours", "notice", field="full", ongoing_incidents=[SECOND_INCIDENT, INCIDENT]),
        example(
            "Juste après un succès", "told", field="full", told={"title": "C’est envoyé", "text": _SENT, "bad": False}
        ),
        example("Ce qui n’a pas pu se faire", "told", field="full", told={"title": "", "text": _FAILED, "bad": True}),
        example("Une règle change bientôt", "coming_texts", field="full", coming_texts=[COMING_TEXT]),
        *_title_bands(),
        example(
            "Rien pour l’instant",
            "empty",
            empty={"title": "Aucune demande pour le moment", "text": _EMPTY, "label": "Demander un compte", "url": "#"},
        ),
    )


_SENT = "Solène Gaborit, référente de Mayenne, répond en deux jours ouvrés. Vous recevrez un courriel."
_FAILED = "Le nuage ne répond pas. Votre demande est gardée : elle partira dès qu’il sera revenu."
_EMPTY = "Vous verrez ici chaque demande faite pour votre association, et où elle en est."


def _flaps():
    return [
        ("lien", {"label": "Demander un compte", "href": "#"}),
        ("bouton", {"label": "Envoyer la demande"}),
        ("calme", {"label": "Utiliser sans compte", "href": "#", "kind": "quiet"}),
        (
            "dorée, sur un champ sombre",
            {"label": "Commencer par la leçon 1", "href": "#", "kind": "gold", "field": "leaf"},
        ),
        ("qui efface", {"label": "Supprimer le compte", "kind": "stop"}),
        ("indisponible", {"label": "Complet", "disabled": True}),
        (
            "au long libellé",
            {"label": "Demander un espace partagé pour toutes les commissions de l’association", "href": "#"},
        ),
    ]


def _states():
    return [
        ("opérationnel", "Opérationnel", "done"),
        ("en cours", "En cours de correction", "doing"),
        ("ennui", "Ralenti", "bad"),
        ("à venir", "Maintenance prévue", "plan"),
        ("neutre", "Ouvert", ""),
    ]


def _title_bands():
    crumbs = [{"title": "Se former", "url": "#"}, {"title": "Internet, reprendre le contrôle", "url": "#"}]
    lesson = {
        "title": "Qu’est-ce qu’une plateforme ?",
        "field": "leaf",
        "crumbs": crumbs,
        "facts": ["Leçon 6 sur 12", "25 minutes", "Vidéo : non", "Licence CC BY-SA"],
        "art": "img/watering-can.svg",
        "art_width": 400,
        "art_height": 240,
    }
    incidents = {
        "title": "Un service ralenti, quatre en ordre",
        "field": "night",
        "lead": "Le chat veille. Vos fichiers sont intacts.",
        "links": [{"label": "M’avertir par courriel", "url": "#"}, {"label": "Flux Atom", "url": "#"}],
        "art": "img/cat-watching.svg",
        "art_width": 440,
        "art_height": 240,
    }
    long = {
        "title": "Depuis la mise à jour de lundi, le tableau des adhésions de la commission fêtes refuse de s’enregistrer à plusieurs",
        "field": "orange",
        "state": {"label": "Confirmé", "kind": "doing"},
        "facts": ["Remontée de bug nº 214", "9 réponses"],
    }
    return [
        example("Titre, leçon", "title_band", field="full", band=lesson),
        example("Titre, incidents", "title_band", field="full", band=incidents),
        example("Titre, très long, sans dessin", "title_band", field="full", band=long),
        example("Titre, le plus simple", "title_band", field="full", band={"title": "Agenda"}),
    ]
