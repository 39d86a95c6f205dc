"""Documents that take a while to make, kept under the digest of all that goes into them: a changed comma makes another
document, and nothing has to be purged."""

import hashlib
import json

from django.core.cache import caches

from portal.core import page_cache

KEPT_FOR = 30 * 24 * 3600  # seconds


def document(kind: str, course, *, parts, lay_out) -> tuple[str, bytes] | None:
    """(digest, file) of what `lay_out(parts(course))` makes; None when there are no parts.

    Parts are plain data but for `files`, pictures by name.
    """
    digest = page_cache.remember(f"course-{kind}:{course.pk}", lambda: _digest(parts(course)))
    if digest is None:
        return None
    found = caches[page_cache.CACHE].get(_key(kind, digest))
    if found is None:
        made_of = parts(course)
        if made_of is None:
            return None
        digest, found = _digest(made_of), lay_out(made_of)
        caches[page_cache.CACHE].set(_key(kind, digest), found, KEPT_FOR)
    return digest, found


def _key(kind: str, digest: str) -> str:
    return f"course-{kind}:{digest}"


def _digest(parts: dict | None) -> str | None:
    if parts is None:
        return None
    files = {name: hashlib.sha256(content).hexdigest() for name, content in parts["files"].items()}
    words = json.dumps(parts | {"files": files}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()
