"""The keys that sign people in elsewhere: which signs, which are published, and how to change them.

manage.py oidc_key          the keys of OIDC_SIGNING_KEY, by the name that the servers know them by
manage.py oidc_key --new    a fresh one, on one line as a file of variables holds it

To change keys: put the new one after the present one and restart; wait two hours, since servers ask once an hour; put
it first and restart; a day later take the former one away.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.core import signing_keys


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--new", action="store_true")

    def handle(self, *args, new=False, **options):
        if new:
            self.stdout.write(signing_keys.new_rsa_key().strip().replace("\n", "\\n"))
            return
        try:
            found = signing_keys.read_keys(settings.OIDC_SIGNING_KEY)
        except signing_keys.UnusableKey as error:
            raise CommandError(f"OIDC_SIGNING_KEY: {error}. `manage.py oidc_key --new` makes one.") from error
        for place, key in enumerate(found):
            self.stdout.write(f"{key.thumbprint}  {key.algorithm}  {'published' if place else 'signs'}")
