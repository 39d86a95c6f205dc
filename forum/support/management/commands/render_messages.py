"""Renders the HTML of messages again from their source, after the renderer has changed; their dates stay."""

from django.core.management.base import BaseCommand

from forum.machina.forum_conversation.models import Post
from portal.core import page_cache
from portal.core.markdown import render_post

BATCH = 500


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        changed = 0
        batch: list[Post] = []
        for post in Post.objects.order_by("pk").only("content", "_content_rendered").iterator(chunk_size=BATCH):
            html = str(render_post(post.content.raw))
            if html == post._content_rendered:
                continue
            post._content_rendered = html
            batch.append(post)
            if len(batch) == BATCH:
                changed += self._write(batch)
                batch = []
        changed += self._write(batch)
        page_cache.purge()
        self.stdout.write(f"{changed} messages rendered again")

    @staticmethod
    def _write(batch: list[Post]) -> int:
        return Post.objects.bulk_update(batch, ["_content_rendered"]) if batch else 0
