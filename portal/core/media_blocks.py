"""Blocks for sound and moving pictures. Nobody needs to hear or see them: each comes with all its words.

Recordings and captions are documents of the site, known by what was found in them (`media_type`).
"""

from contextvars import ContextVar

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from . import markdown, media_pieces, peertube, recordings, sizes

TRANSCRIPT_HELP = _("Everything that is said, and what must be seen to understand it, in words. Markdown.")


class DurationBlock(blocks.CharBlock):
    """« 4:05 »."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("Minutes and seconds, for instance 4:05; 1:04:05 for more than an hour."))
        super().__init__(max_length=9, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value and media_pieces.seconds(value) is None:
            raise ValidationError(_("Write minutes and seconds, for instance 4:05."))
        return value


class LanguageBlock(blocks.RegexBlock):
    def __init__(self, **kwargs):
        messages = {"invalid": _("Write the code of a language, for instance fr, en or br.")}
        super().__init__(rf"^{media_pieces.LANGUAGE.pattern}$", error_messages=messages, **kwargs)


class RecordingBlock(DocumentChooserBlock):
    """A document that holds what is asked for: sound, moving pictures or captions."""

    def __init__(self, wanted: str = "", **kwargs):
        self.wanted = wanted
        super().__init__(**kwargs)

    def bulk_to_python(self, values):
        known = _at_once.get()
        return [known.get(value) for value in values] if known is not None else super().bulk_to_python(values)

    def clean(self, value):
        value = super().clean(value)
        if value and not value.media_type.startswith(self.wanted):
            raise ValidationError(_REFUSALS[self.wanted])
        return value


_at_once: ContextVar[dict | None] = ContextVar("documents_at_once", default=None)


def read_documents_at_once(body) -> None:
    """Read the documents of a text in one query, where Wagtail would make one for each kind of block. The text keeps
    them."""
    wanted = {number for block in body.raw_data for number in _documents_of(block["type"], block["value"])}
    if not wanted:
        return
    token = _at_once.set(get_document_model().objects.in_bulk(wanted))
    try:
        for child in body:
            child.value  # noqa: B018 - reading it is what keeps it
    finally:
        _at_once.reset(token)


def _documents_of(kind: str, value) -> list[int]:
    if kind not in ("audio", "video"):
        return []
    captions = [one.get("value", one) for one in value.get("captions", ())]
    return [number for number in (value.get("file"), *(one["file"] for one in captions)) if number]


_REFUSALS = {
    "audio/": _("This document is no sound recording: choose an MP3, M4A, Ogg or WebM file."),
    "video/": _("This document is no video: choose an MP4 or WebM file."),
    recordings.CAPTIONS_TYPE: _("This document holds no captions: choose a WebVTT file, whose name ends in .vtt."),
}


class CaptionsBlock(blocks.StructBlock):
    """Captions in one language."""

    language = LanguageBlock(label=_("Language"), default=media_pieces.CAPTIONS_IN, help_text=_("fr, en, br…"))
    file = RecordingBlock(recordings.CAPTIONS_TYPE, label=_("WebVTT file (.vtt)"))

    class Meta:
        label = _("Captions")


class RecordingValue(blocks.StructValue):
    """What templates show of a recording."""

    @property
    def duration_words(self) -> str:
        total = media_pieces.seconds(self["duration"] or "")
        if total is None:
            return ""
        minutes, rest = divmod(total, 60)
        hours, minutes = divmod(minutes, 60)
        parts = [(_now("%s h"), hours), (_now("%s min"), minutes), (_now("%s s"), rest)]
        return " ".join(words % count for words, count in parts if count)

    @property
    def kind_and_size(self) -> str:
        """« WebM, 12,3 Mo »."""
        subtype = self["file"].media_type.rpartition("/")[2]
        form = "M4A" if self["file"].media_type == "audio/mp4" else recordings.SPOKEN_TYPES.get(subtype, subtype)
        size = self["file"].get_file_size()
        return f"{form}, {sizes.spoken(size)}" if size else form

    @property
    def tracks(self) -> list[dict]:
        """Captions for the browser, each in the name that its language gives itself; lost ones are left out."""
        return [
            {"url": one["file"].url, "language": one["language"], "label": _own_name(one["language"])}
            for one in self["captions"]
            if one["file"]
        ]

    @property
    def poster_url(self) -> str:
        return picture_url(self["poster"])


def _own_name(language: str) -> str:
    try:
        return get_language_info(language)["name_local"].capitalize()
    except KeyError:
        return language


def picture_url(image) -> str:
    """Where a picture is shown from: drawings as they are, photographs in a width that serves everybody."""
    if image is None:
        return ""
    return image.file.url if image.is_svg() else image.get_rendition("width-1200").url


class AudioBlock(blocks.StructBlock):
    """Sound, with everything that is said."""

    title = blocks.CharBlock(max_length=200, label=_("Title"))
    file = RecordingBlock("audio/", label=_("Sound"), help_text=_("MP3 and M4A play everywhere."))
    duration = DurationBlock(label=_("Duration"))
    transcript = blocks.TextBlock(label=_("Transcript"), help_text=TRANSCRIPT_HELP)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        return {**context, "transcript": markdown.render(value["transcript"] or "")}

    class Meta:
        template = "components/blocks/audio.html"
        value_class = RecordingValue
        icon = "media"
        label = _("Sound recording")


class VideoBlock(blocks.StructBlock):
    """Moving pictures, with captions and everything that is said and shown."""

    title = blocks.CharBlock(max_length=200, label=_("Title"))
    file = RecordingBlock("video/", label=_("Video"), help_text=_("MP4 (H.264 and AAC) plays everywhere."))
    duration = DurationBlock(label=_("Duration"))
    silent = blocks.BooleanBlock(required=False, label=_("Nobody speaks in it"))
    captions = blocks.ListBlock(CaptionsBlock(), default=[], label=_("Captions"))
    poster = ImageChooserBlock(required=False, label=_("Picture shown before it plays"))
    transcript = blocks.TextBlock(label=_("Transcript"), help_text=TRANSCRIPT_HELP)

    def clean(self, value):
        cleaned = super().clean(value)
        languages = [one["language"] for one in cleaned["captions"]]
        if not media_pieces.has_its_captions(silent=cleaned["silent"], languages=languages):
            words = _("Add captions in French, or say that nobody speaks in it.")
        elif len(set(languages)) < len(languages):
            words = _("Each language can have its captions once.")
        else:
            return cleaned
        error = ListBlockValidationError(non_block_errors=ValidationError([words]))
        raise StructBlockValidationError(block_errors={"captions": error})

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        return {**context, "transcript": markdown.render(value["transcript"] or "")}

    class Meta:
        template = "components/blocks/video.html"
        value_class = RecordingValue
        icon = "media"
        label = _("Video")


class PeertubeValue(blocks.StructValue):
    """A video on somebody else's host. `page_url` is our page that shows it after asking, where a page gave it one."""

    page_url = ""

    @cached_property
    def video(self) -> peertube.Video | None:
        try:
            return peertube.video(self["address"] or "")
        except peertube.BrokenAddress:
            return None

    @property
    def poster_url(self) -> str:
        return picture_url(self["poster"])


