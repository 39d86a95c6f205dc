"""What ships to every host says nothing of one host: neither its name, nor its town, telephone or figures."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [
    ROOT / "portal/pages/content/pages.yaml",
    *sorted((ROOT / "portal/pages/content/sheets").glob("*.md")),
    *sorted((ROOT / "courses/content").rglob("lesson.md")),
]
INVENTED = re.compile(
    r"framaligue|\b0[1-9] \d\d \d\d \d\d \d\d\b|"
    # a link to a row that only the demonstration has
    r"\]\(/(?:services|incidents|nouvelles|agenda|transparence)/[a-z0-9]|"
    r"[Cc]hez nous\b|\b[Nn]ous (?:n’)?héberge|\bnos (?:serveurs|CGU)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_shipped_text_speaks_of_no_host(path):
    assert not INVENTED.findall(path.read_text(encoding="utf-8"))
