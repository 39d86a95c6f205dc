"""The page of sent mails in the demo mode: subjects without folds, dates in the site's own time."""

import time_machine
from django.core import mail
from django.test import Client


@time_machine.travel("2026-11-21T10:50:00Z", tick=False)
def test_subject_and_date_are_shown_as_a_reader_expects(settings, tmp_path, db):
    settings.VAR_DIR = tmp_path
    connection = mail.get_connection(
        "django.core.mail.backends.filebased.EmailBackend", file_path=str(tmp_path / "mails")
    )
    subject = "À décider : le foyer rural de Bréchigné demande fichiers, agendas et de quoi écrire à plusieurs"
    mail.EmailMessage(subject, "Bonjour", "a@example.org", ["b@example.org"], connection=connection).send()
    page = Client().get("/demo/mails/").content.decode()
    assert f">{subject}<" in page
    assert "21 novembre 2026 à 11 h 50" in " ".join(page.split())
