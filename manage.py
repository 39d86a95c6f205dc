#!/usr/bin/env python3
"""Django's command line, with the settings of a real host unless DJANGO_SETTINGS_MODULE names others.

`run_embedded` (`make run`) alone starts the embedded mode by itself: on a real host nothing may fall back to it.
"""

import os
import sys

HINT = """
manage.py uses the settings of a real host (portal.settings.production), because DJANGO_SETTINGS_MODULE is not set.
On a real host, give it the environment of the web server (see README.md, « Running it for real »).
To work on Chatière: export DJANGO_SETTINGS_MODULE=portal.settings.dev, or `make run` for the whole portal."""


def main() -> None:
    chosen = "DJANGO_SETTINGS_MODULE" in os.environ
    embedded = sys.argv[1:2] == ["run_embedded"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"portal.settings.{'dev' if embedded else 'production'}")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if chosen:
            raise
        sys.exit(f"{error}\n{HINT}")


if __name__ == "__main__":
    main()
