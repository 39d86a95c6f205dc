"""An amount of space is written in one way everywhere at the desk."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from hosting.cloud.forms import AccountRequestForm
from hosting.cloud.models import CloudAccount
from hosting.cloud.sizes import space_in_words
from tests.factories.hosting import submitted
from tests.factories.people import UserFactory

GB = 1024**3


def gigabytes(number: str) -> str:
    return gettext("%(size)s\u00a0GB") % {"size": number}


@pytest.mark.parametrize(
    ("size", "words"),
    [(10 * GB, "10"), (int(8.7 * GB), "8,7"), (int(9.96 * GB), "10"), (GB, "1"), (1500 * GB, "1500")],
)
def test_gigabytes_have_one_decimal_at_most_and_none_that_is_zero(size, words):
    assert space_in_words(size) == gigabytes(words)


@pytest.mark.parametrize(("size", "words"), [(0, "0"), (20 * 1024**2, "20"), (999 * 1024**2, "999")])
def test_less_than_a_gigabyte_is_in_megabytes(size, words):
    assert space_in_words(size) == gettext("%(size)s\u00a0MB") % {"size": words}


@pytest.mark.django_db
def test_the_form_the_desk_and_the_administration_write_it_alike(server):
    person = UserFactory()
    asked = submitted(person=person, quota_gb=20)
    labels = [label for _value, label in AccountRequestForm(person=person).fields["quota_gb"].choices]
    assert any(label.startswith(gigabytes("20")) for label in labels)
    client = Client()
    client.force_login(UserFactory(staff=True))
    assert gigabytes("20") in client.get(reverse("cloud:desk_request", args=[asked.number])).content.decode()
    account = CloudAccount.objects.create(
        server=server, person=person, uid="x-y", claim="ours", state="active", quota_bytes=20 * GB, used_bytes=5 * GB
    )
    for model, pk, words in (("accountrequest", asked.pk, ["20"]), ("cloudaccount", account.pk, ["20", "5"])):
        page = client.get(reverse(f"wagtailsnippets_cloud_{model}:inspect", args=[pk])).content.decode()
        assert all(gigabytes(number) in page for number in words)
        assert str(20 * GB) not in page
