"""What the apps above are told, in the transaction of the step itself: they write the mails."""

from django.dispatch import Signal

# export: a DataExport that can be fetched now
export_ready = Signal()
# departure, step (a Departure.State), person (None once erased), address: where to write to
departure_step = Signal()
# disclosure: a Disclosure, the restricted store was read for an authority
disclosed = Signal()
