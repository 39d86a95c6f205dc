"""Courses from files: all of it or nothing, errors with file and line, a second import changes nothing."""

from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from PIL import Image
from wagtail.models import Page, Revision

from courses.exchange.actions import import_course
from courses.exchange.files import BrokenCourse
from courses.exchange.reading import read_course
from courses.models import Answer, CoursePage, LessonPage, LessonProgress, Question
from portal.core import written_files
from portal.media.models import SiteImage

from .conftest import COURSE, LESSON

pytestmark = pytest.mark.django_db
LESSON_MD = "semer/choisir-ses-graines/lesson.md"
QUIZ = "semer/choisir-ses-graines/quiz.yaml"
SVG = "semer/choisir-ses-graines/sachet.svg"


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_an_import_makes_pages_questions_and_figures(course):
    lesson = LessonPage.objects.get(slug="choisir-ses-graines")
    assert lesson.url_path.endswith(LESSON)
    assert (lesson.minutes, lesson.summary) == (20, "Reproductibles ou non.")
    assert [one.uid for one in lesson.questions.all()] == ["une-graine", "vrai-ou-faux", "plusieurs", "associer"]
    assert [block.block_type for block in lesson.body] == [
        "text", "gloss", "text", "figure", "case", "activity", "reading", "sources"]  # fmt: skip
    image = SiteImage.objects.get()
    assert image.origin == "courses/cours-de-jardin/choisir-ses-graines/sachet.svg"
    assert (image.title, image.width, image.height) == ("Un sachet de graines", 640, 320)


def test_spaces_that_do_not_break_stay_and_others_become_one(index, folder):
    change(folder, QUIZ, "Que donne une graine **reproductible** ?", "Que   donne\u00a0:\n      une graine\u202f?")
    change(folder, QUIZ, "La même plante", "La  «\u00a0même\u00a0» plante")
    import_course(file=read_course(folder), index=index)
    question = Question.objects.get(uid="une-graine")
    assert question.text == "Que donne\u00a0: une graine\u202f?"
    assert question.data["choices"][0]["text"] == "La «\u00a0même\u00a0» plante"


def test_a_second_import_changes_nothing_and_keeps_everyones_progress(course, index, client):
    client.post(f"{LESSON}repondre/", {"question": "une-graine", "q.une-graine": "a"})
    before = (
        list(Page.objects.order_by("pk").values_list("pk", "path", "latest_revision", "last_published_at")),
        list(Question.objects.order_by("pk").values_list("pk", "uid")),
        list(SiteImage.objects.values_list("pk", "file")),
        Revision.objects.count(),
        list(Answer.objects.values()),
    )
    report = import_course(file=read_course(COURSE), index=index)
    assert not report.created and not report.updated and len(report.unchanged) == 6
    assert before == (
        list(Page.objects.order_by("pk").values_list("pk", "path", "latest_revision", "last_published_at")),
        list(Question.objects.order_by("pk").values_list("pk", "uid")),
        list(SiteImage.objects.values_list("pk", "file")),
        Revision.objects.count(),
        list(Answer.objects.values()),
    )


def test_a_changed_lesson_alone_is_updated_and_keeps_progress(course, index, client, folder):
    client.post(f"{LESSON}repondre/", {"question": "une-graine", "q.une-graine": "a"})
    change(folder, QUIZ, "Que donne", "Qu’apporte")
    change(folder, SVG, "Un sachet", "Le sachet")
    report = import_course(file=read_course(folder), index=index)
    assert [url.rpartition("semer/")[2] for url in report.updated] == ["choisir-ses-graines/"]
    page = client.get(LESSON).content.decode()
    assert "Qu’apporte" in page and "C’est juste" in page
    assert SiteImage.objects.get().title == "Le sachet de graines"


