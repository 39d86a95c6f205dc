"""Every write on organisations: `invitations` and `joining` let people in, `roles` says who answers for what, `closing`
ends. Each locks the organisation's row first, so that two clicks at the same second come one after the other."""


class Refused(Exception):
    """A step that cannot be taken now; its text says why, in words for whoever tried."""


class InvitationGone(Exception):
    """The invitation lets nobody in: unknown, used, withdrawn or too old. The four are not told apart."""
