"""A whole course as a tagged PDF (PDF/UA-1): every published lesson, its figures with their text equivalents, its
questions, their answers at the end.

Laying it out takes about a second, so the result is kept (courses.kept).
"""

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from portal.core import pdf
from portal.core.dates import date_format
from portal.core.pdf import blocks
from portal.media.models import SiteImage

from . import durations, kept, outline, paper_media, paper_questions
from .models import LessonPage

PHOTO = "max-1200x1200|format-jpeg"


def of_course(course) -> tuple[str, bytes] | None:
    """(digest, PDF) of a published course as everybody may read it; None when it has no lesson to print."""
    return kept.document("paper", course, parts=_make_parts, lay_out=_laid_out)


def _laid_out(parts: dict) -> bytes:
    """A drawing that typst cannot read must not cost the whole document: its words are there without it."""
    try:
        return pdf.document(**parts)
    except pdf.DocumentError:
        return pdf.document(**parts | {"files": {}, "blocks": _without_pictures(parts["blocks"])})


def _without_pictures(shown: list[dict]) -> list[dict]:
    return [one | {"kind": "box", "title": one["caption"]} if one["kind"] == "figure" else one for one in shown]


def _make_parts(course) -> dict | None:
    """What `pdf.document` takes, in the language of the course."""
    return parts_of(course, Paper)


def parts_of(course, document: type) -> dict | None:
    """The parts of a document of everything that everybody may read of a course; None when that is nothing."""
    plan = outline.course_outline(course.path, None)
    if plan is None:
        return None
    lessons = {lesson.pk: lesson for lesson in _lessons(course)}
    if not any(lesson.pk in lessons for lesson in plan.lessons):
        return None
    with translation.override(_language(course)):
        return document(course, plan, lessons).parts()


def _language(course) -> str:
    try:
        return translation.get_supported_language_variant(course.language)
    except LookupError:
        return settings.LANGUAGE_CODE


def _lessons(course):
    """The published lessons that no restriction of their own, or of their sequence, keeps from the course's readers."""
    restricted = PageViewRestriction.objects.filter(page__path__startswith=course.path).exclude(page=course)
    kept = LessonPage.objects.live().descendant_of(course).prefetch_related("questions")
    for path in restricted.values_list("page__path", flat=True):
        kept = kept.exclude(path__startswith=path)
    return kept


def _images(lessons) -> dict[int, SiteImage]:
    """The pictures of all lessons by number, in one query; going through the blocks would ask for each lesson's."""
    shown = {
        block["value"]["image"] for lesson in lessons for block in lesson.body.raw_data if block["type"] == "figure"
    }
    return SiteImage.objects.in_bulk(shown)


