"""Names of models and columns of libraries that bring no French: listed here so that our catalogue has it, for pages
and archives in which a person reads what is held on them."""

from django.db.models import Field, Model
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop

FORUM = (
    *(
        gettext_noop("Creation date"),
        gettext_noop("Update date"),
        gettext_noop("Subject"),
        gettext_noop("Update reason"),
    ),
    *(gettext_noop("Updates count"), gettext_noop("Posts count"), gettext_noop("Views count"), gettext_noop("Forum")),
    *(gettext_noop("Last post added on"), gettext_noop("Relations topic-user"), gettext_noop("topic")),
    *(gettext_noop("Avatar"), gettext_noop("Total posts"), gettext_noop("User forum permissions")),
    *(gettext_noop("Forum permission"), gettext_noop("Has perm"), gettext_noop("Target anonymous user")),
    *(gettext_noop("Target any logged in user"), gettext_noop("Topic poll votes"), gettext_noop("Poll option")),
    *(gettext_noop("Anonymous user forum key"), gettext_noop("Vote's date"), gettext_noop("Forum tracks")),
    *(gettext_noop("mark time"), gettext_noop("Topic tracks")),
)
ACCOUNTS = (
    *(gettext_noop("authenticators"), gettext_noop("created at"), gettext_noop("last used at")),
    *(gettext_noop("user sessions"), gettext_noop("last seen at"), gettext_noop("user agent")),
)
ADMINISTRATION = (
    *(gettext_noop("editing sessions"), gettext_noop("is editing"), gettext_noop("form states"), gettext_noop("data")),
    *(gettext_noop("last updated at"), gettext_noop("text"), gettext_noop("updated at"), gettext_noop("label")),
    *(gettext_noop("revision created"), gettext_noop("resolved at"), gettext_noop("comment"), gettext_noop("deleted")),
    *(gettext_noop("content changed"), gettext_noop("page subscriptions"), gettext_noop("comment notifications")),
    *(gettext_noop("object str"), gettext_noop("uploaded files"), gettext_noop("file"), gettext_noop("file size")),
    *(gettext_noop("focal point x"), gettext_noop("focal point y"), gettext_noop("report"), gettext_noop("key")),
    *(gettext_noop("focal point width"), gettext_noop("focal point height"), gettext_noop("appeal")),
    *(gettext_noop("decision"), gettext_noop("last login")),
)


def title_of(model: type[Model]) -> str:
    """What rows of a model are called, as the beginning of a sentence."""
    return capfirst(_in_words(model._meta.verbose_name_plural))


def label_of(field: Field) -> str:
    return capfirst(_in_words(field.verbose_name))


def _in_words(name) -> str:
    """Names that the library made of its code are plain strings: looked up here."""
    return gettext(str(name)) if str(name) else ""
