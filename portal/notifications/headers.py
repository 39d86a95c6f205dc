"""Headers of mails that belong to a list or a conversation, and that one click stops (RFC 2369, 2919 and 8058)."""

from email.utils import parseaddr

from django.conf import settings


def our_domain() -> str:
    """The domain that our mails come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def of_list(name: str, stop_url: str, thread: str = "") -> dict[str, str]:
    """A mail of many; a conversation hangs below one address that no mail bears, so that all are alike."""
    headers = {"List-Id": f"<{name}.{our_domain()}>", **one_click_stop(stop_url), "Precedence": "list"}
    if thread:
        root = f"<{thread}@{our_domain()}>"
        headers |= {"In-Reply-To": root, "References": root}
    return headers


def one_click_stop(stop_url: str) -> dict[str, str]:
    """A whole address to which mail programs POST on their own: the view asks for no token and no session."""
    return {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def was_one_click(request) -> bool:
    """Whether a mail program posts, for which a word is answer enough."""
    return request.POST.get("List-Unsubscribe") == "One-Click"