def test_a_lesson_that_moves_and_a_new_order_keep_pages_and_progress(course, index, client, folder):
    client.post(f"{LESSON}lu/")
    known = set(LessonPage.objects.values_list("pk", flat=True))
    (folder / "semer/choisir-ses-graines").rename(folder / "recolter/choisir-ses-graines")
    change(folder, "semer/sequence.yaml", "  - choisir-ses-graines\n", "")
    change(folder, "recolter/sequence.yaml", "  - partager", "  - choisir-ses-graines\n  - partager")
    change(folder, "course.yaml", "  - semer\n  - recolter", "  - recolter\n  - semer")
    import_course(file=read_course(folder), index=index)
    assert set(LessonPage.objects.values_list("pk", flat=True)) == known
    order = list(CoursePage.objects.get().get_descendants().order_by("path").values_list("slug", flat=True))
    assert order == ["recolter", "choisir-ses-graines", "partager", "semer", "lire-le-ciel"]
    assert client.get("/mooc/cours-de-jardin/recolter/choisir-ses-graines/").status_code == 200
    assert LessonProgress.objects.get().lesson.slug == "choisir-ses-graines"


def test_pages_that_the_files_do_not_name_are_left_alone_and_told(course, index):
    sequence = course.get_children().get(slug="semer").specific
    sequence.add_child(instance=LessonPage(title="De la rédaction", slug="de-la-redaction"))
    report = import_course(file=read_course(COURSE), index=index)
    assert [url.rpartition("semer/")[2] for url in report.left_alone] == ["de-la-redaction/"]
    assert LessonPage.objects.get(slug="de-la-redaction").live


BROKEN = [
    ("course.yaml", "title:", "titel:", "cours-de-jardin/course.yaml:2", "unknown key `titel`"),
    ("course.yaml", "sequences:\n", "sequences: [\n", "cours-de-jardin/course.yaml:", "not YAML"),
    ("course.yaml", "updated: 2026-11-01", "updated: 2026-13-41", "cours-de-jardin/course.yaml:9", "not YAML"),
    ("course.yaml", "language: fr", "language: fr\nlanguage: en", "cours-de-jardin/course.yaml:8", "there twice"),
    ("course.yaml", "  - recolter", "  - absente", "cours-de-jardin/course.yaml:13", "no folder `absente`"),
    ("course.yaml", "  - recolter", "  - ../recolter", "cours-de-jardin/course.yaml:13", "is not a slug"),
    ("course.yaml", "board:", "board: *a", "cours-de-jardin/course.yaml:10", "aliases"),
    ("semer/sequence.yaml", "slug: semer", "slug: planter", "semer/sequence.yaml:1", "folder is called"),
    ("semer/sequence.yaml", "  - lire-le-ciel", "  - choisir-ses-graines", "sequence.yaml:6", "there twice"),
    (LESSON_MD, "duration: 20", "duration: vingt", f"{LESSON_MD}:5", "whole number"),
    (LESSON_MD, "---\ntitle", "title", f"{LESSON_MD}:1", "front matter"),
    (LESSON_MD, "::: case", "::: conte", f"{LESSON_MD}:24", "unknown block `conte`"),
    (LESSON_MD, ":::\n\n::: activity", "\n\n::: activity", f"{LESSON_MD}:28", "opens inside"),
    (LESSON_MD, "sachet.svg", "absent.svg", f"{LESSON_MD}:17", "no file `absent.svg`"),
    (LESSON_MD, "sachet.svg", "../../course.yaml", f"{LESSON_MD}:17", "SVG file beside the lesson"),
    (LESSON_MD, "---\nLe sachet", "\nLe sachet", f"{LESSON_MD}:17", "text equivalent"),
    (QUIZ, "id: vrai-ou-faux", "id: une-graine", f"{QUIZ}:16", "there twice"),
    (QUIZ, "kind: truefalse", "kind: essay", f"{QUIZ}:17", "essay"),
    (QUIZ, "      - id: b\n", "      - id: a\n", f"{QUIZ}:11", "deux fois"),
    (QUIZ, "        right: true", "        right: oui-oui", f"{QUIZ}:9", "true"),
    (QUIZ, "        feedback: \"Oui, c’est", "        feedbak: \"Oui, c’est", f"{QUIZ}:10", "feedbak"),
    (QUIZ, "    text: \"Un sachet", "    texte: \"Un sachet", f"{QUIZ}:16", "`text` is missing"),
    (SVG, "<path ", "<script>alert(1)</script><path ", f"{SVG}:1", "<script>"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "where", "what"), BROKEN)
