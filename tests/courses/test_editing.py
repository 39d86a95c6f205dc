"""What authors do in /cms/: questions inside the lesson, errors in French, preview."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission

from accounts.people.roles import Role
from courses.models import LessonPage, Question
from courses.shipped import grant_rights
from tests.factories.people import UserFactory

from .conftest import LESSON

pytestmark = pytest.mark.django_db


def form_data(lesson, questions) -> dict:
    """What the browser sends for a lesson with these questions ({field: value}, with `id` for a known one)."""
    data = {
        "title": lesson.title, "slug": lesson.slug, "summary": lesson.summary, "minutes": lesson.minutes,
        "licence": "", "updated_on": "2026-11-02", "quiz_title": lesson.quiz_title, "seo_title": "",
        "search_description": "", "body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
        "questions-TOTAL_FORMS": len(questions), "questions-INITIAL_FORMS": sum("id" in one for one in questions),
        "questions-MIN_NUM_FORMS": "0", "questions-MAX_NUM_FORMS": "1000",
    }  # fmt: skip
    for index, question in enumerate(questions):
        values = {"explanation": "", "ORDER": index + 1, "DELETE": "", "id": ""} | question
        data |= {f"questions-{index}-{name}": value for name, value in values.items()}
    return data


def edit(lesson, questions):
    """The lesson's form as an author would send it."""
    form_class = LessonPage.get_edit_handler().get_form_class()
    return form_class(form_data(lesson, questions), instance=lesson, for_user=UserFactory())


def known(lesson, **changes):
    return [
        {"id": one.pk, "kind": one.kind, "text": one.text, "explanation": one.explanation, "answers": lines(one)}
        | changes.get(one.uid.replace("-", "_"), {})
        for one in lesson.questions.all()
    ]


def lines(question) -> str:
    from courses import grading

    return grading.kind(question.kind).lines(question.data)


def test_author_saves_a_lesson_unchanged_and_nothing_changes(lesson):
    before = list(lesson.questions.values_list("pk", "uid", "data"))
    form = edit(lesson, known(lesson))
    assert form.is_valid(), (form.errors, form.formsets["questions"].errors)
    form.save()
    assert list(Question.objects.filter(lesson=lesson).values_list("pk", "uid", "data")) == before


def test_author_adds_a_question(lesson):
    new = {"kind": "multiple", "text": "Nouvelle ?", "answers": "+ Oui | Bien.\n+ Aussi\n- Non | Pas ça."}
    form = edit(lesson, [*known(lesson), new])
    assert form.is_valid(), form.formsets["questions"].errors
    form.save()
    question = Question.objects.get(text="Nouvelle ?")
    assert question.uid.startswith("q-")
    assert [choice["id"] for choice in question.data["choices"]] == ["a", "b", "c"]
    assert question.data["choices"][2] == {"id": "c", "text": "Non", "right": False, "feedback": "Pas ça."}


def test_author_turns_a_question_into_another_kind(lesson):
    answers = "Poireau => Hiver | Gel.\nTomate => Été"
    form = edit(lesson, known(lesson, une_graine={"kind": "match", "answers": answers}))
    assert form.is_valid(), form.formsets["questions"].errors
    form.save()
    question = Question.objects.get(lesson=lesson, uid="une-graine")
    assert [pair["right"] for pair in question.data["pairs"]] == ["Hiver", "Été"]


def test_author_writes_a_short_answer_an_order_and_a_text_with_gaps(lesson):
    new = [
        {"kind": "short", "text": "Avec quoi ?", "answers": "+ L’arrosoir | Oui.\n+ arrosoir\n- La bêche | Non."},
        {"kind": "order", "text": "Dans quel ordre ?", "answers": "Préparer\nSemer | Sans tasser.\nArroser"},
        {"kind": "fill", "text": "Complétez.", "answers": (
            "De l’{{1}} et de la {{2}}.\n1: ce que l’on verse\n+ eau | Oui.\n2)\n+ chaleur\n- neige | Trop froide.")},
    ]  # fmt: skip
    form = edit(lesson, [*known(lesson), *new])
    assert form.is_valid(), form.formsets["questions"].errors
    form.save()
    short, order, fill = Question.objects.filter(lesson=lesson).order_by("sort_order")[4:]
    assert [answer["right"] for answer in short.data["answers"]] == [True, True, False]
    assert [item["id"] for item in order.data["items"]] == ["i1", "i2", "i3"]
    assert [gap["choose"] for gap in fill.data["gaps"]] == [False, True]
    again = edit(lesson, known(LessonPage.objects.get(pk=lesson.pk)))
    assert again.is_valid(), again.formsets["questions"].errors
    again.save()
    kept = Question.objects.filter(lesson=lesson).order_by("sort_order")[4:]
    assert [one.data for one in kept] == [short.data, order.data, fill.data]


