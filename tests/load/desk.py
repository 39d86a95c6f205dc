"""The desk of a national network: lists of a referent, of staff and of a manager with 100 000 people.

python -m tests.load.desk [--times 40] [--people 100000] [--organisations 30000] [--accounts 120000]

Real PostgreSQL and Redis (both from pip), gunicorn with one synchronous worker; 100 departments in 13 regions. A
referent of a department, one of a region and somebody of the team open each list at its first and its last page, search
it, open one request and one account; a manager opens the page of their association. Prints for each page how many
queries it costs and the p50 and p95 of waiting in milliseconds. To reach: at most 15 queries for each list of the desk
(« ! » marks one above).
"""

import argparse
import json
import statistics
import sys
import time
from urllib.parse import urlencode

from .desk_rows import Size, fill
from .processor import WORKER, client_of
from .serving import gunicorn, prepared_portal

MOST_QUERIES = 15


def prepare(size: Size) -> dict:
    """Fills the database; says whose cookie opens what, and what each page costs in queries."""
    import django

    django.setup()
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.contrib.auth.models import Group
    from django.db import connection
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    from accounts.organisations.models import Membership, Organisation, Referent, Territory
    from accounts.people.models import User
    from hosting.cloud.models import AccountRequest, CloudAccount
    from tests.conftest import force_login_with_second_factor

    fill(size)
    setup_test_environment()  # answers say what their pages were made from: how many pages a list has
    people = {}
    for role, code in (("referent", "L000"), ("region", "LR00"), ("staff", None)):
        person = User.objects.create_user(f"{role}@desk.example.org", "pass", public_name=role)
        TOTP.activate(person, generate_totp_secret())
        if code:
            Referent.objects.create(person=person, territory=Territory.objects.get(code=code))
        else:
            person.groups.add(Group.objects.get(name="staff"))
        people[role] = person
    department = Territory.objects.get(code="L000")
    here = Organisation.objects.filter(territory=department).order_by("pk").first()
    people["manager"] = Membership.objects.filter(organisation=here, role="manager").first().person
    waiting = AccountRequest.objects.filter(territory=department, state="submitted").order_by("pk").first()
    account = CloudAccount.objects.filter(requests__territory=department).order_by("pk").first()
    told = {"cookies": {}, "pages": []}
    for role, person in people.items():
        client = client_of(person)
        if role != "manager":
            force_login_with_second_factor(client, person)
        told["cookies"][role] = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        for name, path in _pages(role, here, waiting, account).items():
            path = _last_page(client, path) if name.endswith("last page") else path
            client.get(path)
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(path)
            assert answer.status_code == 200, (role, path, answer.status_code)
            told["pages"].append([role, name, path, len(captured)])
    return told


def _pages(role: str, organisation, waiting, account) -> dict[str, str]:
    if role == "manager":
        whole = f"/compte/cloud/associations/{organisation.slug}/"
        return {"my association on the cloud": whole, "its people": f"/compte/associations/{organisation.slug}/gerer/"}
    search = urlencode({"q": "Association 1200"})
    pages = {
        "requests to decide": "/territoire/",
        "requests to decide, last page": "/territoire/",
        "all requests, last page": "/territoire/?show=all",
        "accounts": "/territoire/comptes/",
        "accounts, last page": "/territoire/comptes/?show=all",
        "accounts, search": f"/territoire/comptes/?{search}",
        "spaces": "/territoire/espaces/",
        "spaces, search": f"/territoire/espaces/?{search}",
        "associations": "/territoire/associations/",
        "associations, last page": "/territoire/associations/",
        "figures": "/territoire/chiffres/",
        "one request": f"/territoire/demandes/{waiting.pk}/",
        "one account": f"/territoire/comptes/{account.pk}/",
    }
    if role == "staff":
        pages |= {
            "cms: people": "/cms/users/",
            "cms: accounts": "/cms/snippets/cloud/cloudaccount/",
            "cms: requests": "/cms/snippets/cloud/accountrequest/",
            "cms: memberships": "/cms/snippets/organisations/membership/",
            "cms: associations": "/cms/snippets/organisations/organisation/",
        }
    return pages


def _last_page(client, path: str) -> str:
    pages = client.get(path).context["page"].paginator.num_pages
    return f"{path}{'&' if '?' in path else '?'}page={pages}"


def waits_of(address: str, path: str, cookie: str, times: int) -> list[float]:
    """Milliseconds of each request; the first one, which looks things up for the process, is left out."""
    import urllib.request

    waits = []
    for _turn in range(times + 1):
        began = time.monotonic()
        request = urllib.request.Request(address + path, headers={"Cookie": cookie, "Host": "127.0.0.1"})
        with urllib.request.urlopen(request, timeout=300) as answer:
            answer.read()
            assert answer.geturl() == address + path, f"{path} led to {answer.geturl()}"
        waits.append((time.monotonic() - began) * 1000)
    return waits[1:]


def run(size: Size, times: int) -> None:
    began, say = time.monotonic(), sys.stdout.write
    with prepared_portal("tests.load.desk", "--sizes", json.dumps(vars(size))) as (environment, told):
        say(f"{size.people} people, {size.organisations} associations, {size.accounts} accounts")
        say(f" (filled in {time.monotonic() - began:.0f} s)\n{'':<42}{'queries':>8}{'p50':>9}{'p95':>9}\n")
        with gunicorn("portal.wsgi", *WORKER, environment=environment) as served:
            for role, name, path, queries in told["pages"]:
                waits = waits_of(served.address, path, told["cookies"][role], times)
                p95 = sorted(waits)[int(len(waits) * 0.95)]
                mark = " !" if queries > MOST_QUERIES else ""
                say(f"{f'{role}, {name}':<42}{queries:>8}{statistics.median(waits):>9.1f}{p95:>9.1f}{mark}\n")
                sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=40)
    for name, count in (("people", 100_000), ("organisations", 30_000), ("accounts", 120_000)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--sizes", help=argparse.SUPPRESS)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        sys.stdout.write(json.dumps(prepare(Size(**json.loads(options.sizes)))))
        return
    run(Size(options.people, options.organisations, options.accounts), options.times)


if __name__ == "__main__":
    main()
