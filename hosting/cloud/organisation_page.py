"""What the cloud shows on the page of an association: its space, how full it is, and how it stands."""

from . import rules
from .trail import folder_in_words, gauge_of_folder, state_of_folder


def section(request, organisation) -> dict:
    """For whoever may see the association; empty while it has no space."""
    folder = organisation.team_folders.living().select_related("server").first()
    if folder is None:
        return {}
    folder.organisation = organisation
    return {
        "folder": folder,
        "gauge": gauge_of_folder(folder),
        "state": state_of_folder(folder),
        "words": folder_in_words(folder),
        "may_look_after": rules.may_look_after_folder(request.user, folder),
    }
