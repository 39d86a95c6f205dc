"""No row that speaks of a person is forgotten: every key to a person is declared, with what erasure does to it."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist

from portal.privacy import registry
from portal.privacy.registry import Erasure, registered

PERSON = get_user_model()
# Rights go with the account.
SPEAK_OF_NOBODY = {"people.User_groups", "people.User_user_permissions"}
KEYS = {
    model._meta.label: {
        field.name for field in model._meta.local_fields if field.remote_field and field.related_model is PERSON
    }
    for model in apps.get_models(include_auto_created=True)
    if model is not PERSON
}


@pytest.mark.parametrize("label", sorted(label for label, keys in KEYS.items() if keys))
def test_every_key_to_a_person_is_declared(label):
    if label in SPEAK_OF_NOBODY:
        return
    declared = registered().get(label)
    assert declared, f"{label} points at people by {KEYS[label]}: register it in portal.privacy.registry"
    assert KEYS[label] <= {path.split("__")[0] for path in declared.owner}


@pytest.mark.parametrize("label", sorted(registered()))
def test_every_declaration_leads_to_a_person_and_says_why(label):
    declared = registered()[label]
    for path in declared.owner:
        model = declared.model
        for step in path.split("__"):
            try:
                model = model._meta.get_field(step).related_model
            except FieldDoesNotExist:
                pytest.fail(f"{label} has no field {path}")
        assert model is PERSON
    assert str(declared.purpose).strip()


@pytest.mark.parametrize("label", sorted(registered()))
def test_a_row_can_only_outlive_the_name_where_the_name_can_be_taken_off(label):
    declared = registered()[label]
    if declared.on_erasure is not Erasure.ANONYMISE:
        return
    for path in declared.owner:
        if "__" not in path:
            field = declared.model._meta.get_field(path)
            assert field.null or field.name in {"user"}, f"{label}.{path} must be nullable to be anonymised"


def test_keeping_needs_a_reason_and_a_time():
    with pytest.raises(ValueError, match="how long"):
        registry.register(PERSON, owner="pk", purpose="x", on_erasure=Erasure.KEEP)
    assert PERSON._meta.label not in registered()


def test_a_model_is_declared_once():
    declared = registered()["people.Consent"]
    with pytest.raises(ValueError, match="already"):
        registry.register(declared.model, owner="person", purpose="x")
    assert registered()["people.Consent"] == declared
