"""What apps above hear of organisations. Sent inside the transaction of the change: a receiver writes rows and queues,
and calls nobody outside."""

from django.dispatch import Signal

# organisation, person: they joined or left
membership_changed = Signal()
# memberships: those that an import has just added, of people who had an account before; thousands at once
memberships_added = Signal()
# organisation, person: they answer for it now, or no longer
role_changed = Signal()
# organisation: it belongs to another territory
organisation_moved = Signal()
# organisation, by
organisation_closed = Signal()
# organisation
organisation_reopened = Signal()
