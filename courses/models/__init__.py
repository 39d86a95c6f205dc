"""Course > sequence > lesson pages, the questions of a lesson, and what learners did with them."""

from .attestations import Attestation
from .learners import Answer, Learner, LessonProgress
from .pages import CourseIndexPage, CoursePage, LessonPage, SequencePage
from .questions import Question

__all__ = [
    "Answer",
    "Attestation",
    "CourseIndexPage",
    "CoursePage",
    "Learner",
    "LessonPage",
    "LessonProgress",
    "Question",
    "SequencePage",
]
