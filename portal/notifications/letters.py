"""The words of notification mails: plain text, no address of anybody but this site's."""

from django.urls import reverse

from . import kinds, stops
from .actions import mail_context, render
from .headers import of_list

# Characters that have no place in a mail as plain text.
_CONTROL = dict.fromkeys(code for code in (*range(32), 127) if code not in (9, 10))
LONG, SHORT = 1500, 240  # characters quoted of a message
DIGEST_GROUPS = 40


def thread_letter(person, notices, told: dict[int, kinds.Told]) -> dict:
    """What `actions.put` takes for one conversation; notices are in order of time."""
    first = notices[0]
    target = stops.target_of(next((one for one in notices if one.reason), first))
    items = [item(one, told[one.pk], LONG) for one in notices]
    subject = told[first.pk]
    context = {"items": items, "title": subject.title, "place": subject.place}
    return _letter(person, "notifications/thread", context, target, thread=first.thread)


def digest_letter(person, frequency: str, groups, told: dict[int, kinds.Told]) -> dict:
    """What `actions.put` takes for a summary; `groups` are lists of notices of one conversation."""
    parts = [
        {
            "title": told[group[0].pk].title,
            "place": told[group[0].pk].place,
            "items": [item(one, told[one.pk], SHORT) for one in group],
        }
        for group in groups[:DIGEST_GROUPS]
    ]
    context = {"parts": parts, "more": len(groups) - len(parts), "is_weekly": frequency == "weekly"}
    return _letter(person, "notifications/digest", context, f"digest:{frequency}")


def item(notice, told: kinds.Told, length: int) -> dict:
    """One event in a mail; its words are quoted line by line."""
    words = told.words.translate(_CONTROL).strip()
    if len(words) > length:
        words = words[:length].rsplit(None, 1)[0].rstrip() + "…"
    quoted = "\n".join(f"> {line}".rstrip() for line in words.splitlines())
    return {"line": told.line, "quoted": quoted, "url": told.url, "at": notice.created_at}


def kind_letter(person, name: str, context: dict, kind: str) -> dict:
    """What `actions.put` takes for a mail that an app writes itself, with the one click that stops its kind."""
    return _letter(person, name, context, f"kind:{kind}")


def _letter(person, name: str, context: dict, target: str, thread: str = "") -> dict:
    """Rendered in the language of the moment, which is the person's."""
    site = mail_context()
    stop_url = site["site_url"] + stops.address(person, target)
    values = {
        "person": person,
        **site,
        **context,
        "why": stops.in_words(person, target),
        "stop_url": stop_url,
        "settings_url": site["site_url"] + reverse("notifications:settings"),
    }
    return {
        "subject": render(f"mail/{name}.subject.txt", values),
        "text": render(f"mail/{name}.txt", values),
        "headers": of_list(target.replace(":", "-"), stop_url, thread),
    }
