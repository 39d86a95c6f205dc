"""Sheets: the blocks that only they have."""

from portal.core import markdown

from .example import example, section

SWAP = """
| Vous utilisez | Vous aurez |
| --- | --- |
| Google Drive, Dropbox | Fichiers, avec dossiers d’équipe |
| WeTransfer | Un lien de partage qui expire |
"""
STEPS = """
1. Rangez d’abord trois dossiers : Bureau, Activités, Archives.
2. Invitez une personne par commission, avec son propre compte.
3. Posez l’agenda des réunions, et abonnez les téléphones.
"""
PRACTICES = """
- **Un compte, une personne.** Un mot de passe partagé se perd avec le premier départ. Chaque bénévole a le sien.
- **La corbeille compte.** Elle occupe votre espace. Videz-la à chaque rentrée.
"""
FREE = """
Pour vous, 10 Go sont compris dans l’adhésion. Pour nous, un compte coûte de l’électricité, des disques et une part de
salaire. Les comptes sont publiés chaque année.
"""


def sheet_section():
    return section(
        "fiches",
        "Les fiches",
        example("Au lieu de", "blocks/swap", title="Au lieu de…", html=markdown.render(SWAP)),
        example("Premiers pas", "blocks/steps", title="Premiers pas", html=markdown.render(STEPS)),
        example("Bonnes habitudes", "blocks/practices", title="Bonnes habitudes", html=markdown.render(PRACTICES)),
        example("Et c’est gratuit ?", "blocks/free", title="", html=markdown.render(FREE)),
    )
