"""The pictures of lessons, between files and image rows. Imported ones are found again by their `origin`:
« courses/<course>/<lesson>/<file> »; those chosen in /cms/ have none."""

from pathlib import PurePath

from django.core.files.base import ContentFile

from portal.core import pictures, written_files
from portal.core.drawings import UnsafeDrawing, check_svg
from portal.media.models import SiteImage

from .files import FigureFile

SUFFIXES = {".svg", *pictures.FORMATS}
# The kinds of blocks that show a picture, and the name under which they hold it.
_PICTURES = {"figure": "image", "video": "poster", "peertube": "poster"}


def figure_origin(course: str, lesson: str) -> str:
    """Where a lesson's figures come from; a lesson keeps it when it moves to another sequence."""
    return f"courses/{course}/{lesson}/"


def figure_name(image: SiteImage) -> str:
    """The file name of a figure: that of its origin, or of the upload for a picture chosen in /cms/."""
    return (image.origin or image.filename).rpartition("/")[2]


def figure_from_bytes(name: str, content: bytes) -> FigureFile:
    """A checked figure; its title is a drawing's own, or the name of its file. UnsafeDrawing or BrokenPicture."""
    stem = PurePath(name).stem
    if PurePath(name).suffix.lower() == ".svg":
        return FigureFile(name, content, check_svg(content) or stem)
    pictures.check_picture(name, content)
    return FigureFile(name, content, stem)


def images_shown(body) -> dict[str, SiteImage]:
    """The pictures that a lesson's text shows, by the file name each would have; no two share one."""
    named: dict[str, SiteImage] = {}
    for child in body:
        field = _PICTURES.get(child.block_type)
        image = child.value[field] if field else None
        if image is None or image in named.values():
            continue
        name = PurePath(figure_name(image))
        free, number = str(name), 2
        while free in named:
            free, number = f"{name.stem}-{number}{name.suffix}", number + 1
        named[free] = image
    return named


def figures_of(images: dict[str, SiteImage]) -> tuple[FigureFile, ...]:
    """Pictures as files hold them; one whose file is lost is left out. What an import refuses is not judged here."""
    figures = []
    for name in sorted(images):
        content = _content(images[name])
        if content is None:
            continue  # lost on disk: an import puts it back, an export tells
        try:
            figures.append(figure_from_bytes(name, content))
        except (UnsafeDrawing, pictures.BrokenPicture, KeyError):
            figures.append(FigureFile(name, content, PurePath(name).stem))
    return tuple(figures)


def _content(image: SiteImage) -> bytes | None:
    try:
        with image.file.storage.open(image.file.name) as file:
            return file.read()
    except FileNotFoundError:
        return None


def keep_figure(figure: FigureFile, origin: str) -> SiteImage:
    """The image row of a figure, made or brought up to date; pages that show it keep showing it."""
    image = SiteImage.objects.filter(origin=origin + figure.name).first() or SiteImage(origin=origin + figure.name)
    if image.pk and image.title == figure.title[:255] and _content(image) == figure.content:
        return image
    replaced = image.file.name if image.pk else ""
    image.title = figure.title[:255]
    image.file = ContentFile(figure.content, name=figure.name)
    image.file_hash = ""
    image.file_size = len(figure.content)
    image.save()
    written_files.note(image.file, instead_of=replaced)
    image._set_file_hash()
    image.save(update_fields=["file_hash"])
    image.renditions.all().delete()
    return image
