"""Lists: rows, filters, pages, tables."""

from django.core.paginator import Paginator
from django.utils.html import format_html

from .example import example, section


def list_section():
    page = Paginator(range(1000), 20).get_page(7)
    return section(
        "listes",
        "Les listes",
        example("Filtres", "filters", filters={"label": "Filtrer les remontées", "choices": _choices()}),
        example("Rangées", "entries", entries=_entries()),
        example("Pages", "pagination", page=page, pages=page.paginator.get_elided_page_range(7), query=""),
        example("Tableau", "table", table=_table()),
        example("Barres, à côté de leur tableau", "bar_chart", chart=_chart()),
    )


def _chart():
    bars = [
        {"label": label, "shown": f"{value} %", "x": 0, "y": 40 * row, "number": None, "width": 4 * value}
        for row, (label, value) in enumerate([("Fichiers", 90), ("Pads", 35)])
    ]
    return {"title": "Usage", "bars": bars, "width": 400, "height": 80, "bar": 28}


def _choices():
    return [
        {"title": "Toutes", "url": "#", "count": 214, "current": True},
        {"title": "En cours", "url": "#", "count": 9, "current": False},
        {"title": "Corrigées", "url": "#", "count": 180, "current": False},
        {"title": "Les miennes", "url": "#", "count": None, "current": False},
    ]


def _entries():
    return [
        {
            "title": "Le tableau des adhésions refuse de s’enregistrer",
            "url": "#",
            "text": "Quand nous sommes deux dans le tableau, il affiche une erreur.",
            "meta": "Odile Ménard, il y a six jours",
            "state": {"label": "En cours", "kind": "doing"},
            "facts": ["9 réponses"],
        },
        {
            "title": "Une recherche",
            "url": "#",
            "text": format_html("Le nom d’un <mark>{}</mark> dans un résultat.", "pad"),
            "meta": "",
            "state": None,
            "facts": [],
        },
        {
            "title": "Depuis la mise à jour de lundi, le tableau des adhésions de la commission fêtes refuse de s’enregistrer à plusieurs",
            "url": "#",
            "text": "",
            "meta": "Amicale laïque du Lavoir",
            "state": {"label": "Corrigé", "kind": "done"},
            "facts": ["1 réponse"],
        },
    ]


def _table():
    return {
        "caption": "Requêtes administratives reçues",
        "head": [{"text": "Année", "num": False}, {"text": "Reçues", "num": True}, {"text": "Suivies", "num": True}],
        "rows": [
            [
                {"text": "2025", "url": "#", "bar": 600},
                {"text": "2", "num": True, "url": ""},
                {"text": "1", "num": True, "url": ""},
            ],
            [{"text": "2024", "url": ""}, {"text": "0", "num": True, "url": ""}, {"text": "0", "num": True, "url": ""}],
        ],
        "foot": [{"text": "En tout"}, {"text": "2", "num": True}, {"text": "1", "num": True}],
    }
