"""Sizes and ids as Nextcloud understands them; the figures are measured on a real server."""

from __future__ import annotations

import pytest

from hosting.cloud.nextcloud import identifiers, quota
from hosting.cloud.nextcloud.results import Account, Quota


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (5_500_000_000, 5_476_083_302),
        (1_234_567_890, 1_181_116_006),
        (123_456, 123_904),
        (5 * 1024**3, 5 * 1024**3),
        (10 * 1024**4, 10 * 1024**4),
        (1023, 1023),
        (0, 0),
        (quota.UNLIMITED, quota.UNLIMITED),
    ],
)
def test_what_is_sent_reads_back_as_measured(sent: int, kept: int) -> None:
    assert quota.stored(sent) == kept
    assert quota.same(sent, kept)


@pytest.mark.parametrize("size", [1, 1023, 1024, 1536, 999_999, 5_476_083_302, 40 * 1024**3, 1024**5, 3 * 1024**6])
def test_rounding_twice_is_rounding_once(size: int) -> None:
    once = quota.stored(size)
    assert quota.stored(once) == once and quota.as_sent(once) == quota.as_sent(size)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("40 GB", 40 * 1024**3),
        ("1.5 GB", 1536 * 1024**2),
        ("5G", 5 * 1024**3),
        ("500 mb", 500 * 1024**2),
        ("7", 7),
    ],
)
def test_texts_are_read(text: str, size: int) -> None:
    assert quota.parse(text) == size


@pytest.mark.parametrize("trap", ["1GiB", "1 Go", "banana", "", "-1", "1,5 GB", "1 GB GB", "default"])
def test_texts_that_nextcloud_reads_otherwise_are_refused(trap: str) -> None:
    with pytest.raises(ValueError, match="size"):
        quota.parse(trap)


def test_different_quotas_stay_different() -> None:
    assert not quota.same(5 * 1024**3, 6 * 1024**3)
    assert not quota.same(0, quota.UNLIMITED)


@pytest.mark.parametrize(
    ("told", "limit", "percent"),
    [
        ({"quota": -3, "total": -3, "free": -3, "used": 7, "relative": 0}, -3, None),
        ({"quota": 0, "total": -3, "free": -3, "used": 0, "relative": 0}, 0, 100),
        ({"quota": 1000, "used": 250, "total": 1000, "free": 750, "relative": 25}, 1000, 25),
        ({"quota": 1000, "used": 5000}, 1000, 100),
        ({"quota": "none", "used": 0}, -3, None),
        ({"used": 0}, None, None),
        ([], None, None),
    ],
)
def test_every_form_of_a_quota_is_read(told: object, limit: int | None, percent: int | None) -> None:
    found = Quota.from_ocs(told)
    assert (found.limit, found.percent) == (limit, percent)


def test_an_id_of_digits_comes_back_as_text() -> None:
    assert Account.from_ocs({"id": 12345, "groups": [1]}).id == "12345"


def test_new_ids_are_readable_valid_and_never_twice_the_same() -> None:
    made = {identifiers.new_account_id("Élodie Dupré-Martin") for _ in range(200)}
    assert len(made) == 200
    assert all(one.startswith("elodie.dupre.martin-") and identifiers.is_valid(one) for one in made)
    assert (
        identifiers.is_valid(identifiers.new_account_id("株式会社")) and len(identifiers.new_account_id("a" * 90)) <= 64
    )
    assert not any(identifiers.is_reserved(one) for one in made)
    assert identifiers.new_account_id("Cœur de Lærke").startswith("coeur.de.laerke-")


def test_reserved_ids_are_known_in_any_case() -> None:
    assert identifiers.is_reserved(" Admin ") and identifiers.is_reserved("Chef", "chef")
    assert not identifiers.is_reserved("camille")
