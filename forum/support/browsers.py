"""A browser in words, for a bug report: « Firefox 128, Windows ». Nothing else of the header is kept."""

import re

# Those that call themselves by others' names too stand first.
_BROWSERS = (
    (r"Edg(?:e|A|iOS)?/(\d+)", "Edge"),
    (r"OPR/(\d+)", "Opera"),
    (r"SamsungBrowser/(\d+)", "Samsung Internet"),
    (r"Vivaldi/(\d+)", "Vivaldi"),
    (r"(?:Firefox|FxiOS)/(\d+)", "Firefox"),
    (r"(?:Chrome|CriOS)/(\d+)", "Chrome"),
    (r"Version/(\d+)[\d.]* .*Safari/", "Safari"),
)
_SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"CrOS", "ChromeOS"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"Linux|X11", "Linux"),
)


def in_words(user_agent: str) -> str:
    """Browser with its version, and system; "" when the header says nothing known."""
    sent = user_agent[:500]
    browser = next((f"{name} {found[1]}" for pattern, name in _BROWSERS if (found := re.search(pattern, sent))), "")
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, sent)), "")
    return ", ".join(part for part in (browser, system) if part) if browser else ""
