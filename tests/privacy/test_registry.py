"""No row that speaks of a person is forgotten: every key to a person is declared, with what erasure does to it."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.fields import GenericForeignKey
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from portal.privacy import registry
from portal.privacy.registry import Erasure, registered

PERSON = get_user_model()
# Rights go with the account.
SPEAK_OF_NOBODY = {"people.User_groups", "people.User_user_permissions"}
# They can lead to anything by kind and number, and hold no word of a person: numbers, tags, what is indexed of pages.
LEAD_ANYWHERE = {"wagtailcore.ReferenceIndex", "taggit.TaggedItem", "wagtailsearch.IndexEntry"}
# Addresses of a place or of the host, not of a person; the store of what the law keeps; the account itself.
HOLD_NO_ONES_ADDRESS = {
    *("pages.EventPage", "pages.HostSettings", "services.Service", "directory.Host"),
    *("privacy.RetainedRecord", "privacy.SourceAddress", "people.User"),
}
# What hangs on rows that are deleted with the person, without a word of theirs.
HOLD_NO_WORD = {"support.Tag_topics", "incidents.Subscriber_services"}
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


def test_what_can_lead_to_a_person_by_kind_and_number_is_declared():
    """Without a key that the database knows: no cascade takes these rows along."""
    generic = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if any(isinstance(one, GenericForeignKey) for one in model._meta.private_fields)
        or {"content_type", "object_id"} <= {one.name for one in model._meta.local_fields}
    }
    assert generic >= {"wagtailcore.ModelLogEntry", "taggit.TaggedItem"}
    assert generic - LEAD_ANYWHERE <= registered().keys()


def test_whatever_holds_an_address_is_declared_even_without_a_key():
    """A mailbox or a network address is a person, whoever they are."""
    holders = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        for one in model._meta.local_fields
        if isinstance(one, models.EmailField | models.GenericIPAddressField) or one.name in ("address", "phone", "ip")
    }
    assert holders >= {"support.GuestQuestion", "usersessions.UserSession"}
    assert holders - HOLD_NO_ONES_ADDRESS <= registered().keys()


def test_what_hangs_on_somebodys_rows_is_declared_too():
    """Two keys away from the person: a confirmation of an address, an answer of a learner."""
    theirs = {one.model for one in registered().values() if one.on_erasure is not Erasure.ANONYMISE}
    hanging = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if any(one.remote_field and one.related_model in theirs for one in model._meta.local_fields)
    }
    assert hanging >= {"account.EmailConfirmation", "courses.Answer"}
    assert hanging - HOLD_NO_WORD <= registered().keys()


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
    assert declared.owner or declared.addresses
    assert str(declared.purpose).strip()


@pytest.mark.parametrize("label", sorted(registered()))
def test_a_row_can_only_outlive_the_name_where_the_name_can_be_taken_off(label):
    declared = registered()[label]
    goes = declared.on_erasure is not Erasure.ANONYMISE
    for path in declared.owner[1:] if goes else declared.owner:
        if "__" not in path:
            field = declared.model._meta.get_field(path)
            assert field.null, f"{label}.{path} must be nullable to be anonymised"


def test_keeping_needs_a_reason_and_a_time():
    with pytest.raises(ValueError, match="how long"):
        registry.register(PERSON, owner="pk", purpose="x", on_erasure=Erasure.KEEP)
    assert PERSON._meta.label not in registered()


def test_a_model_is_declared_once():
    declared = registered()["people.Consent"]
    with pytest.raises(ValueError, match="already"):
        registry.register(declared.model, owner="person", purpose="x")
    assert registered()["people.Consent"] == declared
