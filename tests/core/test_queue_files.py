"""The queue in files: a message is there whole, or not at all."""

from pathlib import Path

import pytest
from kombu import Connection

from portal.core.queue_files import Transport


def test_no_worker_sees_a_message_before_it_is_whole(tmp_path, monkeypatch):
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out")}
    rename, seen = Path.rename, []
    with Connection(
        "filesystem://", transport_options=folders | {"control_folder": str(tmp_path / "control")}
    ) as files:
        assert isinstance(files.transport, Transport), "portal.celery puts it in place"
        queue = files.SimpleQueue("bureau")

        def looked_at(part, whole):
            with pytest.raises(queue.Empty):
                queue.get_nowait()
            seen.append(part)
            return rename(part, whole)

        monkeypatch.setattr(Path, "rename", looked_at)
        queue.put({"change": 7})
        assert queue.get_nowait().payload == {"change": 7} and len(seen) == 1
        queue.close()
