"""A reader's preferences (language, font) in one necessary cookie, set only when they choose something."""

from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.utils import translation

from .visitors import PREFERENCES_COOKIE

READING_FONTS = ("system", "atkinson")
ONE_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Preferences:
    """What a reader chose; the defaults hold for whoever chose nothing."""

    language: str = "fr"
    font: str = "system"

    @classmethod
    def from_request(cls, request) -> "Preferences":
        """Read the cookie; anything unknown in it counts as not chosen."""
        chosen = QueryDict(request.COOKIES.get(PREFERENCES_COOKIE, "")[:200])
        language = chosen.get("language", cls.language)
        font = chosen.get("font", cls.font)
        return cls(
            language=language if language in dict(settings.LANGUAGES) else cls.language,
            font=font if font in READING_FONTS else cls.font,
        )

    def save(self, response) -> None:
        """Write the cookie, or take it away when everything is back to the defaults."""
        if self == Preferences():
            response.delete_cookie(PREFERENCES_COOKIE, samesite="Lax")
            return
        value = QueryDict(mutable=True)
        value.update({"language": self.language, "font": self.font})
        response.set_cookie(
            PREFERENCES_COOKIE,
            value.urlencode(),
            max_age=ONE_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


class PreferencesMiddleware:
    """Puts `request.preferences` on every request and speaks the chosen language; no Vary for who chose nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.preferences = Preferences.from_request(request)
        request.LANGUAGE_CODE = request.preferences.language
        with translation.override(request.preferences.language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.preferences.language)
        return response
