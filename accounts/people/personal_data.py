"""What the accounts hold on a person, ours and those of the sign-in library."""

from django.utils.translation import gettext_lazy as _

from portal.privacy.registry import Erasure, register


def register_all() -> None:
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    from portal.notifications.models import Mail

    from .models import Consent

    register(
        Consent,
        owner="person",
        purpose=_("Proof of the texts that you accepted."),
        on_erasure=Erasure.KEEP,
        keep_for=_("One year after the account is closed (decree 2021-1362)."),
    )
    register(EmailAddress, owner="user", purpose=_("Signing in and writing to you."))
    register(Authenticator, owner="user", purpose=_("Your second factor and recovery codes."))
    register(UserSession, owner="user", purpose=_("Showing you where you are signed in: device and date, no address."))
    register(Mail, owner="person", purpose=_("Mails that we sent you, so that each step is told once."))
    _register_of_the_administration()


def _register_of_the_administration() -> None:
    """What Wagtail keeps of those who write and publish. Contents stay the host's, without the name."""
    from wagtail.admin.models import EditingSession, FormState
    from wagtail.documents.models import Document
    from wagtail.images.models import Image
    from wagtail.models import (
        Comment,
        CommentReply,
        ModelLogEntry,
        Page,
        PageLogEntry,
        PageSubscription,
        Revision,
        TaskState,
        UploadedFile,
        WorkflowState,
    )
    from wagtail.users.models import UserProfile

    from portal.media.models import SiteDocument, SiteImage

    authorship = {
        Page: ("owner", "locked_by"),
        Revision: ("user",),
        PageLogEntry: ("user",),
        ModelLogEntry: ("user",),
        Comment: ("user", "resolved_by"),
        CommentReply: ("user",),
        WorkflowState: ("requested_by",),
        TaskState: ("finished_by",),
        SiteImage: ("uploaded_by_user",),
        SiteDocument: ("uploaded_by_user",),
        Image: ("uploaded_by_user",),
        Document: ("uploaded_by_user",),
        UploadedFile: ("uploaded_by_user",),
    }
    for model, owner in authorship.items():
        register(model, owner=owner, purpose=_("Who wrote or changed a published text."), on_erasure=Erasure.ANONYMISE)
    for model in (UserProfile, EditingSession, FormState, PageSubscription):
        register(model, owner="user", purpose=_("Your settings and open pages in the administration."))
