"""A `CourseFile` as the files of its folder; the inverse of `reading`. Nothing is written on disk here."""

from portal.core import directives

from . import yaml_text
from .files import CourseFile, LessonFile, MediaFile, QuestionFile, SequenceFile


def course_files(file: CourseFile) -> dict[str, bytes | MediaFile]:
    """Path below the course's folder to content, in order of paths; the same course always gives the same bytes."""
    files: dict[str, bytes | MediaFile] = {"course.yaml": _course(file).encode()}
    for sequence in file.sequences:
        files[f"{sequence.slug}/sequence.yaml"] = _sequence(sequence).encode()
        for lesson in sequence.lessons:
            folder = f"{sequence.slug}/{lesson.slug}"
            files[f"{folder}/lesson.md"] = _lesson(lesson).encode()
            if lesson.questions or lesson.quiz_title:
                files[f"{folder}/quiz.yaml"] = _quiz(lesson).encode()
            files |= {f"{folder}/{figure.name}": figure.content for figure in lesson.figures}
            files |= {f"{folder}/{media.name}": media for media in lesson.media}
    return dict(sorted(files.items()))


def _course(file: CourseFile) -> str:
    fields = {
        "slug": file.slug,
        "title": file.title,
        "summary": file.summary,
        "introduction": file.introduction,
        "licence": file.licence,
        "language": file.language,
        "authors": file.authors,
        "updated": file.updated,
        "board": file.board,
    }
    if file.attestation:
        fields["attestation"] = yaml_text.Ordered(lessons=file.attestation.lessons, score=file.attestation.score)
    return yaml_text.write(fields | {"sequences": [sequence.slug for sequence in file.sequences]})


def _sequence(file: SequenceFile) -> str:
    lessons = [lesson.slug for lesson in file.lessons]
    return yaml_text.write({"slug": file.slug, "title": file.title, "summary": file.summary, "lessons": lessons})


def _lesson(file: LessonFile) -> str:
    front = {
        "title": file.title,
        "slug": file.slug,
        "summary": file.summary,
        "duration": file.minutes,
        "updated": file.updated,
    }
    if file.licence:
        front["licence"] = file.licence
    return f"---\n{yaml_text.write(front)}---\n\n{directives.write(file.body)}"


def _quiz(file: LessonFile) -> str:
    questions = [question_fields(question) for question in file.questions]
    return yaml_text.write({"title": file.quiz_title, "questions": questions})


def question_fields(file: QuestionFile) -> yaml_text.Ordered:
    """A question as quiz.yaml has it; a text of its own stands before the answers that belong to it."""
    keys = sorted(file.data, key=lambda key: (not isinstance(file.data[key], str), key))
    data = {key: file.data[key] for key in keys}
    return yaml_text.Ordered(id=file.uid, kind=file.kind, text=file.text, **data, explanation=file.explanation)
