"""Videos of a lesson that other hosts keep (PeerTube). A lesson asks nothing of them; each has a page of its own, which
shows it to those who agreed, under a policy that lets that one host in (`tool_views.foreign_video`).
"""


def of_lesson(lesson) -> list:
    """The values of a lesson's PeerTube blocks, in their order: their numbers count from 1."""
    return [child.value for child in lesson.body if child.block_type == "peertube"]


def give_addresses(lesson, url: str) -> None:
    """Tell each video of the lesson at `url` the address of the page that shows it."""
    for number, value in enumerate(of_lesson(lesson), start=1):
        value.page_url = f"{url}video/{number}/"
