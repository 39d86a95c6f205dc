"""Every row that speaks of a person is declared: what for, and what erasure does with it."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from portal.privacy.registry import Erasure, register, registered


def keys_to_a_person() -> dict[str, set[str]]:
    """Names of the fields that lead to a person, by model; a person's own groups and rights excepted."""
    person = get_user_model()
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        if model._meta.proxy or model is person or model._meta.auto_created is person:
            continue
        for field in model._meta.get_fields():
            if not (field.concrete and field.is_relation) or field.many_to_many:
                continue
            # fields that a page has from Wagtail's Page are declared there
            if field.related_model is person and field.model is model:
                found.setdefault(model._meta.label, set()).add(field.name)
    return found


def test_every_key_to_a_person_is_declared():
    declared = {label: {owner.split("__")[0] for owner in one.owner} for label, one in registered().items()}
    missing = {
        label: names - declared.get(label, set())
        for label, names in keys_to_a_person().items()
        if names - declared.get(label, set())
    }
    assert not missing


def test_every_declaration_names_fields_that_exist():
    for one in registered().values():
        for owner in one.owner:
            one.model._meta.get_field(owner.split("__")[0])


def test_every_declaration_says_what_for():
    assert all(str(one.purpose) for one in registered().values())


def test_keeping_needs_a_reason_and_a_time():
    with pytest.raises(ValueError, match="how long"):
        register(get_user_model(), owner="pk", purpose="x", on_erasure=Erasure.KEEP)
