"""Files that are served: ours under names that change with them, other people's so that they can do nothing."""

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import override_settings

from portal.media.models import SiteImage

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" onload="alert(1)">'
    '<script>fetch("/compte/")</script><a href="javascript:alert(1)"><text>x</text></a></svg>'
)


def served(client, name: str, content: bytes | str):
    stored = default_storage.save(name, ContentFile(content))
    try:
        answer = client.get(f"/media/{stored}")
        return answer, b"".join(answer.streaming_content)
    finally:
        default_storage.delete(stored)


@pytest.mark.parametrize("name", ["dessin.svg", "page.html", "texte.txt"])
def test_a_file_that_someone_sent_runs_nothing_in_our_name(client, db, name):
    answer, body = served(client, name, SVG)
    assert body == SVG.encode()
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy
    assert "script-src" not in policy and "allow-scripts" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies


@pytest.mark.parametrize(
    "path",
    ["../portal/settings/base.py", "%2e%2e/portal.sqlite3", "..%2f..%2fetc/passwd", "/etc/passwd", "", "a" * 3000],
)
def test_nothing_outside_the_folder_of_uploads_is_served(client, db, path):
    assert client.get(f"/media/{path}").status_code in {400, 404}


def test_a_drawing_keeps_its_size_and_is_never_rendered_to_pixels(db):
    image = SiteImage(title="Dessin", file=ContentFile(SVG.encode(), name="dessin.svg"))
    image.save()
    assert (image.width, image.height) == (10, 10)
    assert image.is_svg()
    image.file.delete(save=False)


def test_only_the_built_stylesheet_is_found_never_its_sources():
    assert finders.find("css/site.css")
    delivered = {path for finder in finders.get_finders() for path, _storage in finder.list([])}
    assert "css/site.css" in delivered
    assert not {
        path for path in delivered if path.startswith("css/") and path != "css/site.css" and "wagtail" not in path
    }


def test_collected_files_have_hashed_names_and_compressed_twins(tmp_path):
    root = tmp_path / "static"
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "portal.core.static_files.StaticFilesStorage"},
    }
    with override_settings(
        STATIC_ROOT=root,
        STORAGES=storages,
        STATICFILES_FINDERS=["portal.core.static_files.StylesheetFinder", "portal.core.static_files.SourceFinder"],
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    [sheet] = [one for one in (root / "css").glob("site.*.css") if one.name.count(".") == 2]
    assert sheet.with_name(sheet.name + ".gz").exists() and sheet.with_name(sheet.name + ".br").exists()
    text = sheet.read_text()
    assert "url(../" not in text or ".woff2" in text
    assert not (root / "css" / "index.txt").exists()
