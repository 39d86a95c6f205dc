"""The pictures of imported lessons, found again by their `origin`: « courses/<course>/<lesson>/<file> »."""

from django.core.files.base import ContentFile

from portal.core import written_files
from portal.media.models import SiteImage

from .files import FigureFile


def figure_origin(course: str, lesson: str) -> str:
    """Where a lesson's figures come from; a lesson keeps it when it moves to another sequence."""
    return f"courses/{course}/{lesson}/"


def figure_name(image: SiteImage) -> str:
    """The file name of a figure: that of its origin, or of the upload for a picture chosen in /cms/."""
    return (image.origin or image.filename).rpartition("/")[2]


def kept_figures(origin: str) -> dict[str, FigureFile]:
    """The figures already kept of a lesson, by file name."""
    figures = {}
    for image in SiteImage.objects.filter(origin__startswith=origin):
        try:
            with image.file.storage.open(image.file.name) as file:
                content = file.read()
        except FileNotFoundError:
            continue  # lost on disk: the import puts it back
        figures[figure_name(image)] = FigureFile(figure_name(image), content, image.title)
    return figures


def keep_figure(figure: FigureFile, origin: str) -> SiteImage:
    """The image row of a figure, made or brought up to date; pages that show it keep showing it."""
    image = SiteImage.objects.filter(origin=origin + figure.name).first() or SiteImage(origin=origin + figure.name)
    if image.pk and kept_figures(image.origin).get(figure.name) == figure:
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