def test_what_is_wrong_is_told_with_file_and_line(folder, name, old, new, where, what):
    change(folder, name, old, new)
    with pytest.raises(BrokenCourse) as broken:
        read_course(folder)
    assert any(where in str(error) and what in str(error) for error in broken.value.errors), str(broken.value)


WRITTEN = "semer/lire-le-ciel/quiz.yaml"
BROKEN_WORDS = [
    ('    answers:\n      - text: "L’arrosoir"', '    answer:\n      - text: "L’arrosoir"', 6, "answer"),
    ('text: "arrosoir"', 'text: "L’ARROSOIR"', 10, "deux fois"),
    ('text: "la bêche"', 'texte: "la bêche"', 12, "texte"),
    ('right: false\n        feedback: "Elle', 'right: non-non\n        feedback: "Elle', 13, "true"),
    ("id: semer", "id: Semer", 23, "un id"),
    ('text: "Couvrir de terreau"', 'text: "Semer les graines"', 19, "deux fois"),
    ("id: arroser", "rank: 4", 27, "rank"),
    ("{{2}}", "{{3}}", 34, "{{1}}, {{2}}"),
    ("passage:", "phrase:", 34, "phrase"),
    ("choose: true", "choose: liste", 44, "choose"),
    ('text: "eau"', 'text: ""', 38, "trou 1"),
    ("      - choose: true\n        answers:", "      - choose: true\n        reponses:", 45, "reponses"),
]


@pytest.mark.parametrize(("old", "new", "line", "what"), BROKEN_WORDS)
def test_what_is_wrong_in_a_question_to_write_is_told_with_file_and_line(written_folder, old, new, line, what):
    change(written_folder, WRITTEN, old, new)
    with pytest.raises(BrokenCourse) as broken:
        read_course(written_folder)
    (error,) = broken.value.errors
    assert f"cours-de-jardin/{WRITTEN}:{line}: " in str(error) and what in str(error), str(error)


def test_questions_to_write_come_in_whole_and_a_second_time_unchanged(written_course, written_folder, index):
    lesson = LessonPage.objects.get(slug="lire-le-ciel")
    data = {one.uid: one.data for one in lesson.questions.all()}
    assert data["outil"]["answers"][1] == {"text": "arrosoir", "right": True, "feedback": ""}
    assert [item["id"] for item in data["etapes"]["items"]] == ["preparer", "semer", "couvrir", "arroser"]
    assert [(gap["label"], gap["choose"]) for gap in data["phrase"]["gaps"]] == [
        ("ce que l’on verse", False),
        ("", True),
    ]
    report = import_course(file=read_course(written_folder), index=index)
    assert not report.created and not report.updated


def test_all_errors_are_told_at_once(folder):
    change(folder, LESSON_MD, "duration: 20", "duration: 0")
    change(folder, LESSON_MD, "::: case", "::: conte")
    change(folder, QUIZ, "kind: match", "kind: essay")
    (folder / "recolter/partager/lesson.md").unlink()
    with pytest.raises(BrokenCourse) as broken:
        read_course(folder)
    assert len(broken.value.errors) == 4


HOSTILE = [
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://ailleurs.example/x.png"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="https://ailleurs.example/x.svg#a"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><use x:href="a.svg#a"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><path fill="url(https://ailleurs.example/x)"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><path style="fill:url(//ailleurs.example/x)"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>@import "x.css";</style></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>a{fill:u\\72l(x)}</style></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><a href="javascript:alert(1)"/></svg>',
    '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"><title>&a;</title></svg>',
    '<?xml-stylesheet href="x.css"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    '<html xmlns="http://www.w3.org/1999/xhtml"/>',
    '<svg xmlns="http://www.w3.org/2000/svg"><path></svg>',
    "",
]


