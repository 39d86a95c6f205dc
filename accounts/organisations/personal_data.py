"""What the organisations hold on people."""

from django.utils.translation import gettext_lazy as _

from portal.privacy.registry import Erasure, register
from portal.privacy.watched import watch

from .actions import roles
from .models import Closure, Delegation, Invitation, JoinRequest, Membership, Organisation, OrganisationEvent, Referent


def register_all() -> None:
    register(Membership, owner="person", purpose=_("The associations that you belong to."), first=roles.leave_all)
    register(Referent, owner="person", purpose=_("Your appointments as a referent, shown as a contact."))
    register(
        Invitation,
        owner=("invited_by", "kept_for"),
        purpose=_("Invitations to associations that you made; the address invited is forgotten once they are over."),
        on_erasure=Erasure.ANONYMISE,
        # one that was sent to somebody who leaves loses the address; whom others invite is theirs
        addresses=("address",),
        hidden=("address", "token_digest"),
    )
    register(
        JoinRequest,
        owner=("person", "decided_by"),
        purpose=_("Your requests to join associations, and what was answered."),
    )
    register(
        OrganisationEvent,
        owner=("by", "about"),
        purpose=_("The history of associations: who joined, left, answered for them."),
        on_erasure=Erasure.ANONYMISE,
    )
    register(
        Closure,
        owner=("asked_by", "decided_by"),
        purpose=_("Who asked for the closure of an association, and who decided."),
        on_erasure=Erasure.ANONYMISE,
    )
    register(
        Delegation,
        owner=("to", "made_by", "ended_by", "appointment__person"),
        purpose=_("Who stood in for which referent, and when."),
        on_erasure=Erasure.ANONYMISE,
    )
    watch(Organisation, bodies_of=Organisation.objects.of_person)
    watch(Membership, person_of=lambda membership: membership.person)
    watch(JoinRequest, person_of=lambda request: request.person)
