"""Course > sequence > lesson pages, the questions of a lesson, what learners did with them, asked and noted."""

from .attestations import Attestation
from .learners import Answer, Learner, LessonProgress
from .lesson_questions import LessonQuestion
from .notes import LessonNote
from .opens import LessonOpens
from .pages import CourseIndexPage, CoursePage, LessonPage, SequencePage
from .questions import Question

__all__ = [
    "Answer",
    "Attestation",
    "CourseIndexPage",
    "CoursePage",
    "Learner",
    "LessonNote",
    "LessonOpens",
    "LessonPage",
    "LessonProgress",
    "LessonQuestion",
    "Question",
    "SequencePage",
]
