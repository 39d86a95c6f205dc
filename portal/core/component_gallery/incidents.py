"""Incidents: what goes wrong now, what went wrong, and how often."""

from datetime import date, datetime

from .example import example, section
from .shell import PARIS

LOG = [
    {
        "at": datetime(2026, 11, 18, 13, 40, tzinfo=PARIS),
        "title": "Cause identifiée",
        "text": "Le serveur de documents manquait de mémoire. Le redémarrage est prévu à 14 h 30 et durera deux minutes. Enregistrez avant.",
        "states": ["Documents à plusieurs : ralenti"],
    },
    {
        "at": datetime(2026, 11, 18, 10, 15, tzinfo=PARIS),
        "title": "Enquête en cours",
        "text": "L’ouverture prend entre vingt et quarante secondes.",
    },
    {
        "at": datetime(2026, 11, 17, 21, 40, tzinfo=PARIS),
        "title": "Premières alertes",
        "text": "Trois associations de Mayenne et de Sarthe nous écrivent. Merci à elles.",
    },
]


def incident_section():
    return section(
        "incidents",
        "Les incidents",
        example(
            "Incident en cours",
            "incident",
            incident={
                "id": 12,
                "title": "Les documents partagés s’ouvrent lentement",
                "url": "#",
                "state": {"label": "En cours depuis 4 h 25", "kind": "bad"},
                "log": LOG,
            },
        ),
        example(
            "Incident résolu",
            "incident",
            incident={
                "id": 11,
                "title": "Coupure de courant à Laval",
                "url": "",
                "state": {"label": "Résolu en 1 h 26", "kind": "done"},
                "log": LOG[:1],
            },
        ),
        example("Quatre-vingt-dix jours", "services", services=_services()),
        example("Un mois du journal", "month", month=_month(11, "")),
        example("Un mois replié", "month", month=_month(9, "Un incident, 18 minutes en tout.")),
    )


def _services():
    return [
        _service(
            "Fichiers et agendas",
            {"label": "Opérationnel", "kind": "done"},
            {"slow": [31], "down": [64], "unknown": []},
            "2 incidents, 1 h 44 en tout",
            "99,92 %",
        ),
        _service(
            "Documents à plusieurs",
            {"label": "Ralenti", "kind": "bad"},
            {"slow": [12, 58, 89], "down": [13], "unknown": []},
            "4 incidents, dont un en cours",
            "99,41 %",
        ),
        _service(
            "Pads",
            {"label": "Opérationnel", "kind": "done"},
            {"slow": [], "down": [], "unknown": []},
            "aucun incident",
            "100 %",
        ),
        _service(
            "Visioconférence",
            {"label": "Nouveau", "kind": "plan"},
            {"slow": [], "down": [], "unknown": list(range(70))},
            "suivi depuis vingt jours",
            "",
        ),
    ]


def _service(name, state, days, summary, rate):
    return {"name": name, "url": "#", "state": state, "days": days, "summary": summary, "rate": rate}


def _month(number, summary):
    return {
        "id": f"month-{number}",
        "date": date(2026, number, 1),
        "summary": summary,
        "incidents": [
            {
                "title": "Les fichiers ne se synchronisaient plus, 18 min",
                "url": "#",
                "text": "Certificat renouvelé trop tard. Depuis, une alerte part vingt jours avant l’échéance.",
                "at": datetime(2026, number, 4, 11, 2, tzinfo=PARIS),
            }
        ],
    }
