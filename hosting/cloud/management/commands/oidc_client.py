"""Let a Nextcloud server sign people in with the portal, and print what to type over there.

manage.py oidc_client                       what is set up
manage.py oidc_client default               let the server « default » of /cms/ sign in; its secret is printed this once
manage.py oidc_client default --new-secret  another secret, at once
manage.py oidc_client default --sign-out    end every session that was opened there by the portal
manage.py oidc_client default --remove      no more
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hosting.cloud.actions import parties
from hosting.cloud.models import CloudServer, RelyingParty
from hosting.cloud.oidc import keys
from hosting.cloud.oidc.adapter import UID_CLAIM

PROVIDER = "portail"
GROUPS = "/^(assoc|dep)-/"


def occ_commands(party: RelyingParty, secret: str, provider: str) -> str:
    """What the operator types on the Nextcloud server."""
    options = [
        f"--clientid={party.client_id}",
        f"--clientsecret={secret}",
        f"--discoveryuri={keys.issuer()}/.well-known/openid-configuration",
        "--unique-uid=0",
        f"--mapping-uid={UID_CLAIM}",
        "--mapping-display-name=name",
        "--mapping-email=email",
        "--mapping-quota=quota",
        "--mapping-groups=groups",
        "--group-provisioning=1",
        f"--group-whitelist-regex='{GROUPS}'",
        '--scope="openid profile email"',
    ]
    return f"  occ app:enable user_oidc\n  occ user_oidc:provider {provider} \\\n    " + " \\\n    ".join(options)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("server", nargs="?", help="the key of the server in /cms/")
        parser.add_argument("--provider", default=PROVIDER, help="our name on the Nextcloud side")
        parser.add_argument("--address", default="", help="where people reach it, if not as /cms/ says")
        parser.add_argument("--sandbox", action="store_true", help="for `make run`: its Nextcloud, as the settings say")
        does = parser.add_mutually_exclusive_group()
        for name in ("--new-secret", "--sign-out", "--remove"):
            does.add_argument(name, action="store_true")

    def handle(self, *args, server=None, **options):
        if not keys.published():
            raise CommandError("OIDC_SIGNING_KEY is not set: `manage.py oidc_key --new` makes one.")
        if options["sandbox"]:
            return self._register_sandbox()
        if server is None:
            return self._list()
        found = CloudServer.objects.filter(key=server).first()
        if found is None:
            raise CommandError(f"No server has the key « {server} »: see /cms/, « Bureau », « Serveurs ».")
        party = RelyingParty.objects.filter(server=found).select_related("client", "server").first()
        chosen = next((name for name in ("new_secret", "sign_out", "remove") if options[name]), "")
        if chosen and party is None:
            raise CommandError(f"« {server} » does not sign in with the portal.")
        return getattr(self, f"_{chosen}")(party, options) if chosen else self._register(found, options)

    def _list(self):
        for party in RelyingParty.objects.select_related("client", "server"):
            self.stdout.write(f"{party.server.key}: client {party.client_id}, sign-outs to {party.logout_url}")
        if not RelyingParty.objects.exists():
            self.stdout.write("No server signs in with the portal.")

    def _register_sandbox(self) -> None:
        """Each start may have another port."""
        server = CloudServer.objects.filter(key="default").first()
        if server is not None and settings.DEMO:
            parties.register(
                server=server,
                provider=PROVIDER,
                address=settings.NEXTCLOUD_URL,
                client_id=settings.SANDBOX_CLIENT_ID,
                secret=settings.SANDBOX_CLIENT_SECRET,
            )

    def _register(self, server: CloudServer, options) -> None:
        address = (options["address"] or server.shown_address).rstrip("/")
        scheme = urlsplit(address).scheme
        if scheme != "https" and not settings.DEMO:
            raise CommandError(f"« {address} » must start with https://: people are sent there with a code.")
        party, secret = parties.register(server=server, provider=options["provider"], address=address)
        self.stdout.write(f"{server.name} signs in with the portal; people come back to {address}.")
        if secret:
            self._say_secret(party, secret, options)
        else:
            self.stdout.write("It did already: its addresses are up to date, its secret is unchanged.")

    def _new_secret(self, party: RelyingParty, options) -> None:
        self._say_secret(party, parties.renew_secret(party=party), options)

    def _sign_out(self, party: RelyingParty, options) -> None:
        self.stdout.write(f"{parties.sign_out_everybody(party=party)} sessions end; the worker tells the server.")

    def _remove(self, party: RelyingParty, options) -> None:
        parties.remove(party=party)
        self.stdout.write("The server signs nobody in any more. There, type: occ user_oidc:provider:delete …")

    def _say_secret(self, party: RelyingParty, secret: str, options) -> None:
        self.stdout.write("The secret is shown this once. Type on the Nextcloud server:\n")
        self.stdout.write(occ_commands(party, secret, options["provider"]))
