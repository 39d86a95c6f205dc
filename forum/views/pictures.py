"""Serves the pictures of messages: asked for each time, and never as a page of ours."""

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.views.generic import View

from forum import rules
from forum.support.models import Attachment

POLICY = "default-src 'none'; sandbox"


class PictureView(View):
    """A picture for whoever may read its message; not found for anybody else, so that nothing is learnt."""

    small = False

    def get(self, request, key):
        pictures = Attachment.objects.select_related("post__topic__forum", "post__topic__poster")
        picture = get_object_or_404(pictures, key=key)
        if not rules.may_open_picture(picture, request.user):
            raise Http404
        etag = f'"{picture.digest[:32]}{"-small" if self.small else ""}"'
        response = HttpResponseNotModified() if request.headers.get("If-None-Match") == etag else self._file(picture)
        response["ETag"] = etag
        # Kept by this reader's browser alone, which asks each time: it may be removed, or the board closed to them.
        response["Cache-Control"] = "private, no-cache"
        response["Content-Security-Policy"] = POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    def _file(self, picture: Attachment) -> HttpResponse:
        file = picture.small if self.small else picture.file
        try:
            with file.open("rb") as opened:
                content = opened.read()
        except FileNotFoundError as error:
            raise Http404 from error
        kind = "image/webp" if self.small else picture.content_type
        response = HttpResponse(content, content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="image-{picture.pk}.{kind.partition("/")[2]}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
