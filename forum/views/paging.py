"""Lists of topics, page by page. The database finds twenty numbers and reads only the rows of these: what stands before
them in the list is counted off without its messages, authors and reports, and from the end of the list when that is
nearer."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

from forum.machina.forum_conversation.models import TOPICS_PER_PAGE, Topic


class TopicPaginator(Paginator):
    """`topics` is a queryset in order; pages are lists of topics with what a row shows. `count` where it is known."""

    def __init__(self, topics, *, count: int | None = None):
        super().__init__(topics.values_list("pk", flat=True), TOPICS_PER_PAGE)
        self._count = count

    @cached_property
    def count(self) -> int:
        return super().count if self._count is None else self._count

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        behind = min(first + self.per_page, self.count)
        if first > self.count // 2:
            numbers = [*self.object_list.reverse()[self.count - behind : self.count - first]][::-1]
        else:
            numbers = list(self.object_list[first:behind])
        rows = Topic.objects.with_list_row().in_bulk(numbers)
        return self._get_page([rows[one] for one in numbers if one in rows], number, self)
