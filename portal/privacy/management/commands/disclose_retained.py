"""Reads the restricted store for a legal request, and writes down who read what for whom before showing it.

manage.py disclose_retained --address someone@example.org --operator "Name" --authority "Court of …" \
    --reference 12/2026 --reason "judicial requisition of …" --yes

Without --yes it only says how much there is, and nothing is written. --message 87 asks for the source of one message of
the forum. With --address also a person who still has an account is found: then there are only sources.
"""

import json

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from portal.privacy.actions import retained
from portal.privacy.models import RetainedRecord, SourceAddress

WHO = ("operator", "authority", "reference", "reason")
MESSAGE = "forum_conversation.Post"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("--address", help="an e-mail address given at sign-up")
        asked.add_argument("--message", type=int, help="the number of a message of the forum")
        for name in WHO:
            parser.add_argument(f"--{name}", default="")
        parser.add_argument("--yes", action="store_true", help="show it, and write down that it was read")

    def handle(self, *args, address=None, message=None, yes=False, **options):
        numbers = _numbers_of(address) if address else []
        records = list(RetainedRecord.objects.filter(number__in=numbers))
        which = {"what": MESSAGE, "object_id": message} if message else {"number__in": numbers}
        sources = list(SourceAddress.objects.filter(**which))
        if not yes:
            self.stdout.write(f"{len(records)} records, {len(sources)} sources. Nothing shown: see --yes.")
            return
        who = {name: options[name].strip() for name in WHO}
        if missing := [f"--{name}" for name, value in who.items() if not value]:
            raise CommandError(f"Say who reads, for whom and why: {', '.join(missing)}")
        about = numbers[0] if numbers else next((one.number for one in sources), None)
        retained.disclose(number=about, records=len(records) + len(sources), **who)
        self.stdout.write(_in_words(records, sources))


def _numbers_of(address: str) -> list[int]:
    """Of people who had this address, or have it."""
    gone = set(RetainedRecord.objects.filter(address__iexact=address).values_list("number", flat=True))
    here = get_user_model().objects.filter(email__iexact=address).values_list("pk", flat=True)
    return sorted({*gone, *here})


def _in_words(records, sources) -> str:
    shown = {
        "records": [
            {
                "number": one.number,
                "what": one.what,
                "data": one.data,
                "closed_on": one.closed_on,
                "until": one.purge_on,
            }
            for one in records
        ],
        "sources": [
            {"number": one.number, "what": one.what, "object": one.object_id, "address": one.address, "at": one.at}
            for one in sources
        ],
    }
    return json.dumps(shown, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
