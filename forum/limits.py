"""How much one person, or one network, may write in an hour. What was typed when a limit is met stays on the page."""

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.people.whereabouts import address_of
from forum import rules
from portal.core import rate_limit

# Whoever gives the address of somebody else makes us write to them: not often.
SAME_MAILBOX = 5


def may_write(what: str, request) -> bool:
    """Count one more; False when it is one too many. The team answers many people in an hour and is not counted."""
    person = request.user
    by_person, by_network = settings.FORUM_LIMITS[what]
    if rules.may_moderate(person):
        return True
    if person.is_authenticated and not rate_limit.may_start_as(what, person=person, limit=by_person):
        return False
    return rate_limit.may_start(what, address=address_of(request), limit=by_network)


def too_many() -> str:
    """What to tell whoever met a limit."""
    return _("That is a lot in one hour. Nothing is lost: your text is below. Send it again in a while.")


def retry_later(response):
    """The same page, as « too many requests »."""
    response.status_code = 429
    response["Retry-After"] = str(rate_limit.WINDOW)
    return response
