"""A whole course as an accessible EPUB 3.3: what stands on paper, with its links alive. One file a lesson; the terms
explained make a glossary, the answers a chapter at the end, and each leads back to its lesson."""

import re
import uuid
from datetime import UTC, datetime, time
from urllib.parse import urljoin

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from portal.core import drawings, epub, markdown, pdf
from portal.core.pdf import blocks

from . import durations, kept, paper_questions
from .paper import Paper, parts_of

_DEEDS = {
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
ANSWERS, GLOSSARY = "answers", "glossary"
# Dots to write on, which a voice would read one by one.
_DOTS = re.compile("…{2,}")


def of_course(course) -> tuple[str, bytes] | None:
    """(digest, EPUB) of a published course as everybody may read it; None when it has no lesson to read."""
    return kept.document("book", course, parts=_make_parts, lay_out=lambda parts: epub.document(**parts))


def _make_parts(course) -> dict | None:
    """What `epub.document` takes, in the language of the course."""
    return parts_of(course, _Book)


class _Book(Paper):
    """Paper's own blocks, in chapters."""

    def __init__(self, course, plan, lessons):
        super().__init__(course, plan, lessons)
        self.address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + plan.url
        self.names = {row.url: f"lesson-{row.number}.xhtml" for row in plan.lessons if row.pk in lessons}
        self.terms: dict[str, dict] = {}

    def parts(self) -> dict:
        course, revised = self.course, max([self.course.updated_on, *(one.updated_on for one in self.lessons.values())])
        chapters = [self._chapter("introduction", "introduction", _("About this course"), self._introduction())]
        for number, sequence in enumerate(self.plan.sequences, start=1):
            chapters += self._sequence(number, sequence)
        chapters += self._at_the_end()
        return {
            "title": course.title,
            "author": course.authors,
            "language": translation.get_language(),
            "identifier": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.address}#{revised.isoformat()}")),
            "date": revised.isoformat(),
            "modified": self._modified(revised),
            "description": course.summary,
            "rights": " ".join(filter(None, [durations.licence_label(course.licence), _DEEDS.get(course.licence)])),
            "source": self.address,
            "contents": _("Contents"),
            "accessibility": _(
                "Every figure is also told in words, under it. Headings follow the outline of the course; questions "
                "lead to their answers and terms to the glossary. Nothing moves, flashes or makes a sound."
            ),
            "chapters": chapters,
            "files": self.files,
        }

    def _modified(self, revised) -> str:
        """When the last of its pages was published, as EPUB writes a moment."""
        moments = [page.last_published_at for page in (self.course, *self.lessons.values()) if page.last_published_at]
        last = max(moments, default=datetime.combine(revised, time(), UTC))
        return last.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _chapter(self, name: str, kind: str, title: str, shown: list[dict], address: str = "") -> dict:
        """`address` is the page that its relative links start from."""
        led = _Links(self, f"{name}.xhtml", address or self.plan.url).followed(shown)
        return {"name": name, "kind": kind, "title": title, "blocks": blocks.without_skipped_levels(led)}

    def _introduction(self) -> list[dict]:
        shown = pdf.blocks_of(self.course.introduction) if self.course.introduction else []
        return [blocks.paragraph(self.course.summary), *shown]

    def _sequence(self, number: int, sequence) -> list[dict]:
        rows = [row for row in sequence.lessons if row.pk in self.lessons]
        if not rows:
            return []
        summary = [blocks.paragraph(sequence.summary)] if sequence.summary else []
        part = self._chapter(f"part-{number}", "part", f"{number}. {sequence.title}", summary)
        return [part, *(self._lesson_chapter(row) for row in rows)]

    def _lesson_chapter(self, row) -> dict:
        _title, facts, *shown = self._lesson(row)
        shown = [facts | {"look": "facts"}, *blocks.deeper(shown, -2)]
        return self._chapter(f"lesson-{row.number}", "chapter", f"{row.number}. {row.title}", shown, row.url)

    def _lesson(self, row) -> list[dict]:
        """Paper's lesson; the terms that its text leads to are explained in the glossary alone."""
        self.row = row
        self.linked = set(re.findall(r"\(#gloss-([a-z0-9-]+)\)", str(self.lessons[row.pk].body.raw_data[:])))
        return super()._lesson(row)

    def _written(self, source: str) -> list[dict]:
        return pdf.blocks_of(source)

    def _block(self, kind: str, value) -> list[dict]:
        shown = super()._block(kind, value)
        if kind in ("sources", "reading"):
            shown[0]["anchor"] = kind
        if kind == "gloss":
            return self._term(value, shown)
        return shown

    def _term(self, value, shown: list[dict]) -> list[dict]:
        slug = markdown.anchor(value["title"])
        entry = self.terms.setdefault(slug, {"id": f"gloss-{slug}", "term": value["title"], "blocks": []})
        meaning = _Links(self, f"{GLOSSARY}.xhtml", self.row.url).followed(shown[0]["blocks"])
        if all(one not in entry["blocks"] for one in meaning):
            entry["blocks"] += meaning
        entry["blocks"].append(_leading(f"lesson-{self.row.number}.xhtml", f"{self.row.number}. {self.row.title}"))
        return [] if slug in self.linked else shown

    def _picture(self, image) -> str | None:
        """A drawing that is none would make the whole book unreadable to strict readers."""
        name = super()._picture(image)
        if name and name.endswith(".svg"):
            try:
                drawings.check_svg(self.files[name])
            except drawings.UnsafeDrawing:
                del self.files[name]
                return None
        return name

    def _questions(self, row, lesson) -> list[dict]:
        """After a lesson its questions, each with the way to its answer, and there the way back."""
        questions = list(lesson.questions.all())
        if not questions:
            return []
        shown = [blocks.heading(lesson.quiz_title or _("Check what you remember"), 4)]
        answers = [blocks.heading(f"{row.number}. {lesson.title}")]
        for number, question in enumerate(questions, start=1):
            place = f"{row.number}-{number}"
            there = _leading(f"{ANSWERS}.xhtml#answer-{place}", _("Answer to question %(number)s") % {"number": number})
            back = _leading(f"lesson-{row.number}.xhtml#question-{place}", _("Back to the question"))
            shown.append(_placed(f"question-{place}", paper_questions.asked(number, question), there))
            answers.append(_placed(f"answer-{place}", paper_questions.answered(number, question), back))
        self.answers += _Links(self, f"{ANSWERS}.xhtml", row.url).followed(answers)
        return shown

    def _at_the_end(self) -> list[dict]:
        end = []
        if self.answers:
            end.append(self._chapter(ANSWERS, "answers", _("Answers to the questions"), self.answers))
        if self.terms:
            entries = [self.terms[slug] for slug in sorted(self.terms)]
            glossary = {"kind": "glossary", "entries": entries}
            end.append(self._chapter(GLOSSARY, "glossary", _("Glossary"), [glossary]))
        return [*end, self._chapter("colophon", "colophon", _("About this book"), self._colophon())]

    def _colophon(self) -> list[dict]:
        _summary, *lines, _address = self._lines() if self.course.summary else ("", *self._lines())
        deed = _DEEDS.get(self.course.licence)
        return [
            *(blocks.paragraph(line) for line in lines),
            *([blocks.link(deed)] if deed else []),
            blocks.paragraph(_("The course online, with questions that are checked at once:")),
            blocks.link(self.address),
        ]


