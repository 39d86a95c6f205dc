"""A course as a Common Cartridge, which other learning platforms read (1EdTech, formerly IMS Global).

Lessons are web content, quizzes QTI assessments, sequences the folders of one organisation. Version 1.3 is today's;
1.1 differs in its names alone here, and is what Moodle reads.
"""

from xml.etree import ElementTree

from django.utils import translation

from . import qti
from .files import CourseFile, LessonFile, MediaFile, QuestionFile, SequenceFile
from .web_lessons import lesson_page
from .xml_text import add, clean, document

VERSIONS = {"1.3": "v1p3", "1.1": "v1p1"}
MANIFEST = "imsmanifest.xml"


def cartridge_files(file: CourseFile, *, version: str, portal: str) -> tuple[dict, list[str]]:
    """(path to bytes or MediaFile, what the format does not say), `portal` being the address that links of lessons
    begin with."""
    with translation.override(file.language if translation.check_for_language(file.language) else "fr"):
        parts = [_lesson(lesson, file, VERSIONS[version], portal) for lesson in file.lessons]
    files: dict[str, bytes | MediaFile] = {}
    for part in parts:
        files |= part
    told = [
        (f"{lesson.slug}/{question.uid}", _note(question, file.language))
        for lesson in file.lessons
        for question in lesson.questions
    ]
    notes = [f"{name}: {note}" for name, note in told if note]
    resources = list(zip(file.lessons, parts, strict=True))
    return {MANIFEST: _manifest(file, resources, version), **dict(sorted(files.items()))}, notes


def _note(question: QuestionFile, language: str) -> str:
    if not qti.expressible(question):
        return f"the kind `{question.kind}` is no question of a cartridge; kept as text"
    return qti.difference(question, language)


def _asked(lesson: LessonFile) -> list:
    return [question for question in lesson.questions if qti.expressible(question)]


def _lesson(lesson: LessonFile, file: CourseFile, version: str, portal: str) -> dict[str, bytes | MediaFile]:
    """The page first, then its pictures and recordings, then its quiz if it has one."""
    folder = f"lessons/{lesson.slug}"
    kept = [question for question in lesson.questions if not qti.expressible(question)]
    page = lesson_page(lesson, language=file.language, portal=portal, kept=kept)
    files: dict[str, bytes | MediaFile] = {f"{folder}/index.html": page.encode()}
    files |= {f"{folder}/{figure.name}": figure.content for figure in lesson.figures}
    files |= {f"{folder}/{media.name}": media for media in lesson.media}
    if asked := _asked(lesson):
        title = _quiz_title(lesson)
        quiz = qti.assessment(asked, ident=f"quiz-{lesson.slug}", title=title, version=version, language=file.language)
        files[_quiz_path(lesson)] = quiz
    return files


def _quiz_path(lesson: LessonFile) -> str:
    return f"quizzes/{lesson.slug}.xml"


def _quiz_title(lesson: LessonFile) -> str:
    return f"{lesson.title} – {lesson.quiz_title}" if lesson.quiz_title else lesson.title


def _manifest(file: CourseFile, resources, version: str) -> bytes:
    token = VERSIONS[version]
    root = ElementTree.Element("manifest", {"identifier": f"course-{clean(file.slug)}", **_namespaces(token)})
    metadata = add(root, "metadata")
    add(metadata, "schema", "IMS Common Cartridge")
    add(metadata, "schemaversion", f"{version}.0")
    _about(metadata, file)
    organisation = add(add(root, "organizations"), "organization", identifier="outline", structure="rooted-hierarchy")
    top = add(organisation, "item", identifier="root")
    for sequence in file.sequences:
        _sequence(top, sequence)
    listed = add(root, "resources")
    for lesson, files in resources:
        _resources(listed, lesson, files, token)
    return document(root)


def _namespaces(token: str) -> dict[str, str]:
    """The manifest's own namespace stands first: Moodle looks for it in the first 500 bytes."""
    profile = f"http://www.imsglobal.org/profile/cc/cc{token}"
    package = f"http://www.imsglobal.org/xsd/imscc{token}/imscp_v1p1"
    manifest, resource = (f"http://ltsc.ieee.org/xsd/imscc{token}/LOM/{name}" for name in ("manifest", "resource"))
    schemas = {
        package: f"{profile}/cc{token}_imscp_v1p2_v1p0.xsd",
        manifest: f"{profile}/LOM/cc{token}_lommanifest_v1p0.xsd",
        resource: f"{profile}/LOM/cc{token}_lomresource_v1p0.xsd",
    }
    return {
        "xmlns": package,
        "xmlns:lomimscc": manifest,
        "xmlns:lom": resource,
        "xmlns:xsi": qti.XSI,
        "xsi:schemaLocation": " ".join(f"{name} {place}" for name, place in schemas.items()),
    }


def _about(metadata, file: CourseFile) -> None:
    lom = add(metadata, "lomimscc:lom")
    general = add(lom, "lomimscc:general")
    for name, text in (("title", file.title), ("description", file.summary)):
        add(add(general, f"lomimscc:{name}"), "lomimscc:string", text, language=file.language)
    rights = add(lom, "lomimscc:rights")
    add(add(rights, "lomimscc:copyrightAndOtherRestrictions"), "lomimscc:value", "yes")
    words = ", ".join(filter(None, [file.authors, file.licence]))
    add(add(rights, "lomimscc:description"), "lomimscc:string", words, language=file.language)


def _sequence(top, sequence: SequenceFile) -> None:
    folder = add(top, "item", identifier=f"sequence-{sequence.slug}")
    add(folder, "title", sequence.title)
    for lesson in sequence.lessons:
        entries = [("lesson", lesson.title)] + ([("quiz", _quiz_title(lesson))] if _asked(lesson) else [])
        for kind, title in entries:
            item = add(folder, "item", identifier=f"{kind}-{lesson.slug}", identifierref=f"{kind}-{lesson.slug}-files")
            add(item, "title", title)


def _resources(listed, lesson: LessonFile, files: dict[str, bytes], token: str) -> None:
    quiz = _quiz_path(lesson)
    pages = [path for path in files if path != quiz]
    page = add(listed, "resource", identifier=f"lesson-{lesson.slug}-files", type="webcontent", href=pages[0])
    for path in pages:
        add(page, "file", href=path)
    if quiz in files:
        kind = f"imsqti_xmlv1p2/imscc_xml{token}/assessment"
        asked = add(listed, "resource", identifier=f"quiz-{lesson.slug}-files", type=kind)
        add(asked, "file", href=quiz)
