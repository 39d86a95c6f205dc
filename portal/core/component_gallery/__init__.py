"""Every component with its states, as plain data: what ``/demo/composants/`` shows and what the tests render.

``sections()`` returns dicts ``{"slug", "title", "examples"}``; an example is ``{"name", "template", "context", "field"}``
where ``context`` is all that the partial takes and ``field`` the colour it stands on ("" for paper, "form" inside a form, "full" when the
partial brings its own field from edge to edge). The people, places and figures are invented.
"""

from .account import account_section
from .course import course_sections
from .forms import form_section
from .forum import forum_section
from .home import home_section
from .incidents import incident_section
from .lists import list_section
from .sheets import sheet_section
from .shell import shell_section


def sections():
    """All sections, built anew at each call because forms hold state."""
    return [
        shell_section(),
        home_section(),
        *course_sections(),
        forum_section(),
        incident_section(),
        account_section(),
        form_section(),
        list_section(),
        sheet_section(),
    ]
