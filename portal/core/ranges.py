"""Parts of a file (RFC 9110, section 14): what lets a browser move about in a recording without loading it whole."""

import re
from typing import BinaryIO

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response

_BYTES = re.compile(r"^\s*bytes\s*=", re.IGNORECASE)
_ONE_RANGE = re.compile(r"^\s*bytes\s*=\s*(\d{0,19})\s*-\s*(\d{0,19})\s*$", re.IGNORECASE)
_CHUNK = 64 * 1024


class _Part:
    """So many bytes of a file from a place on, in chunks; closed with the response."""

    def __init__(self, file: BinaryIO, start: int, count: int):
        self.file, self.left, self.close = file, count, file.close
        file.seek(start)

    def __iter__(self):
        while self.left > 0 and (chunk := self.file.read(min(_CHUNK, self.left))):
            self.left -= len(chunk)
            yield chunk


def answer(request, file: BinaryIO, *, size: int, media_type: str, etag: str) -> HttpResponse:
    """The file, the part that was asked for (206), that there is no such part (416), or that nothing changed (304).

    `etag` is quoted. The response closes the file. Several parts at once are not given: the whole is, as the standard
    allows; no browser asks for them.
    """
    wanted = _wanted(request, size, etag)
    if wanted is None:
        file.close()
        response = HttpResponse(status=416, content_type=media_type)
        response["Content-Range"] = f"bytes */{size}"
        return _named(response, etag)
    start, end = wanted
    partial = (start, end) != (0, size) or _asks_for_one(request, etag)
    count = 0 if request.method == "HEAD" else end - start
    response = StreamingHttpResponse(_Part(file, start, count), content_type=media_type)
    response["Content-Length"] = str(end - start)
    if partial:
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    _named(response, etag)
    given = response if partial else get_conditional_response(request, etag=etag, response=response)
    if given is not response:
        file.close()
    return given


def _named(response, etag: str):
    response["Accept-Ranges"], response["ETag"] = "bytes", etag
    return response


def _asks_for_one(request, etag: str) -> bool:
    """Is there one range to give? Not when the file changed since the part that the browser has (`If-Range`)."""
    header = request.headers.get("Range", "")
    since = request.headers.get("If-Range")
    return request.method == "GET" and bool(_BYTES.match(header)) and "," not in header and since in (None, etag)


def _wanted(request, size: int, etag: str) -> tuple[int, int] | None:
    """First byte and the one after the last; None for a range that is none, or outside of the file."""
    if not _asks_for_one(request, etag):
        return 0, size
    found = _ONE_RANGE.match(request.headers["Range"])
    first, last = found.groups() if found else ("", "")
    if first:
        start, end = int(first), min(int(last) + 1 if last else size, size)
        return (start, end) if start < end else None
    if last and size:
        return (max(0, size - int(last)), size) if int(last) else None
    return None
