"""How recordings and captions leave the house: with the type found in them, in parts, and able to do nothing."""

from django.http import Http404
from wagtail import hooks

from portal.core import ranges


@hooks.register("before_serve_document", order=100)  # after Wagtail has asked who may read
def serve_recording(document, request):
    """A recording is played in the page and moved about in; any other document is left to Wagtail."""
    if not document.media_type:
        return None
    try:
        file = document.file.storage.open(document.file.name)
    except FileNotFoundError:
        raise Http404 from None
    etag = f'"{document.get_file_hash()}"'
    response = ranges.answer(request, file, size=file.size, media_type=document.media_type, etag=etag)
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    restricted = document.collection.get_view_restrictions().exists()
    response["Cache-Control"] = "private, no-store" if restricted else "public, max-age=3600"
    return response
