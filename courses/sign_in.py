"""At sign-in, and so at the end of sign-up, what was answered without an account moves into it."""

from . import actions
from .learners import key_in_cookie


def bring_answers(sender, request, user, **_kwargs) -> None:
    """Receiver of user_logged_in. Signing in by a test client or a command brings a request without cookies."""
    key = key_in_cookie(request) if request is not None else None
    if key is not None:
        actions.bring_into_account(key=key, person=user)
