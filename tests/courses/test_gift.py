"""Question banks in GIFT: what Moodle writes is read, what is written says the same, a broken file changes nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from courses.exchange.actions import add_questions
from courses.exchange.files import QuestionFile
from courses.exchange.gift_reading import read_gift
from courses.exchange.gift_writing import write_gift
from courses.exchange.reading import read_course
from courses.models import LessonPage, Question
from courses.shipped import CONTENT

ADDRESS = "cours-de-jardin/choisir-ses-graines"


def read(text: str):
    return read_gift(text.encode(), path="banque.gift")


def only(text: str) -> QuestionFile:
    bank = read(text)
    assert not bank.errors and not bank.skipped, (bank.errors, bank.skipped)
    (question,) = bank.questions
    return question


def choices(question: QuestionFile) -> list[tuple]:
    return [(one["text"], one["right"], one["feedback"]) for one in question.data["choices"]]


MOODLE = """// question: 0  name: Switch category to $course$/top/Jardin
$CATEGORY: $course$/top/Jardin


// question: 12  name: Q1 [id:graines]
::Q1::[html]<p>Que donne une graine <b>reproductible</b>&nbsp;?</p>{
\t=<p>La même plante</p>#<p>Oui.</p>
\t~<p>Une <em>autre</em></p>#<p>Non \\: hybride.</p>
\t####<p>On la ressème.<br>Toujours.</p>
}


// plusieurs réponses
::Q2:: Que faut-il ? {
   ~%50%De l'eau#oui ~%50%De la chaleur
   ~%-100%De l'argent
}

