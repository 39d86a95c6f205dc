"""Home: the poster, the stall, the news, the next event, the people nearby."""

from datetime import date, datetime

from .example import example, section
from .shell import PARIS

CAULIFLOWER = {
    "name": "Fichiers et agendas",
    "summary": "Le nuage de l’association : dossiers, agendas et contacts, sur ordinateur et téléphone.",
    "software": "Nextcloud",
    "audience": "Pour les associations.",
    "url": "#",
    "action": "Ouvrir le nuage",
    "drawing": "cauliflower",
    "state": {"label": "Opérationnel", "kind": "done"},
}


def _service(name, summary, software, drawing, **more):
    return {
        **CAULIFLOWER,
        "name": name,
        "summary": summary,
        "software": software,
        "drawing": drawing,
        "audience": "Sans compte.",
        "action": "",
        "state": None,
        **more,
    }


def services():
    return [
        CAULIFLOWER,
        _service(
            "Documents à plusieurs",
            "Textes et tableaux écrits ensemble, enregistrés dans vos dossiers.",
            "OnlyOffice",
            "chard",
            state={"label": "Ralenti", "kind": "bad"},
        ),
        _service(
            "Pads",
            "Une page blanche à partager par un lien, pour un compte rendu pris à dix mains.",
            "Etherpad",
            "carrot",
        ),
        _service(
            "Sondages de dates", "Trouver le soir qui convient au bureau, sans vingt courriels.", "Framadate", "peas"
        ),
        _service(
            "Visioconférence",
            "Une réunion par un lien, depuis le navigateur.",
            "BigBlueButton",
            "pumpkin",
            state={"label": "À venir", "kind": "plan"},
        ),
        _service("Listes de diffusion", "Une adresse pour écrire à tout le conseil.", "Sympa", "leek"),
        _service("Formulaires", "Inscriptions et questionnaires.", "Nextcloud Forms", "radish"),
        _service("Tableaux de tâches", "Qui fait quoi, et pour quand.", "Nextcloud Deck", "beetroot"),
    ]


def home_section():
    return section(
        "accueil",
        "L’accueil",
        example("Étal", "stall", services=services()),
        example("Étal, un seul service", "stall", services=services()[:1]),
        example(
            "Porte du cours",
            "door_card",
            field="leaf",
            door=_door(5, 12, "Bonjour Odile, vous en êtes à la leçon 6", "Reprendre la leçon 6"),
        ),
        example(
            "Porte, cours pas commencé",
            "door_card",
            field="leaf",
            door={**_door(0, 12, "Quatre leçons, deux heures en tout", "Commencer"), "bed": None},
        ),
        example("Nouvelles", "news", news=_news()),
        example("Événement à venir", "ticket", ticket=_ticket()),
        example(
            "Événement complet",
            "ticket",
            ticket={
                **_ticket(),
                "id": "ticket-full",
                "heading": "",
                "action_url": "",
                "state": {"label": "Complet", "kind": "bad"},
            },
        ),
        example("Près de chez vous", "places", field="pale", places=_places()),
        example("Affiche", "poster", field="full", poster=_poster()),
    )


def _poster():
    return {
        "stamp": "Le chaton de la Ligue, à Laval",
        "title": "Vos fichiers entre de bonnes pattes",
        "lead": "FramaLigue héberge les dossiers, agendas et documents des associations des Pays de la Loire, sur des serveurs que vous pouvez venir voir.",
        "actions": [
            {"label": "Demander un compte", "url": "#", "kind": ""},
            {"label": "Utiliser sans compte", "url": "#", "kind": "quiet"},
        ],
    }


def _door(done, total, line, label):
    return {
        "line": line,
        "title": "Qu’est-ce qu’une plateforme ?",
        "bed": {"done": done, "total": total},
        "label": label,
        "url": "#",
    }


def _news():
    return [
        {
            "title": "Le rapport d’activité 2025 est en ligne",
            "url": "#",
            "summary": "Comptes, incidents, requêtes administratives : tout est dedans, en douze pages.",
            "date": date(2026, 11, 14),
        },
        {
            "title": "Un second disque pour les sauvegardes",
            "url": "#",
            "summary": "Vos fichiers sont désormais copiés chaque nuit dans deux bâtiments distincts.",
            "date": date(2026, 11, 6),
        },
        {
            "title": "Sans résumé, une nouvelle dont le titre est vraiment long et passe à la ligne au moins deux fois sur un téléphone",
            "url": "#",
            "summary": "",
            "date": date(2026, 10, 21),
        },
    ]


def _ticket():
    return {
        "id": "ticket-next",
        "heading": "Prochaine formation",
        "start": datetime(2026, 11, 26, 18, 0, tzinfo=PARIS),
        "title": "Prendre en main l’espace de son association",
        "url": "#",
        "facts": [
            {"term": "Heure", "text": "18 h à 20 h 30", "url": ""},
            {"term": "Lieu", "text": "Maison des associations, Ernonville", "url": ""},
            {"term": "Places", "text": "7 encore libres sur 12", "url": ""},
            {"term": "Tarif", "text": "gratuit", "url": ""},
        ],
        "label": "S’inscrire",
        "action_url": "#",
    }


def _places():
    return [
        {"code": "44", "name": "Maëlle Tessier", "url": "#", "line": "Loire-Atlantique, lundi et jeudi"},
        {"code": "53", "name": "Solène Gaborit", "url": "#", "line": "Mayenne, du mardi au vendredi"},
        {"code": "85", "name": "Personne pour le moment", "url": "", "line": "Vendée, écrivez à l’équipe régionale"},
    ]
