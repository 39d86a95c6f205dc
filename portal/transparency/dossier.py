"""The whole dossier of a candidate as one Markdown text, for a ticket; the PDF is laid out from the same words."""

import re

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hosting.services.models import Service
from portal.core import pdf
from portal.core.dates import date_format

from .models import CharterEdition, Criterion, DatedText, Machine, PackageList, Partner

# What would be read as Markdown, in words that somebody typed.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LIST = re.compile(r"^(\d+)?([-+=.)])")


def plain(words: str) -> str:
    """Typed words as Markdown that shows them as they are, in one line."""
    words = _MARKS.sub(r"\\\1", " ".join(str(words).split()))
    return _LIST.sub(r"\1\\\2", words)


def title(host: str) -> str:
    return _("Charter of the CHATONS collective: dossier of %(host)s") % {"host": host}


def as_markdown(host: str) -> str:
    return f"# {plain(title(host))}\n\n{_body()}"


def as_pdf(host: str) -> bytes:
    """Tagged PDF."""
    return pdf.document(
        title=title(host),
        author=host,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        lines=(_site(), _made_on()),
        blocks=pdf.blocks_of(_body()),
        outline=_("Contents"),
    )


def _site() -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/")


def _made_on() -> str:
    return _("Made on %(day)s") % {"day": date_format(timezone.localdate(), "j F Y")}


def _body() -> str:
    criteria = list(Criterion.objects.promised())
    parts = [
        f"{_site()}\n\n{_made_on()}",
        _edition(),
        _summary(criteria),
        *(_part(label, [one for one in criteria if one.part == value]) for value, label in Criterion.Part.choices),
        _machines(),
        _software(),
        _rules(),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _edition() -> str:
    """To which edition the dossier answers."""
    one = CharterEdition.objects.current()
    if one is None:
        return ""
    named = plain(one.name)
    if one.dated:
        named = _("%(name)s, of %(day)s") % {"name": named, "day": date_format(one.dated, "j F Y")}
    words = _("Edition of the charter: %(name)s") % {"name": named}
    return f"{words} (<{one.source}>)" if one.source else words


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _summary(criteria) -> str:
    rows = []
    for value, label in Criterion.Part.choices:
        states = [one.state for one in criteria if one.part == value]
        if states:
            rows.append([str(label), *(str(states.count(state)) for state in Criterion.State.values)])
    table = _table([_("Part"), *(str(label) for label in Criterion.State.labels)], rows)
    unread = sum(not one.is_confirmed for one in criteria)
    words = _("Criteria whose wording the team has not found in the charter yet: %(count)s.") % {"count": unread}
    return f"## {_('Where we stand')}\n\n{table}\n\n{words}"


def _part(label: str, criteria) -> str:
    return "\n\n".join([f"## {label}", *(_criterion(one) for one in criteria)]) if criteria else ""


def _criterion(one: Criterion) -> str:
    heading = f"### {plain(one.code)} ({one.get_level_display()}) : {one.get_state_display()}"
    lines = [plain(one.text)]
    if one.evidence or one.evidence_url:
        lines.append(_("Proof: %(proof)s") % {"proof": _proof(one)})
    if one.note:
        lines.append(_("Note: %(note)s") % {"note": plain(one.note)})
    if one.reviewed_on:
        lines.append(_("Reviewed on %(day)s") % {"day": date_format(one.reviewed_on, "j F Y")})
    lines.append(_("Wording found in this edition") if one.is_confirmed else _("Wording to check"))
    return "\n\n".join([heading, lines[0], "\n".join(f"- {line}" for line in lines[1:])])


def _proof(one: Criterion) -> str:
    if not one.evidence_url:
        return plain(one.evidence)
    address = one.evidence_url if "://" in one.evidence_url else _site() + one.evidence_url
    address = address.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
    return f"[{plain(one.evidence or address)}]({address})"


def _machines() -> str:
    machines = Machine.objects.shown().with_last_list()
    if not machines:
        return ""
    rows = [
        [
            plain(one.name),
            plain(f"{one.place}, {one.host}"),
            str(one.get_control_display()),
            plain(one.system) or "—",
            plain(one.backups) or "—",
            date_format(one.listed_on, "j F Y") if one.listed_on else _("none"),
        ]
        for one in machines
    ]
    head = [_("Server"), _("Where"), _("Level of control"), _("System"), _("Backups"), _("List of packages")]
    suppliers = ", ".join(plain(one.name) for one in Partner.objects.filter(kind=Partner.Kind.SUPPLIER))
    words = "\n\n" + _("Suppliers: %(names)s") % {"names": suppliers} if suppliers else ""
    own = PackageList.objects.filter(machine=None).first()
    if own:
        words += f"\n\n[{_('Packages of this portal')}]({_site()}{own.get_absolute_url()})"
    return f"## {_('Infrastructure')}\n\n{_table(head, rows)}{words}"


def _software() -> str:
    rows = [
        [plain(one.name), plain(f"{one.software} {one.version}"), plain(one.licence), f"<{one.source_url}>"]
        for one in Service.objects.in_catalogue()
    ]
    head = [_("Service"), _("Software"), _("Licence"), _("Source code")]
    return f"## {_('Software')}\n\n{_table(head, rows)}" if rows else ""


def _rules() -> str:
    texts = [f"- [{plain(one.title)}]({_site()}{one.get_absolute_url()})" for one in DatedText.objects.readable()]
    return f"## {_('The rules')}\n\n" + "\n".join(texts) if texts else ""