::vrai-ou-faux::La terre est ronde{TRUE#Regardez la Lune.#Oui.####Depuis Ératosthène.}

Un sachet porte {=une date ~un prix ~un nom} de péremption.

::a-relier::Reliez{
=Le poireau -> L'hiver
=La tomate->L'été
}
"""


def test_what_moodle_writes_is_read():
    bank = read(MOODLE)
    assert not bank.errors and not bank.skipped
    html, several, truth, gap, match = bank.questions
    assert (html.uid, html.kind) == ("graines", "single")
    assert html.text == "Que donne une graine **reproductible**\u00a0?"
    assert choices(html) == [("La même plante", True, "Oui."), ("Une *autre*", False, "Non : hybride.")]
    assert html.explanation == "On la ressème. Toujours."
    assert several.kind == "multiple"
    assert choices(several) == [
        ("De l'eau", True, "oui"), ("De la chaleur", True, ""), ("De l'argent", False, "")]  # fmt: skip
    assert (truth.uid, truth.explanation) == ("vrai-ou-faux", "Depuis Ératosthène.")
    assert choices(truth) == [("Vrai", True, "Oui."), ("Faux", False, "Regardez la Lune.")]
    assert gap.text == "Un sachet porte _____ de péremption." and gap.kind == "single"
    assert [(pair["left"], pair["right"]) for pair in match.data["pairs"]] == [
        ("Le poireau", "L'hiver"), ("La tomate", "L'été")]  # fmt: skip
    assert [str(note) for note in bank.notes] == [
        "banque.gift:2: categories are not kept",
        "banque.gift:14: points are counted as always here: right answers alike, each wrong one takes as much off",
    ]


def test_answers_to_type_are_right_or_wrong():
    question = only(r"Quel signe ? {=%100%\*#Oui. =l'étoile =%0%\=#Non. =%0.0%a_b}")
    assert question.kind == "short"
    assert [(one["text"], one["right"], one["feedback"]) for one in question.data["answers"]] == [
        ("*", True, "Oui."), ("l'étoile", True, ""), ("=", False, "Non."), ("a_b", False, "")]  # fmt: skip


def test_escapes_are_signs_again():
    question = only(r"::a\:b::f(x) \= \{1\} \~ \# \\ fin\n suite {=\=oui\#1 -\> ~n\:on}")
    assert question.text == r"f(x) = {1} ~ # \\ fin suite"
    assert [one["text"] for one in question.data["choices"]] == [r"=oui#1 -\\>", "n:on"]


def test_formats_say_how_a_text_is_read():
    plain = only("2 * 3 * 4 [x](y) < 5 {=a_b ~[markdown]*oui*}")
    assert plain.text == r"2 \* 3 \* 4 \[x\](y) \< 5"
    assert [one["text"] for one in plain.data["choices"]] == [r"a\_b", "*oui*"]
    assert only("[markdown]**Oui** *non* {=a ~b}").text == "**Oui** *non*"
    assert only("[plain]<b>Balise</b> {=a ~b}").text == r"\<b>Balise\</b>"
    assert only("[html]<a href='https://exemple.example/'>Là</a> &lt;b&gt; {=a ~b}").text == (
        r"[Là](<https://exemple.example/>) \<b>"
    )


NOT_HERE = [
    ("Combien ? {#3:2}", "numerical"), ("Dites-nous. {}", "essay"), ("Lisez ceci.", "description"),
    ("Qui ? {=%50%Ada =Lovelace}", "part of the points"), ("Qui ? {=Ada*}", "* stands for any words"),
    ("[html]Qui ? {=<p>Ada</p>}", "with HTML in it"),
    ("Un ? {=a ~%50%b ~c}", "several of which give points"), ("Un ? {=a =b ~c}", "several of which give points"),
    ("Reliez {=a -> 1 =b -> 2 = -> 3}", "belongs to no line"), ("[html]<img src='x.png'> {=a ~b}", "<img>"),
    ("[html]<table><tr><td>1</td></tr></table> {=a ~b}", "<table>"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), NOT_HERE)
def test_what_cannot_be_asked_here_is_named_with_its_line(text, why):
    bank = read(f"// un\n\n::ok::Oui ?{{=a ~b}}\n\n// deux\n{text}\n")
    assert [error.line for error in bank.skipped] == [6] and why in str(bank.skipped[0])
    assert [one.uid for one in bank.questions] == ["ok"] and not bank.errors


BROKEN = [
    ("Un ? {=a ~b", 1, "do not match"), ("Un ? =a ~b}", 1, "do not match"), ("Un ?\n} {", 2, "do not match"),
    ("Un ? {=a ~b} et\n{=c ~d}", 2, "second pair"), ("Un ? {=a\n~\n}", 2, "no words"), ("Un ? {=a ~}", 1, "no words"),
    ("Un ? {x\n=a ~b}", 1, "must begin"), ("Un ? {~a ~b}", 1, "juste"), ("Un ? {~%100%a}", 1, "deux"),
    ("Reliez {=a -> 1\n=b}", 2, "to match"), ("Reliez {=a -> 1 =b -> 1}", 1, "deux"), ("{=a ~b}", 1, "no words"),
    (f"{'x' * 1001} {{=a ~b}}", 1, "at most 1000"), ("Un ? {=a ~{b}", 1, "brace"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "why"), BROKEN)
def test_what_is_broken_is_named_with_its_line(text, line, why):
    bank = read(f"::ok::Oui ?{{=a ~b}}\n\n{text}\n")
    assert [error.line for error in bank.errors] == [line + 2], bank
    assert why in str(bank.errors[0]), bank.errors[0]


@pytest.mark.parametrize("content", [b"\xe9t\xe9 {=a ~b}", "x\ufdd0 {=a ~b}".encode(), b"a\0 {T}", b"x" * 2_000_001])
def test_what_is_no_text_is_refused(content):
    bank = read_gift(content, path="banque.gift")
    assert len(bank.errors) == 1 and "not readable text" in str(bank.errors[0]) and not bank.questions


def test_hostile_lengths_take_no_time():
    for text in (
        "\\" * 200_000 + "{=a ~b}",
        "{" * 200_000,
        "[" * 200_000 + "{=a ~b}",
        "~%" * 100_000 + "{=a}",
        ":" * 200_000,
    ):
        read(text)


def without_ids(question: QuestionFile) -> list:
    (items,) = question.data.values()
    items = [sorted((key, str(value)) for key, value in item.items() if key != "id") for item in items]
    return sorted(items) if question.kind == "truefalse" else items


def question(kind="single", **data) -> QuestionFile:
    return QuestionFile("une-question", kind, "Texte", "Parce que.", data)


def choice(text, right=False, feedback="") -> dict:
    return {"id": "a", "text": text, "right": right, "feedback": feedback}


def answer(text, right=False, feedback="") -> dict:
    return {"text": text, "right": right, "feedback": feedback}


SIGNS = "a\\b #c =d ~e {f} g:h [html] %50% -> // ::x:: `n` \\n **gras** <b> &amp; «\u00a0é\u202f!\u00a0»"
ROUND = [
    question(choices=[choice(SIGNS, True, SIGNS), choice(f"%50%{SIGNS}"), choice(f"[html]{SIGNS}", False, "[plain]")]),
    question("multiple", choices=[choice("%50%", True), choice("[x]", True, "=oui"), choice("c", True), choice("d")]),
    question("truefalse", choices=[choice("Vrai", False, "Non#"), choice("Faux", True, "Oui=")]),
    question("truefalse", choices=[choice("Faux", False), choice("Vrai", True, "Seul")]),
    question("truefalse", choices=[choice("Vrai", True), choice("Faux", False)]),
    question("short", answers=[answer("* a", True, "Oui #1"), answer("5 %", True), answer("%5% <b> ="), answer("[d]")]),
    question("match", pairs=[{"id": "p1", "left": "a=b", "right": SIGNS, "feedback": "Un # deux"},
                             {"id": "p2", "left": "#2", "right": "~", "feedback": ""}]),
]  # fmt: skip


@pytest.mark.parametrize("asked", ROUND)
def test_what_is_written_is_read_back(asked):
    text, _notes = write_gift([asked], name="cours/lecon")
    back = only(text)
    assert (back.uid, back.kind, back.text, back.explanation) == (asked.uid, asked.kind, "Texte", "Parce que.")
    if asked.kind == "short":
        assert back.data == asked.data
    elif asked.kind == "match":
        assert [dict(pair, id="") for pair in back.data["pairs"]] == [dict(pair, id="") for pair in asked.data["pairs"]]
    else:
        assert set(choices(back)) == set(choices(asked))


def test_several_right_answers_share_the_points_as_moodle_wants():
    three = question("multiple", choices=[choice("a", True), choice("b", True), choice("c", True), choice("d")])
    text, _notes = write_gift([three], name="cours/lecon")
    assert text.count("~%33.33333%") == 3 and "~%-33.33333%d" in text


def test_what_gift_cannot_say_stays_as_a_comment_and_is_told():
    strange = QuestionFile("a-ranger", "order", "Rangez", "", {"steps": [{"id": "s1", "text": "Un"}]})
    arrow = question(
        "match", pairs=[{"id": "p1", "left": "a -> b", "right": "1"}, {"id": "p2", "left": "c", "right": "2"}]
    )
    own_words = question("truefalse", choices=[choice("Oui", True), choice("Non")])
    text, notes = write_gift([strange, arrow, own_words], name="cours/lecon")
    assert [note.partition(":")[0] for note in notes] == ["a-ranger", "une-question", "une-question"]
    assert "no form in GIFT; kept as a comment" in notes[0] and "otherwise; kept as a comment" in notes[1]
    assert '//       - id: s1\n//         text: "Un"' in text and "//   - id: a-ranger" in text
    assert [one.kind for one in read(text).questions] == ["single"]


@pytest.mark.parametrize("path", sorted(CONTENT.glob("*/course.yaml")), ids=lambda path: path.parent.name)
def test_every_shipped_question_goes_out_and_comes_back(path):
    every = [one for lesson in read_course(path.parent).lessons for one in lesson.questions]
    questions = [one for one in every if one.kind in ("single", "multiple", "truefalse", "match", "short")]
    text, notes = write_gift(every, name="cours")
    bank = read(text)
    assert len(questions) >= 20 and sum("kept as a comment" in note for note in notes) == len(every) - len(questions)
    assert [(one.uid, one.kind, one.text, one.explanation) for one in bank.questions] == [
        (one.uid, one.kind, one.text, one.explanation) for one in questions
    ]
    for back, asked in zip(bank.questions, questions, strict=True):
        assert without_ids(back) == without_ids(asked)


@pytest.mark.django_db
def test_a_lesson_goes_out_and_its_questions_are_added_to_a_draft(course, lesson, tmp_path):
    bank, out = tmp_path / "banque.gift", StringIO()
    call_command("export_gift", ADDRESS, bank, stdout=out)
    assert "4 questions" in out.getvalue() and "associer: GIFT has no feedback" in out.getvalue()
    before = list(Question.objects.values())
    call_command("import_gift", bank, ADDRESS, stdout=StringIO())
    assert list(Question.objects.values()) == before, "the public sees nothing of it yet"
    lesson.refresh_from_db()
    assert lesson.has_unpublished_changes and lesson.live
    draft = lesson.get_latest_revision_as_object()
    assert [one.uid for one in draft.questions.all()] == [
        "une-graine", "vrai-ou-faux", "plusieurs", "associer",
        "une-graine-2", "vrai-ou-faux-2", "plusieurs-2", "associer-2"]  # fmt: skip
    lesson.get_latest_revision().publish()
    rows = list(Question.objects.filter(lesson=lesson).order_by("sort_order"))
    assert [one.text for one in rows[:4]] == [one.text for one in rows[4:]]
    assert [one.pk for one in rows[:4]] == [one["id"] for one in before if one["lesson_id"] == lesson.pk]
    assert rows[7].data["pairs"][0]["feedback"] == "Il tient au gel."


@pytest.mark.django_db
def test_questions_are_added_to_what_an_author_is_writing(lesson):
    draft = lesson.get_latest_revision_as_object()
    draft.title = "En chantier"
    draft.questions.add(Question(uid="de-l-auteur", kind="single", text="Oui ?", data={}, sort_order=4))
    draft.save_revision()
    names = add_questions(lesson=lesson, questions=[question(choices=[choice("a", True), choice("b")])])
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    assert draft.title == "En chantier"
    assert [one.uid for one in draft.questions.all()][-2:] == ["de-l-auteur", *names]


@pytest.mark.django_db
def test_all_or_nothing_unless_told_to_skip(course, lesson, tmp_path):
    bank = tmp_path / "banque.gift"
    bank.write_text("::a::Un ?{=a ~b}\n\n::b::Combien ?{#3}\n")
    revision, errors = lesson.latest_revision_id, StringIO()
    with pytest.raises(CommandError, match="1 questions cannot be taken; nothing was changed"):
        call_command("import_gift", bank, ADDRESS, stderr=errors)
    assert "banque.gift:3: not expressible here: a numerical question" in errors.getvalue()
    lesson.refresh_from_db()
    assert lesson.latest_revision_id == revision
    out = StringIO()
    call_command("import_gift", bank, ADDRESS, "--skip", stdout=out)
    assert "1 questions added" in out.getvalue() and "banque.gift:3: not expressible" in out.getvalue()
    bank.write_text("::a::Un ?{=a ~b}\n\n::b::Deux ?{=a\n")
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("import_gift", bank, ADDRESS, "--skip", stderr=StringIO())
    bank.write_text("Lisez.\n")
    with pytest.raises(CommandError, match="no question that can be asked here"):
        call_command("import_gift", bank, ADDRESS, "--skip", stderr=StringIO())


@pytest.mark.django_db
def test_wrong_names_and_files_are_told(course, tmp_path):
    there = tmp_path / "banque.gift"
    there.write_text("à moi")
    for arguments, why in [
        (("export_gift", "cours-de-jardin/rien", tmp_path / "x"), "no lesson `cours-de-jardin/rien`"),
        (("export_gift", "rien", tmp_path / "x"), "no lesson `rien`"),
        (("export_gift", ADDRESS, there), "is there already"),
        (("export_gift", ADDRESS, tmp_path / "absent/x"), "cannot be written"),
        (("export_gift", "cours-de-jardin/lire-le-ciel", tmp_path / "x"), "has no questions"),
        (("import_gift", tmp_path / "absent", ADDRESS), "cannot be read"),
        (("import_gift", there, "cours-de-jardin"), "no lesson"),
    ]:
        with pytest.raises(CommandError, match=why):
            call_command(*arguments)
    assert there.read_text() == "à moi" and not (tmp_path / "x").exists()
