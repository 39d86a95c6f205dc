"""Plays people and referent in a process of its own, on the data that CHATIERE_VAR names:

python -m tests.chaos.approving COUNT PASSWORD

makes COUNT people with an approved request each and prints [{"email": …, "number": …, "uid": …}, …] as JSON.
"""

import json
import sys

import django


def approve(count: int, password: str) -> list[dict]:
    from allauth.account.models import EmailAddress

    from accounts.organisations.models import Territory
    from accounts.people.demo import demo_person
    from accounts.people.models import User
    from hosting.cloud.actions import requests
    from hosting.services.models import Service

    service = Service.objects.filter(connector="nextcloud").first()
    already = User.objects.count()
    made = []
    for number in range(already, already + count):
        email = f"sinistre-{number}@demo.example.org"
        person = User.objects.create_user(email, password, public_name=f"Personne {number} (démo)")
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
        request = requests.submit_request(
            person=person,
            service=service,
            territory=Territory.objects.get(code="53"),
            new_organisation_name=f"Les Rescapés {number}",
            new_organisation_town="Laval",
            reason="Retrouver nos documents après la coupure.",
            quota_gb=5,
        )
        request = requests.approve_request(request=request, by=demo_person("referent"))
        made.append({"email": email, "number": request.pk, "uid": request.account.uid})
    return made


if __name__ == "__main__":
    django.setup()
    print(json.dumps(approve(int(sys.argv[1]), sys.argv[2])))  # noqa: T201
