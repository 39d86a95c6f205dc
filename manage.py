#!/usr/bin/env python3
"""Django's command line. Without DJANGO_SETTINGS_MODULE it serves the embedded mode of `make run`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
