"""Serves uploaded public files in the embedded mode; on a real host nginx does. A file is never a page of ours."""

import posixpath

from django.conf import settings
from django.http import Http404
from django.views.static import serve


def media(request, path):
    """A file of MEDIA_ROOT; scripts in it (SVG) can do nothing. Documents go through Wagtail, which asks who reads."""
    # `serve` would look there for « /media//documents/… » and « /media/x/../documents/… » too.
    if posixpath.normpath(path).lstrip("/").partition("/")[0] == "documents":
        raise Http404
    try:
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
    except OSError as error:  # a name that no file can bear
        raise Http404 from error
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=86400"
    return response
