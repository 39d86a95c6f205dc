"""What the editing tool (Wagtail) holds on the people who write, publish and administer."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from portal.privacy.registry import Erasure, register

# Columns by which the tool finds its way, and which say nothing of a person.
INSIDES = (
    *("path", "depth", "numchild", "translation_key", "url_path", "content_type", "base_content_type", "object_id"),
    *("content_hash", "file_hash", "alias_of", "locale", "uuid", "contentpath", "position", "dismissibles"),
    *("latest_revision", "live_revision", "revision", "draft_title", "for_content_type", "parent_object_id"),
)


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
        (SiteImage, ("uploaded_by_user",)),
        (SiteDocument, ("uploaded_by_user",)),
        (Image, ("uploaded_by_user",)),
        (Document, ("uploaded_by_user",)),
    ):
        more = {"first": forget_log_of} if model is wagtail.ModelLogEntry else {}
        register(model, owner=owner, purpose=written, on_erasure=Erasure.ANONYMISE, hidden=INSIDES, **more)
    # the library lets no comment stand without its author
    notes = _("What you noted beside pages in the administration.")
    register(wagtail.Comment, owner=("user", "resolved_by"), purpose=notes, hidden=INSIDES)
    register(wagtail.CommentReply, owner="user", purpose=notes, hidden=INSIDES)
    own = _("Your settings and unfinished work in the administration.")
    for model, owner in (
        (UserProfile, "user"),
        (EditingSession, "user"),
        (FormState, "user"),
        (wagtail.PageSubscription, "user"),
        (wagtail.UploadedFile, "uploaded_by_user"),
    ):
        register(model, owner=owner, purpose=own, hidden=INSIDES)


def forget_log_of(person, **_kwargs) -> None:
    """The log of the administration names whose account was changed there: those lines go."""
    from wagtail.models import ModelLogEntry

    about = ContentType.objects.get_for_model(person)
    ModelLogEntry.objects.filter(content_type=about, object_id=str(person.pk)).delete()