class PeertubeAddressBlock(blocks.CharBlock):
    def clean(self, value):
        value = super().clean(value).strip()
        if value:
            try:
                peertube.video(value)
            except peertube.BrokenAddress as error:
                raise ValidationError(str(error)) from error
        return value


class PeertubeBlock(blocks.StructBlock):
    """A video on a PeerTube instance; nothing is asked of the instance before the reader agrees."""

    title = blocks.CharBlock(max_length=200, label=_("Title"))
    address = PeertubeAddressBlock(label=_("Address"), help_text=_("For instance https://peertube.example/w/…"))
    poster = ImageChooserBlock(required=False, label=_("Picture shown before it plays"))
    transcript = blocks.TextBlock(label=_("Transcript"), help_text=TRANSCRIPT_HELP)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        return {**context, "transcript": markdown.render(value["transcript"] or "")}

    class Meta:
        template = "components/blocks/peertube.html"
        value_class = PeertubeValue
        icon = "media"
        label = _("PeerTube video")


MEDIA_BLOCKS = [("audio", AudioBlock()), ("video", VideoBlock()), ("peertube", PeertubeBlock())]


def value_of(kind: str, argument: str, said: dict, *, find_image, find_document) -> dict:
    """Stream data of a piece as `media_pieces.read` read it; both functions take a file name."""
    value = {"title": said["title"], "transcript": said["transcript"]}
    if kind == "peertube":
        value["address"] = argument
    else:
        value |= {"file": find_document(argument), "duration": said["duration"]}
    if kind == "video":
        value["silent"] = said["silent"]
        value["captions"] = [{"language": language, "file": find_document(name)} for language, name in said["captions"]]
    if kind != "audio":
        value["poster"] = find_image(said["poster"]) if said.get("poster") else None
    return value


def piece_of(kind: str, value, *, image_name, document_name):
    """The inverse of `value_of`: the piece of a block."""
    said = {"title": value["title"], "duration": value.get("duration"), "transcript": value["transcript"]}
    if kind == "video":
        said["silent"] = bool(value["silent"])
        said["captions"] = [(one["language"], document_name(one["file"])) for one in value["captions"]]
    if kind != "audio" and value["poster"]:
        said["poster"] = image_name(value["poster"])
    argument = value["address"] if kind == "peertube" else document_name(value["file"])
    return media_pieces.write(kind, argument, said)