class _Links:
    """Where the links of a chapter lead inside the book. `address` is the page on the site that they were written
    for; what the book does not hold is a link to the site."""

    def __init__(self, book: _Book, file: str, address: str):
        self.book, self.file, self.address = book, file, address

    def followed(self, tree):
        if isinstance(tree, list):
            return [self.followed(one) for one in tree]
        if not isinstance(tree, dict):
            return _DOTS.sub("…", tree) if isinstance(tree, str) else tree
        led = {key: self.followed(value) for key, value in tree.items()}
        return led | self._led(tree["href"]) if tree.get("kind") == "link" and not tree.get("inside") else led

    def _led(self, href: str) -> dict:
        if href.startswith("#gloss-"):
            return {"href": f"{GLOSSARY}.xhtml{href}", "inside": True, "type": "glossref"}
        path, hash_, anchor = href.partition("#")
        here = urljoin(self.address, path)
        if here in self.book.names:
            name = self.book.names[here]
            return {"href": f"{'' if hash_ and name == self.file else name}{hash_}{anchor}", "inside": True}
        try:
            return {"href": urljoin(self.book.address, urljoin(self.address, href))}
        except ValueError:  # « http://[ »
            return {"href": "", "kind": "span"}


def _leading(href: str, words: str) -> dict:
    """A line that leads elsewhere in the book."""
    link = {"kind": "link", "href": href, "inside": True, "content": [{"kind": "text", "text": words}]}
    return {"kind": "paragraph", "content": [link], "look": "back"}


def _placed(name: str, shown: list[dict], more: dict) -> dict:
    """A question, or its answer, that can be led to, with one more line."""
    (together,) = shown
    return together | {"id": name, "blocks": [*together["blocks"], more]}
