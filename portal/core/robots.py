"""Who is no reader: programs that say so in the name by which they present themselves."""

import re

ROBOT = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|monitor|scan|fetch|headless|curl|wget|python|java/|go-http|httpclient"
    r"|libwww|facebookexternalhit|feed",
    re.IGNORECASE,
)


def is_robot(agent: str) -> bool:
    """Whether a User-Agent is that of a program; one that says nothing is none of a browser."""
    return agent in ("", "-") or ROBOT.search(agent) is not None
