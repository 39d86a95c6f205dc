"""Course: outline, reading, quiz."""

from django.templatetags.static import static
from django.utils.html import format_html

from portal.core.peertube import Video

from .example import example, section
from .written_questions import written_questions

SEQUENCES = [
    (
        "Internet, comment ça marche ?",
        [
            "Une histoire d’Internet",
            "Le trajet d’un message",
            "La neutralité du net",
            "Réseau social ou média social ?",
        ],
    ),
    (
        "Les géants du web, quel problème ?",
        [
            "Qui sont les géants ?",
            "Qu’est-ce qu’une plateforme ?",
            "Vos données, leur marché",
            "Qui décide de ce que l’on voit ?",
        ],
    ),
]


def course_sections():
    return [
        section("cours", "Le cours", *_reading()),
        section("quiz", "Les questions", *_quiz()),
    ]


def outline(current=6):
    """The plan as the reader of lesson ``current`` sees it, everything before it read."""
    number, sequences = 0, []
    for title, lessons in SEQUENCES:
        rows = []
        for lesson in lessons:
            number += 1
            rows.append(
                {"number": number, "title": lesson, "url": "#", "done": number < current, "current": number == current}
            )
        sequences.append({"title": title, "lessons": rows})
    return {"bed": {"done": current - 1, "total": number}, "sequences": sequences}


def _reading():
    return [
        *(
            example(f"Avancée, {done} sur {total}", "progress", bed={"done": done, "total": total})
            for done, total in [(0, 4), (1, 1), (5, 12), (12, 12), (17, 40)]
        ),
        example("Plan du cours", "outline", outline=outline()),
        example("Figure, avec tout ce qu’elle dit en mots", "blocks/figure", **_figure()),
        example("Mot expliqué", "blocks/gloss", title="Plateforme", anchor="plateforme", inline=_PLATFORM),
        example("À vous de jouer", "blocks/activity", title="Qui possède quoi ?", html=_activity()),
        example(
            "Bon à savoir",
            "blocks/note",
            title="",
            html=_paragraph("Un courriel de 1 Mo traverse en moyenne quinze équipements."),
        ),
        example(
            "Un cas de la vie associative",
            "blocks/case",
            title="La chorale et sa page",
            html=_paragraph("Quand la page a été fermée, personne n’avait la liste des choristes."),
        ),
        example(
            "Vidéo chez un autre hébergeur",
            "foreign_video",
            video=Video("peertube.example", "9c9de5e8-0a1e"),
            page_url="/demo/composants/",
        ),
        example("Vidéo qui manque", "foreign_video", video=None, page_url=""),
        example("Portes", "doors", doors=_doors()),
        example(
            "Portes, première leçon", "doors", doors={**_doors(), "label": "Leçons voisines, début", "previous": None}
        ),
    ]


_PLATFORM = "Service en ligne qui met en relation des personnes ou des organisations, et qui en garde la maîtrise technique et commerciale."


def _paragraph(words):
    return format_html("<p>{}</p>", words)


def _activity():
    return format_html(
        "<p>{}</p><ol><li>{}</li><li>{}</li></ol>",
        "Choisissez un service que votre association utilise chaque semaine. Cherchez :",
        "qui le possède, et où sont les serveurs ;",
        "où se trouve le bouton « Exporter mes données ».",
    )


def _doors():
    return {
        "label": "Leçons voisines",
        "previous": {"title": "Qui sont les géants ?", "line": "Leçon 5, précédente", "url": "#"},
        "next": {"title": "Vos données, leur marché", "line": "Leçon 7, suivante", "url": "#"},
    }


def _figure():
    drawing = {"is_svg": True, "title": "Schéma : un réseau centralisé", "width": 240, "height": 236}
    return {
        "image": {**drawing, "file": {"url": static("img/plate-tower.svg")}},
        "caption": "Chaque maison doit passer par la tour pour parler à sa voisine.",
        "description": _paragraph(
            "Six traits partent d’une tour centrale, surmontée d’un œil, vers six maisons : aucun trait ne relie deux maisons."
        ),
    }


def _choice(value, text, mark="", *, chosen=False):
    return {"value": value, "text": text, "mark": mark, "chosen": chosen}


def _quiz():
    order = "Sur une plateforme, qui fixe l’ordre dans lequel les annonces apparaissent ?"
    leave = "Qu’est-ce qui rend difficile de quitter une plateforme ?"
    fresh = [
        _choice("a", "Les personnes qui publient"),
        _choice("b", "L’entreprise qui possède la plateforme"),
        _choice("c", "Le hasard"),
    ]
    right = [fresh[0], _choice("b", "L’entreprise qui possède la plateforme", "right", chosen=True), fresh[2]]
    mixed = [
        _choice("a", "Nos contacts y sont", "right", chosen=True),
        _choice("b", "La loi interdit d’emporter ses données", "wrong", chosen=True),
        _choice("c", "Les formats ne se relisent pas ailleurs", "missed"),
    ]
    return [
        example(
            "Question, sans réponse",
            "question",
            question={"number": 1, "text": order, "name": "q1", "many": False, "choices": fresh},
        ),
        example(
            "Question, envoyée vide",
            "question",
            question={
                "number": 1,
                "text": order,
                "name": "q1-empty",
                "many": False,
                "choices": fresh,
                "error": "Choisissez une réponse, ou passez à la suite.",
            },
        ),
        example(
            "Question, juste",
            "question",
            question={
                "number": 1,
                "text": order,
                "name": "q1-right",
                "many": False,
                "choices": right,
                "verdict": {
                    "right": True,
                    "text": "L’algorithme de classement appartient à l’entreprise, qui peut le changer sans prévenir.",
                },
            },
        ),
        example(
            "Question à plusieurs réponses, à revoir",
            "question",
            question={
                "number": 2,
                "text": leave,
                "name": "q2",
                "many": True,
                "choices": mixed,
                "verdict": {
                    "right": False,
                    "text": "L’article 20 du RGPD vous donne le droit de récupérer vos données.",
                    "url": "#",
                },
            },
        ),
        example(
            "Question close",
            "question",
            question={"number": 3, "text": order, "name": "q3", "many": False, "choices": fresh, "disabled": True},
        ),
        example("Associations", "question", question=_match()),
        *written_questions(),
    ]


def _match():
    options = [
        {"value": "network", "text": "L’effet de réseau"},
        {"value": "free", "text": "La gratuité apparente"},
        {"value": "format", "text": "Le format fermé"},
    ]
    pairs = [
        {
            "id": "m1",
            "name": "m1",
            "text": "La chorale dont le public suit la page",
            "chosen": "network",
            "mark": "right",
        },
        {
            "id": "m2",
            "name": "m2",
            "text": "Le ciné-club et ses 900 affiches en ligne",
            "chosen": "free",
            "mark": "wrong",
            "answer": "Le format fermé",
            "feedback": "Les affiches se déposent d’un clic et se récupèrent une par une.",
        },
        {"id": "m3", "name": "m3", "text": "Le club de tir à l’arc", "chosen": "", "mark": ""},
    ]
    return {
        "number": 4,
        "text": "Associez chaque association à ce qui la retient.",
        "name": "q4",
        "choices": [],
        "pairs": pairs,
        "options": options,
    }
