"""A copy of the incident log that another host can serve when the portal is down: pages with their stylesheet and logo,
feed, calendar and JSON, every link inside it relative, so that it may stand under any path, or be opened as a file.
What leads out of it leads to the portal, by its whole address.

The copy is made beside DIR, and DIR is a symbolic link that is turned to it at once: readers see the old copy or the
new one, never a half.
"""

import contextlib
import fcntl
import json
import os
import re
import shutil
import tempfile
from pathlib import Path, PurePath
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from hosting.services.models import Service
from hosting.services.states import attach
from portal.core import context

from . import calendars, feeds, presentation, status_json
from .headline import headline
from .history import last_ninety_days
from .models import Incident

LATEST = 50
STYLE = Path(__file__).with_name("copy.css")
MARK = ".status-copy"  # in each copy: what bears it is ours to take away
# Links of the templates begin with ./, those that somebody wrote in an account are every other one.
TO_ROOT = "./../"
WRITTEN_LINK = re.compile(r'(?<= href=")(?!\./|#)[^"]*')
OF_ENTRY = re.compile(r"/incidents/([0-9]{1,9})/(#[^#]*)?")


class NotOurs(OSError):
    """Something that no export made stands at this address."""


def write(folder: Path) -> int:
    """Make the copy and put it at `folder`; how many files it has. Raises NotOurs."""
    folder = Path(os.path.abspath(folder))
    _refuse_what_is_not_ours(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two runs at once follow each other
        return _write_beside(folder)


def _write_beside(folder: Path) -> int:
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        made = files()
        for name, content in made.items():
            place = fresh / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        fresh.chmod(0o755)
        _turn(folder, fresh)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    _sweep(folder, fresh)
    return len(made)


def _refuse_what_is_not_ours(folder: Path) -> None:
    if folder.is_symlink():
        if folder.exists() and not (folder / MARK).exists():
            raise NotOurs(f"{folder} leads to something that is no copy of the log")
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotOurs(f"{folder} exists and is not empty: name a folder that does not exist yet")


def _turn(folder: Path, fresh: Path) -> None:
    link = fresh.with_name(f"{fresh.name}.link")
    link.symlink_to(fresh.name)
    if folder.is_dir() and not folder.is_symlink():
        folder.rmdir()  # empty, made by hand
    os.replace(link, folder)


def _sweep(folder: Path, kept: Path) -> None:
    """Take earlier copies away, also those that a kill left behind."""
    for old in folder.parent.glob(f".{folder.name}-*"):
        if old != kept and old.is_dir() and not old.is_symlink() and (old / MARK).exists():
            shutil.rmtree(old, ignore_errors=True)


def files(now=None) -> dict[str, bytes]:
    """What is in a copy, by name; in the language of the log."""
    now = now or timezone.now()
    with translation.override(settings.LANGUAGE_CODE):
        entries = list(Incident.objects.published().open_first(now).with_details()[:LATEST])
        host = context.page(HttpRequest())["host"]
        pictures = _pictures(host)
        shell = {
            "host_name": host.name,
            "logo": next((name for name in pictures if name.startswith("logo")), ""),
            "site_url": settings.WAGTAILADMIN_BASE_URL.rstrip("/"),
            "made_at": timezone.localtime(now),
            "LANGUAGE_CODE": settings.LANGUAGE_CODE,
        }
        made = {
            MARK: b"",
            "index.html": _index(entries, shell, now),
            "style.css": STYLE.read_bytes(),
            **pictures,
            "atom.xml": feeds.as_file(),
            "maintenances.ics": calendars.calendar_of(calendars.maintenances(now), shell["site_url"]),
            "etat.json": json.dumps(status_json.document(now), ensure_ascii=False).encode(),
        }
        numbers = {one.number for one in entries}
        return made | {f"incidents/{one.number}.html": _page(one, shell, numbers) for one in entries}


def _pictures(host) -> dict[str, bytes]:
    """The icon, and the logo where the host has one whose file is there; the shipped cat stands in the page itself."""
    found = {"icon.svg": Path(finders.find("img/icon.svg")).read_bytes()}
    if host.logo:
        with contextlib.suppress(OSError), host.logo.file.storage.open(host.logo.file.name) as file:
            found["logo" + PurePath(file.name).suffix.lower()] = file.read()
    return found


def _index(entries, shell: dict, now) -> bytes:
    services = attach(Service.objects.in_catalogue())
    shown = [presentation.poster(one) | {"starts_at": timezone.localtime(one.starts_at)} for one in entries]
    pairs = list(zip(entries, shown, strict=True))
    values = {
        "up": "./",
        "headline": headline([one.state_now.code for one in services]),
        "ongoing": [row for one, row in pairs if one.is_ongoing(now)],
        "planned": [row for one, row in pairs if one.is_planned(now)],
        "latest": [row for one, row in pairs if not one.is_planned(now)],
        "services": [one.as_row() for one in last_ninety_days(services, now)],
        "how_counted": presentation.how_it_is_counted(),
    }
    return render_to_string("incidents/copy/index.html", shell | values).encode()


def _page(one: Incident, shell: dict, numbers: set[int]) -> bytes:
    values = {
        "up": TO_ROOT,
        "entry": presentation.poster(one),
        "facts": presentation.facts(one),
        "summary": one.summary,
        "postmortem": one.postmortem,
    }
    page = render_to_string("incidents/copy/entry.html", shell | values)
    here = shell["site_url"] + one.get_absolute_url()
    return WRITTEN_LINK.sub(lambda link: _from_elsewhere(link.group(), here, shell["site_url"], numbers), page).encode()


def _from_elsewhere(link: str, here: str, site_url: str, numbers: set[int]) -> str:
    """A link that was written on the page `here`, as it must be in the copy."""
    try:
        whole = urljoin(here, link)
    except ValueError:  # no address at all: it leads nowhere on the portal either
        return link
    entry = OF_ENTRY.fullmatch(whole.removeprefix(site_url))
    if entry and int(entry[1]) in numbers:
        return f"./{entry[1]}.html{entry[2] or ''}"
    return whole
