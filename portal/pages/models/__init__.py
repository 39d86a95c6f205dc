"""The pages that staff keep in /cms/, one noun a file."""

from .events import EventIndexPage, EventPage
from .faq import FaqEntry
from .glossary import GlossaryTerm
from .home import HomePage
from .host import HostSettings
from .news import NewsIndexPage, NewsPage
from .sheets import SheetIndexPage, SheetPage
from .standard import StandardPage

__all__ = [
    "EventIndexPage",
    "EventPage",
    "FaqEntry",
    "GlossaryTerm",
    "HomePage",
    "HostSettings",
    "NewsIndexPage",
    "NewsPage",
    "SheetIndexPage",
    "SheetPage",
    "StandardPage",
]
