"""The queue in files of the embedded mode, without its one race.

kombu opens a message under its last name and writes it then: a worker that comes in between reads nothing, and ends
with an error that nobody catches. Here a message gets its name once it is whole. `portal.celery` puts it in place.
"""

from pathlib import Path
from time import monotonic
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **_kwargs):
        folder, name = Path(self.data_folder_out), f"{round(monotonic() * 1000)}_{uuid4()}"
        part = folder / f"{name}.part"  # which no reader takes
        try:
            part.write_bytes(dumps(payload).encode())
            part.rename(folder / f"{name}.{queue}.msg")
        except OSError as error:
            raise ChannelError(f"Cannot add {name} to {folder}") from error


class Transport(filesystem.Transport):
    Channel = Channel
