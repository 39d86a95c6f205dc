"""Files that a transaction writes go with it when it fails: a database rolls back its rows, a disk keeps its files."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.db.models.fields.files import FieldFile

_written: ContextVar[list[tuple] | None] = ContextVar("written_files", default=None)


@contextmanager
def atomic() -> Iterator[None]:
    """A transaction that also takes back the files of `note`. Nested in another such block, it takes back its own when
    it fails, and leaves them to the outer one when it succeeds."""
    outer, mine = _written.get(), []
    token = _written.set(mine)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for storage, name in mine:
            storage.delete(name)
        raise
    finally:
        _written.reset(token)
    if outer is not None:
        outer.extend(mine)


def note(file: FieldFile, *, instead_of: str = "") -> None:
    """Tell of a file that was just written; the name of the one it replaces is deleted once all is committed."""
    written = _written.get()
    if written is not None:
        written.append((file.storage, file.name))
    if instead_of and instead_of != file.name:
        storage = file.storage
        transaction.on_commit(lambda: storage.delete(instead_of))