class Paper:
    """One document being put together."""

    def __init__(self, course, plan, lessons):
        self.course, self.plan, self.lessons = course, plan, lessons
        self.images = _images(lessons.values())
        self.documents = paper_media.documents(lessons.values())
        self.files: dict[str, bytes] = {}
        self.answers: list[dict] = []

    def parts(self) -> dict:
        shown = blocks.deeper(pdf.blocks_of(self.course.introduction), 1) if self.course.introduction else []
        for number, sequence in enumerate(self.plan.sequences, start=1):
            if any(lesson.pk in self.lessons for lesson in sequence.lessons):
                shown += [blocks.page_break(), blocks.heading(f"{number}. {sequence.title}")]
                shown += [blocks.paragraph(sequence.summary)] if sequence.summary else []
                shown += [block for lesson in sequence.lessons for block in self._lesson(lesson)]
        if self.answers:
            shown += [blocks.page_break(), blocks.heading(_("Answers to the questions")), *self.answers]
        return {
            "title": self.course.title,
            "author": self.course.authors,
            "language": translation.get_language(),
            "lines": self._lines(),
            "blocks": blocks.without_skipped_levels(shown),
            "outline": _("Contents"),
            "files": self.files,
        }

    def _lines(self) -> tuple:
        course, day = self.course, date_format(self.course.updated_on, "j F Y")
        written = _("Written by %(authors)s, last revised on %(day)s.") % {"authors": course.authors, "day": day}
        revised = _("Last revised on %(day)s.") % {"day": day}
        address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + self.plan.url
        lines = (
            course.summary,
            written if course.authors else revised,
            durations.licence_label(course.licence),
            address,
        )
        return tuple(line for line in lines if line)

    def _lesson(self, row) -> list[dict]:
        lesson = self.lessons.get(row.pk)
        if lesson is None:
            return []
        shown = [blocks.heading(f"{row.number}. {lesson.title}", 3), blocks.paragraph(self._facts(lesson))]
        for block in lesson.body.raw_data:
            shown += self._block(block["type"], block["value"])
        return shown + self._questions(row, lesson)

    def _facts(self, lesson) -> str:
        day = date_format(lesson.updated_on, "j F Y")
        facts = [durations.spoken(lesson.minutes), _("last revised on %(day)s") % {"day": day}]
        if lesson.licence and lesson.licence != self.course.licence:
            facts.append(durations.licence_label(lesson.licence))
        return capfirst(", ".join(facts))

    def _questions(self, row, lesson) -> list[dict]:
        questions = list(lesson.questions.all())
        if not questions:
            return []
        shown = [blocks.heading(lesson.quiz_title or _("Check what you remember"), 4)]
        self.answers.append(blocks.heading(f"{row.number}. {lesson.title}", 3))
        for number, question in enumerate(questions, start=1):
            shown += paper_questions.asked(number, question)
            self.answers += paper_questions.answered(number, question)
        return shown

    def _block(self, kind: str, value) -> list[dict]:
        if kind == "text":
            return blocks.deeper(self._written(value), 2)
        if kind == "figure":
            return self._figure(value)
        if kind in paper_media.KINDS:
            return [paper_media.in_words(kind, value, self.documents, [_as_paragraph(one) for one in _words(value)])]
        title, inside = value["title"], self._written(value["text"])
        label = str(LessonPage.body.field.stream_block.child_blocks[kind].label)
        if kind in ("sources", "reading"):
            return [blocks.heading(title or label, 4), *blocks.deeper(inside, 3)]
        label = "" if kind == "gloss" else label
        # Inside a frame a heading would stand in the outline without its frame.
        return [blocks.box([_as_paragraph(one) for one in inside], label=label, title=title)]

    def _written(self, source: str) -> list[dict]:
        return _sources_in_brackets(pdf.blocks_of(source))

    def _figure(self, value) -> list[dict]:
        words = [_as_paragraph(one) for one in pdf.blocks_of(value["description"])]
        image = self.images.get(value["image"])
        name = self._picture(image)
        if name is None:
            return [blocks.box(words, label=_("The figure in words"), title=value["caption"])]
        alt = image.title or value["caption"]
        return [blocks.figure(name, alt=alt, caption=value["caption"], words=words, label=_("The figure in words"))]

    def _picture(self, image) -> str | None:
        """The file under which the document finds this picture; None when it is lost on disk."""
        if image is None:
            return None
        try:
            file = image.file if image.is_svg() else image.get_rendition(PHOTO).file
            with file.storage.open(file.name) as opened:
                content = opened.read()
        except (OSError, ValueError):
            return None
        name = f"figure-{image.pk}.{'svg' if image.is_svg() else 'jpg'}"
        self.files[name] = content
        return name


def _sources_in_brackets(tree):
    """On paper nothing leads to the sources: « [1](#sources) » is written [1]."""
    if isinstance(tree, list):
        return [_sources_in_brackets(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    if tree.get("kind") == "link" and tree["href"] == "#sources":
        return {"kind": "span", "content": [_text("["), *tree["content"], _text("]")]}
    return {key: _sources_in_brackets(value) for key, value in tree.items()}


def _words(value) -> list[dict]:
    return _sources_in_brackets(pdf.blocks_of(value["transcript"]))


def _text(words: str) -> dict:
    return {"kind": "text", "text": words}


def _as_paragraph(block: dict) -> dict:
    if block["kind"] != "heading":
        return block
    return {"kind": "paragraph", "content": [{"kind": "strong", "content": block["content"]}]}