@pytest.mark.parametrize("drawing", HOSTILE)
def test_a_hostile_drawing_is_refused(folder, drawing):
    (folder / SVG).write_text(drawing)
    with pytest.raises(BrokenCourse) as broken:
        read_course(folder)
    assert [error.path for error in broken.value.errors] == [f"cours-de-jardin/{SVG}"]


def show(folder, name: str, content: bytes):
    """Let the lesson show this file in place of its drawing."""
    change(folder, LESSON_MD, "sachet.svg", name)
    (folder / LESSON_MD).with_name(name).write_bytes(content)


def picture(kind: str) -> bytes:
    content = BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize(("name", "kind"), [("p.png", "PNG"), ("p.JPG", "JPEG"), ("p.webp", "WEBP"), ("p.gif", "GIF")])
def test_a_photograph_is_kept(index, folder, name, kind):
    show(folder, name, picture(kind))
    import_course(file=read_course(folder), index=index)
    image = SiteImage.objects.get()
    assert (image.width, image.height, image.title) == (40, 30, "p")
    assert import_course(file=read_course(folder), index=index).updated == []


BAD_PICTURES = [
    ("p.png", picture("JPEG"), "read as PNG"), ("p.jpg", b"<html>", "read as JPEG"), ("p.gif", b"", "read as GIF"),
    ("p.png", picture("PNG")[:-30], "read as PNG"), ("p.webp", b"x" * 5_000_001, "larger than 5 MB"),
    ("p.bmp", picture("BMP"), "must be the name of an SVG"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "what"), BAD_PICTURES)
def test_what_is_not_the_picture_that_its_name_says_is_refused(folder, name, content, what):
    show(folder, name, content)
    with pytest.raises(BrokenCourse, match=what) as broken:
        read_course(folder)
    assert len(broken.value.errors) == 1


def test_a_picture_made_to_fill_memory_is_refused_unread(folder, monkeypatch):
    monkeypatch.setattr("portal.core.pictures.MAX_PIXELS", 1000)
    show(folder, "p.png", picture("PNG"))
    with pytest.raises(BrokenCourse, match="million pixels"):
        read_course(folder)


def test_no_break_spaces_of_french_stay(folder):
    change(folder, QUIZ, "Que donne", "Que\u202f: «\u00a0donne\u00a0»")
    change(folder, LESSON_MD, "Ce que dit\nun sachet.", "Ce que\u00a0dit\n  un sachet\u202f!")
    lesson = read_course(folder).lessons[0]
    assert lesson.questions[0].text.startswith("Que\u202f: «\u00a0donne\u00a0» une")
    (figure,) = [piece for piece in lesson.body if piece.kind == "figure"]
    assert figure.text.startswith("Ce que\u00a0dit un sachet\u202f!\n---\n")


def test_a_lesson_may_have_a_licence_of_its_own(index, folder):
    change(folder, LESSON_MD, "duration: 20", "duration: 20\nlicence: CC0-1.0")
    import_course(file=read_course(folder), index=index)
    licences = LessonPage.objects.order_by("path").values_list("licence", flat=True)
    assert list(licences) == ["CC0-1.0", "", ""]


def test_a_link_out_of_the_folder_is_not_followed(folder, tmp_path):
    outside = tmp_path / "secret.svg"
    outside.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (folder / SVG).unlink()
    (folder / SVG).symlink_to(outside)
    with pytest.raises(BrokenCourse, match="no file `sachet.svg`"):
        read_course(folder)


def test_the_command_changes_nothing_when_the_files_are_wrong(index, folder):
    change(folder, QUIZ, "kind: match", "kind: essay")
    pages, errors = Page.objects.count(), StringIO()
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("import_course", folder, stderr=errors)
    assert f"{QUIZ}:47" in errors.getvalue()
    assert Page.objects.count() == pages and not SiteImage.objects.exists()


def files_of_pictures(settings) -> list[str]:
    return sorted(path.name for path in (settings.MEDIA_ROOT / "original_images").glob("*"))


