"""The journal of readings in /cms/: whatever page of the administration shows a watched row or a list of them.

Wagtail's own log (`ModelLogEntry`) tells of each change; pages that are only read are told by the view that made them.
"""

from .actions.accesses import Act, Role, note
from .watched import find

PREFIX = "/cms/"
# lists to choose a row from, which are no templates
CHOOSERS = "/cms/snippets/choose/"


class CmsJournalMiddleware:
    """After AuthenticationMiddleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(CHOOSERS) and response.status_code == 200:
            model = getattr(request.resolver_match.func, "view_initkwargs", {}).get("model")
            note(by=request.user, role=Role.TEAM, act=Act.LISTED, model=model)
        return response

    def process_template_response(self, request, response):
        """Only pages that are drawn come here: what was refused, or led elsewhere, showed nothing."""
        if request.path.startswith(PREFIX) and request.user.is_authenticated:
            view = (response.context_data or {}).get("view")
            model, row = getattr(view, "model", None), getattr(view, "object", None)
            if getattr(row, "pk", None):
                note(by=request.user, role=Role.TEAM, act=Act.READ, model=model, row=row)
            elif getattr(view, "object_list", None) is not None:
                note(by=request.user, role=Role.TEAM, act=Act.LISTED, model=model)
        return response


def note_change(sender, instance, created, raw=False, **_kwargs) -> None:
    """Receiver of post_save of ModelLogEntry. A row that is to be deleted is still there."""
    model = instance.content_type.model_class() if created and not raw and instance.user_id else None
    if model is None or find(model) is None:
        return
    row = model._base_manager.filter(pk=instance.object_id).first()
    if row is not None:
        note(by=instance.user, role=Role.TEAM, act=Act.CHANGED, model=model, row=row)


def connect() -> None:
    from django.db.models.signals import post_save
    from wagtail.models import ModelLogEntry

    post_save.connect(note_change, sender=ModelLogEntry, dispatch_uid="privacy-journal-of-changes")
