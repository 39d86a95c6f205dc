"""Sheets: two sides of A4."""

from .example import example, section


def sheet_section():
    return section("fiches", "Les fiches", example("Fiche", "leaflet", field="pale", sheet=_sheet()))


def _sheet():
    return {
        "number": 3,
        "title": "Nextcloud",
        "line": "Le bureau partagé de l’association : dossiers, agenda, contacts.",
        "drawing": "cauliflower",
        "what": "Un espace en ligne où l’association range ses fichiers et les retrouve sur tous ses appareils. Le logiciel est libre ; les données restent sur nos serveurs, à Laval.",
        "swaps": [
            {"instead_of": "Google Drive, Dropbox", "you_get": "Fichiers, avec dossiers d’équipe"},
            {"instead_of": "Word en pièce jointe", "you_get": "Un seul document, écrit à plusieurs"},
            {"instead_of": "WeTransfer", "you_get": "Un lien de partage qui expire"},
        ],
        "steps": [
            "Rangez d’abord trois dossiers : Bureau, Activités, Archives.",
            "Invitez une personne par commission, avec son propre compte.",
            "Posez l’agenda des réunions, et abonnez les téléphones.",
        ],
        "practices": [
            {
                "title": "Un compte, une personne",
                "text": "Un mot de passe partagé se perd avec le premier départ. Chaque bénévole a le sien.",
            },
            {
                "title": "Le dossier appartient à l’association",
                "text": "Créez un dossier d’équipe plutôt qu’un partage depuis le compte de la présidence.",
            },
            {"title": "La corbeille compte", "text": "Elle occupe votre espace. Videz-la à chaque rentrée."},
        ],
        "free": "Pour vous, 10 Go sont compris dans l’adhésion. Pour nous, un compte coûte de l’électricité, des disques et une part de salaire. Les comptes sont publiés chaque année.",
        "lessons": [
            {"title": "Leçon 6. Qu’est-ce qu’une plateforme ?", "url": "#"},
            {"title": "Leçon 11. Choisir ses outils libres", "url": "#"},
        ],
        "foot": "FramaLigue, fiche 3, novembre 2026",
        "credit": "CC BY-SA 4.0, Maëlle Tessier et Yannick Bodin",
    }
