"""Account: how full the space is, what to do next."""

from .example import example, section


def account_section():
    return section(
        "compte",
        "Le compte",
        example("Jauge, bientôt pleine", "gauge", field="sun", gauge=_gauge(warning=_warning())),
        example(
            "Jauge, espace vide",
            "gauge",
            field="sun",
            gauge={
                "sum": "0 Go",
                "of": "utilisé sur 10 Go",
                "label": "Rien n’est encore utilisé sur 10 Go",
                "parts": [_part("Libre", "10 Go", 0, 100, "0")],
            },
        ),
        example(
            "Étapes",
            "steps",
            steps=[
                "Installez l’application Nextcloud depuis F-Droid ou le magasin de votre téléphone.",
                "Touchez « Se connecter », recopiez l’adresse ci-dessus.",
                "Entrez votre identifiant et votre mot de passe, puis autorisez l’accès.",
            ],
        ),
        example(
            "Étapes, sur un champ",
            "steps",
            field="pale",
            steps=["Rangez d’abord trois dossiers.", "Invitez une personne par commission."],
        ),
        example("Alerte", "warning", warning=_warning()),
    )


def _part(title, amount, start, share, kind):
    return {"title": title, "amount": amount, "start": start, "share": share, "kind": kind}


def _gauge(**more):
    return {
        "sum": "8,7 Go",
        "of": "utilisés sur 10 Go",
        "label": "8,7 Go utilisés sur 10 Go : 5,1 Go de documents, 2,4 Go de photos, 1,2 Go de corbeille",
        "parts": [
            _part("Documents", "5,1 Go", 0, 50.8, "1"),
            _part("Photos", "2,4 Go", 51.2, 23.6, "2"),
            _part("Corbeille", "1,2 Go", 75.2, 11.8, "3"),
            _part("Libre", "1,3 Go", 87, 13, "0"),
        ],
        **more,
    }


def _warning():
    return {
        "title": "Bientôt plein.",
        "text": "Au rythme de l’automne, il reste six semaines. La corbeille compte pour 1,2 Go.",
        "url": "#",
        "link": "Vider la corbeille",
    }
