"""The work of changes of folders: the association's space on the server becomes what is wanted, or is destroyed."""

from django.db.models import Case, F, Value, When
from django.utils import timezone

from ..models import CloudServer, TeamFolder
from ..nextcloud.converge import Claim, WantedGroup
from ..nextcloud.converge_folder import WantedFolder, converge_folder, remove_folder
from ..nextcloud.results import TeamFolder as Shown
from . import folders
from .outbox import LeaseLost

State = TeamFolder.State


def wanted_of(folder: TeamFolder) -> WantedFolder:
    """What the folder should be: its limit, and its association's group, which reads and writes."""
    return WantedFolder(
        mount_point=folder.mount_point,
        quota=folder.quota_bytes,
        group=WantedGroup(folder.group_id, folder.organisation.name),
    )


def figures_of(found: Shown) -> dict:
    """What the server shows, as columns of the folder."""
    return {"used_bytes": found.size, "limit_bytes": found.quota, "seen_at": timezone.now()}


class Converging:
    @staticmethod
    def begin(folder: TeamFolder) -> None:
        """Nobody is told before it is there."""

    @staticmethod
    def bring(folder: TeamFolder, client, token: str) -> dict:
        """Converge, and give what the server then shows. The id is committed as soon as it is known."""
        if folder.state == State.DELETED:
            return {}

        def write(**columns) -> None:
            if not TeamFolder.objects.filter(pk=folder.pk, lease_token=token).update(**columns):
                raise LeaseLost

        found = converge_folder(
            client,
            wanted_of(folder),
            known_id=folder.remote_id,
            claim=Claim(folder.claim),
            before_create=lambda: write(claim=TeamFolder.Claim.TRIED),
            keep_id=lambda number: write(remote_id=number, claim=TeamFolder.Claim.OURS),
        )
        return {
            "state": Case(When(state=State.CLOSING, then=F("state")), default=Value(State.ACTIVE.value)),
            "activated_at": folder.activated_at or timezone.now(),
            "drift": [],
            **figures_of(found),
        }

    @staticmethod
    def finish(folder: TeamFolder) -> None:
        # it was made there, so that the app is there too
        CloudServer.objects.filter(pk=folder.server_id, folders_version="").update(folders_version=None)
        folders.note_ready(folder=folder)


class Deleting:
    @staticmethod
    def begin(folder: TeamFolder) -> None:
        """Nobody is told before it is done."""

    @staticmethod
    def bring(folder: TeamFolder, client, token: str) -> dict:
        """Delete, unless it was kept in the meantime; one that is gone already, or never was, is what was wanted."""
        if not TeamFolder.objects.to_delete().filter(pk=folder.pk).exists():
            return {}
        if folder.claim != TeamFolder.Claim.NONE:
            remove_folder(client, wanted_of(folder), known_id=folder.remote_id, claim=Claim(folder.claim))
        return {
            "state": State.DELETED,
            "delete_after": None,
            "used_bytes": None,
            "limit_bytes": None,
            "drift": [],
        }

    @staticmethod
    def finish(folder: TeamFolder) -> None:
        folders.note_deleted(folder=folder)
