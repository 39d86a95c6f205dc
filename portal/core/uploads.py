"""Files that people send with a form: read as a stream, never more than a bound each, the rest of the form unharmed."""

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler


class BoundedUploads(TemporaryFileUploadHandler):
    """Stops keeping a file at `most` bytes, and any file after the first `count`; what was typed beside it still
    arrives. `refused` holds the names of those that were too large, `left_out` how many were too many.

    Django's own limits drop the whole form. Set it as the first thing: `request.upload_handlers = [handler]`.
    """

    def __init__(self, request, *, most: int, count: int):
        super().__init__(request)
        self.most, self.count = most, count
        self.refused: list[str] = []
        self.seen = self.left_out = 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.seen += 1
        if self.seen > self.count:
            self.left_out += 1
            raise SkipFile  # Django closes `self.file`: the new one, or the last that was kept would go

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > self.most:
            self.refused.append(self.file_name)
            raise SkipFile
        super().receive_data_chunk(raw_data, start)
