"""Questions of a quiz answered in words: an answer to type, a text with gaps."""

from .example import example

_WHY = "Chaque relais lit l’adresse d’arrivée et passe le paquet au voisin."


def written_questions():
    return [
        example("Réponse à écrire", "typed", question=_typed("fresh")),
        example(
            "Réponse à écrire, envoyée vide",
            "question",
            fields="components/typed.html",
            question=_typed("empty") | {"error": "Écrivez d’abord une réponse."},
        ),
        example(
            "Réponse à écrire, à revoir",
            "question",
            fields="components/typed.html",
            question=_typed(
                "wrong",
                value="un switch",
                mark="wrong",
                answer="un routeur",
                feedback="Le switch relie les machines d’un même lieu.",
            )
            | {"verdict": {"right": False, "text": _WHY}},
        ),
        example("Texte à trous", "gaps", question=_gaps("fresh")),
        example(
            "Texte à trous, presque",
            "question",
            fields="components/gaps.html",
            question=_gaps("almost", ("paquets", "right"), ("commutateur", "wrong"))
            | {"verdict": {"right": False, "title": "Presque", "text": _WHY}},
        ),
    ]


def _typed(state, *, value="", mark="", answer="", feedback=""):
    field = {"id": f"typed-{state}", "name": f"typed-{state}", "value": value, "most": 100}
    return {
        "number": 5,
        "text": "Comment s’appelle la machine qui aiguille les messages ?",
        "name": f"typed-question-{state}",
        "choices": [],
        "typed": field | {"mark": mark, "answer": answer, "feedback": feedback},
    }


def _gaps(state, first=("", ""), second=("", "")):
    parts = {
        "number": 1,
        "id": f"gap-{state}-1",
        "name": f"gap-{state}.1",
        "label": "ce que devient le message",
        "value": first[0],
        "options": [],
        "mark": first[1],
        "answer": "",
        "feedback": "Oui, de petits morceaux numérotés." if first[1] else "",
    }
    relay = {
        "number": 2,
        "id": f"gap-{state}-2",
        "name": f"gap-{state}.2",
        "label": "la machine qui aiguille",
        "value": second[0],
        "options": [{"text": word, "chosen": word == second[0]} for word in ("routeur", "commutateur")],
        "mark": second[1],
        "answer": "routeur" if second[1] == "wrong" else "",
        "feedback": "",
    }
    return {
        "number": 6,
        "text": "Complétez la phrase.",
        "name": f"gaps-question-{state}",
        "choices": [],
        "hint": "Deux mots à trouver.",
        "passage": [
            {"text": "Un message est découpé en ", "gap": parts},
            {"text": ", que chaque ", "gap": relay},
            {"text": " passe au suivant.", "gap": None},
        ],
        "gaps": [parts, relay],
        "most": 100,
    }
