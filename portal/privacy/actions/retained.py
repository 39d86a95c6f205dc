"""The restricted store: noting whence a contribution came, purging what has served, reading for an authority."""

import getpass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ..models import Access, Disclosure, RetainedRecord, SourceAddress
from ..signals import disclosed

# Decree 2021-1362: data that identify the source of a connection, one year.
SOURCES_KEPT = timedelta(days=365)
BATCH = 5000


def note_source(*, contribution, person, address: str | None) -> None:
    """Keep whence a contribution (a saved row) came, for one year. Without an address there is nothing to keep."""
    if not address:
        return
    SourceAddress.objects.create(
        number=person.pk if person is not None and person.is_authenticated else None,
        what=contribution._meta.label,
        object_id=contribution.pk,
        address=address,
        purge_on=timezone.localdate() + SOURCES_KEPT,
    )


def purge() -> int:
    """Delete what is past its day; how many rows went."""
    gone = 0
    for model in (RetainedRecord, SourceAddress, Access):
        while True:
            old = list(model.objects.past_their_time().values_list("pk", flat=True)[:BATCH])
            if not old:
                break
            gone += model.objects.filter(pk__in=old).delete()[0]
    return gone


@transaction.atomic
def disclose(*, number: int | None, records: int, operator: str, authority: str, reference: str, reason: str):
    """Write down who reads, for whom and why, before anything is shown. The caller shows the rows afterwards."""
    disclosure = Disclosure.objects.create(
        operator=operator,
        system_user=getpass.getuser(),
        authority=authority,
        reference=reference,
        reason=reason,
        number=number,
        records=records,
    )
    disclosed.send(Disclosure, disclosure=disclosure)
    return disclosure
