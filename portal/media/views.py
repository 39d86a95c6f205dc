"""How recordings and captions leave the house: with the type found in them, in parts, and able to do nothing."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents.views import serve

from portal.core import ranges

from .models import SiteDocument


@require_safe
def document(request, document_id: int, document_filename: str):
    """A document of the site. Recordings are played in pages and moved about in; any other is left to Wagtail."""
    found = SiteDocument.objects.exclude(media_type="").select_related("collection").filter(pk=document_id).first()
    if found is None:
        return serve.serve(request, document_id, document_filename)
    if found.filename != document_filename:
        raise Http404
    for ask in hooks.get_hooks("before_serve_document"):  # who may read this collection
        refusal = ask(found, request)
        if isinstance(refusal, HttpResponse):
            return refusal
    return _recording(request, found)


def _recording(request, found: SiteDocument):
    try:
        file = found.file.storage.open(found.file.name)
    except FileNotFoundError:
        raise Http404 from None
    etag = f'"{found.get_file_hash()}"'
    response = ranges.answer(request, file, size=file.size, media_type=found.media_type, etag=etag)
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    restricted = found.collection.get_view_restrictions().exists()
    response["Cache-Control"] = "private, no-store" if restricted else "public, max-age=3600"
    return response