def test_an_import_that_fails_half_way_leaves_nothing(index, monkeypatch, settings):
    from courses.exchange import actions

    pages = Page.objects.count()

    def fail(*_args):
        raise RuntimeError("half-way")

    monkeypatch.setattr(actions, "_put_in_order", fail)
    with pytest.raises(RuntimeError):
        import_course(file=read_course(COURSE), index=index)
    assert Page.objects.count() == pages and not Question.objects.exists()
    assert files_of_pictures(settings) == []


def test_files_go_too_when_what_an_import_was_part_of_fails(index, settings):
    with pytest.raises(RuntimeError), written_files.atomic():
        import_course(file=read_course(COURSE), index=index)
        assert files_of_pictures(settings) != []
        raise RuntimeError("later")
    assert files_of_pictures(settings) == []


def test_a_drawing_that_changed_takes_the_place_of_the_old_one(
    course, index, folder, settings, django_capture_on_commit_callbacks
):
    before = files_of_pictures(settings)
    drawing = next(folder.rglob("*.svg"))
    drawing.write_text(drawing.read_text().replace("</svg>", "<g/></svg>"))
    with django_capture_on_commit_callbacks(execute=True):
        import_course(file=read_course(folder), index=index)
        assert set(before) < set(files_of_pictures(settings))
    after = files_of_pictures(settings)
    assert len(after) == len(before) and after != before
    image = SiteImage.objects.get(origin__endswith=f"/{drawing.name}")
    assert image.file.storage.exists(image.file.name)


def test_a_dry_run_writes_nothing(index):
    out = StringIO()
    call_command("import_course", COURSE, "--dry-run", stdout=out)
    assert "2 sequences, 3 lessons, 5 questions" in out.getvalue()
    assert not CoursePage.objects.exists()


def test_the_shipped_courses_load_once_and_keep_what_authors_changed(index):
    from courses.shipped import load_courses

    assert load_courses()["courses"] >= 1
    course = CoursePage.objects.get(slug="internet-reprendre-le-controle")
    assert course.get_descendants().type(LessonPage).count() >= 4
    course.title = "Notre titre"
    course.save_revision().publish()
    assert load_courses() == {"courses": 0}
    course.refresh_from_db()
    assert course.title == "Notre titre"


def test_a_course_says_in_its_file_what_its_attestation_asks_for(folder, index):
    change(folder, "course.yaml", "sequences:", "attestation:\n  lessons: 80\n  score: 70\nsequences:")
    import_course(file=read_course(folder), index=index)
    course = CoursePage.objects.get()
    assert (course.attestation_lessons, course.attestation_score) == (80, 70)
    assert not import_course(file=read_course(folder), index=index).updated
    import_course(file=read_course(COURSE), index=index)
    course.refresh_from_db()
    assert (course.attestation_lessons, course.attestation_score) == (None, 0)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("attestation: 80", "course.yaml:11: `attestation` must be `key: value` lines"),
        ("attestation:\n  lessons: 0\n  score: 70", "course.yaml:12: `lessons` must be between 1 and 100"),
        ("attestation:\n  lessons: 80\n  score: 101", "course.yaml:13: `score` must be between 0 and 100"),
        ("attestation:\n  lessons: 80", "`score` is missing"),
        ("attestation:\n  lessons: 80\n  score: 7\n  note: 8", "course.yaml:14: unknown key `note`"),
    ],
)
def test_a_wrong_rule_for_the_attestation_is_told_with_its_line(folder, lines, told):
    change(folder, "course.yaml", "sequences:", f"{lines}\nsequences:")
    with pytest.raises(BrokenCourse) as broken:
        read_course(folder)
    assert told in str(broken.value)


def test_a_sequence_cannot_take_an_address_of_the_site(folder):
    (folder / "semer").rename(folder / "attestation")
    change(folder, "course.yaml", "- semer", "- attestation")
    change(folder, "attestation/sequence.yaml", "slug: semer", "slug: attestation")
    with pytest.raises(BrokenCourse) as broken:
        read_course(folder)
    assert "course.yaml:12: the address `attestation` is taken by the site" in str(broken.value)
