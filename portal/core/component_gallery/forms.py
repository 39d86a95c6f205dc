"""Forms: every kind of field, empty, wrong and closed."""

from django import forms

from .example import example, section


class SpaceForm(forms.Form):
    """A request with one field of each kind."""

    space = forms.IntegerField(
        label="Espace voulu, en Go",
        max_value=20,
        help_text="Vous avez 10 Go. Au-delà de 20, parlons-en de vive voix.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )
    email = forms.EmailField(
        label="Votre adresse",
        help_text="Elle n’est montrée à personne.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    why = forms.CharField(label="Pour ranger quoi ?", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    group = forms.ChoiceField(
        label="Pour quelle association ?",
        choices=[("", "Choisir…"), ("foyer", "Foyer rural de Bréchigné"), ("lavoir", "Amicale laïque du Lavoir")],
    )
    device = forms.ChoiceField(
        label="Vous y accéderez surtout depuis…",
        choices=[("phone", "un téléphone"), ("computer", "un ordinateur")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="Ce qui vous serait utile",
        required=False,
        choices=[("files", "ranger des fichiers"), ("agenda", "partager un agenda")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Plusieurs réponses possibles.",
    )
    terms = forms.BooleanField(label="J’ai lu les conditions d’utilisation, une page")


class ClosedForm(forms.Form):
    name = forms.CharField(
        label="Nom public",
        initial="Odile Ménard",
        disabled=True,
        help_text="Une demande est en cours : le nom pourra changer après.",
    )


def form_section():
    wrong = SpaceForm(
        {
            "space": "50",
            "email": "odile",
            "why": "Les photos des fêtes depuis 1998.",
            "group": "foyer",
            "topics": ["files"],
        },
        auto_id="wrong_%s",
    )
    return section(
        "formulaires",
        "Les formulaires",
        example("Formulaire vierge", "form_fields", field="form", form=SpaceForm(auto_id="blank_%s")),
        example("Formulaire à corriger", "form_fields", field="form", form=wrong),
        example("Champ fermé", "form_fields", field="form", form=ClosedForm(auto_id="closed_%s")),
        example("Recherche", "search_form", search={"q": "pad", "id": "demo-q"}),
    )
