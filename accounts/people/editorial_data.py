"""What the editing tool (Wagtail) holds on the people who write, publish and administer."""

from django.utils.translation import gettext_lazy as _

from portal.privacy.registry import Erasure, register


def register_all() -> None:
    """The work stays for the house, without the name; what only served its author goes."""
    from wagtail import models as wagtail
    from wagtail.admin.models import EditingSession, FormState
    from wagtail.documents.models import Document
    from wagtail.images.models import Image
    from wagtail.users.models import UserProfile

    from portal.media.models import SiteDocument, SiteImage

    written = _("What you wrote, changed or published on this site: it stays, without your name.")
    for model, owner in (
        (wagtail.Page, ("owner", "locked_by")),
        (wagtail.Revision, ("user",)),
        (wagtail.PageLogEntry, ("user",)),
        (wagtail.ModelLogEntry, ("user",)),
        (wagtail.WorkflowState, ("requested_by",)),
        (wagtail.TaskState, ("finished_by",)),
        (wagtail.Comment, ("user", "resolved_by")),
        (wagtail.CommentReply, ("user",)),
        (SiteImage, ("uploaded_by_user",)),
        (SiteDocument, ("uploaded_by_user",)),
        (Image, ("uploaded_by_user",)),
        (Document, ("uploaded_by_user",)),
    ):
        register(model, owner=owner, purpose=written, on_erasure=Erasure.ANONYMISE)
    own = _("Your settings and unfinished work in the administration.")
    for model, owner in (
        (UserProfile, "user"),
        (EditingSession, "user"),
        (FormState, "user"),
        (wagtail.PageSubscription, "user"),
        (wagtail.UploadedFile, "uploaded_by_user"),
    ):
        register(model, owner=owner, purpose=own)