@pytest.mark.parametrize(("kind", "answers", "message"), [
    ("single", "+ Oui\n+ Aussi", "une seule réponse peut être juste"),
    ("single", "- Non\n- Non plus", "aucune réponse n’est juste"),
    ("single", "Oui\nNon", "Ligne 1 : commencez par +"),
    ("single", "+ Oui", "il faut au moins deux réponses"),
    ("truefalse", "+ Vrai\n- Faux\n- Autre", "exactement deux réponses"),
    ("match", "Poireau : hiver", "Ligne 1 : écrivez la ligne"),
    ("short", "- La bêche | Non.", "aucune réponse n’est juste"),
    ("short", "+ L’eau\n- l'EAU", "« l'EAU » est là deux fois"),
    ("short", "+ " + "a" * 101, "100 caractères au plus"),
    ("order", "Semer\nArroser", "il faut au moins trois lignes"),
    ("order", "Semer\nArroser\nSemer", "est là deux fois"),
    ("fill", "Un {{1}} et un {{2}}.\n1: outil\n+ bêche", "autant qu’il en est décrit"),
    ("fill", "Un {{1}}.\n1: outil\n- bêche", "trou 1 : aucune réponse n’est juste"),
    ("fill", "Un {{1}}.\n1) outil\n+ bêche", "a aussi besoin d’une réponse fausse"),
    ("fill", "Un {{1}}.\n+ bêche", "Ligne 2 : après le texte vient"),
    ("fill", "Sans trou.", "il faut au moins un trou"),
])  # fmt: skip
def test_author_is_told_in_french_what_is_wrong(lesson, kind, answers, message):
    form = edit(lesson, known(lesson, une_graine={"kind": kind, "answers": answers}))
    assert not form.is_valid()
    told = " ".join(form.formsets["questions"].errors[0]["answers"]).replace("\xa0", " ")
    assert message in told


# Wagtail leaves the file of a fresh thumbnail to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_author_edits_and_previews_in_the_administration(client, lesson, index):
    grant_rights(index)
    author = UserFactory(author=True)
    client.force_login(author)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    assert page.status_code == 200
    assert "Une réponse par ligne" in page.content.decode()
    preview = client.post(reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk]), form_data(lesson, [
        {"kind": "single", "text": "Vue en aperçu ?", "answers": "+ Oui\n- Non"},
        {"kind": "short", "text": "En un mot ?", "answers": "+ oui"},
        {"kind": "order", "text": "Dans l’ordre ?", "answers": "un\ndeux\ntrois"},
        {"kind": "fill", "text": "Trou.", "answers": "Un {{1}}.\n1: légume en aperçu\n+ chou"}]))  # fmt: skip
    assert preview.json()["is_valid"], preview.content
    shown = client.get(reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk]))
    for words in ("Vue en aperçu", "Votre réponse", "Un numéro par ligne, de 1", "légume en aperçu"):
        assert words in shown.content.decode()
    assert "Vue en aperçu" not in client.get(LESSON).content.decode()


def test_author_may_write_and_publish_courses_and_nothing_else(index, course):
    grant_rights(index)
    grant_rights(index)
    author = UserFactory(author=True)
    may = course.permissions_for_user(author)
    assert may.can_edit() and may.can_publish() and may.can_add_subpage()
    assert not index.get_parent().permissions_for_user(author).can_edit()
    group = Group.objects.get(name=Role.AUTHOR.value)
    assert GroupPagePermission.objects.filter(group=group, page=index).count() == 5


def test_member_does_not_enter_the_administration(client, lesson):
    client.force_login(UserFactory())
    assert client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).status_code == 302
