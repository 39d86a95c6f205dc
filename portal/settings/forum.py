"""What django-machina reads from the settings. Frozen into its first migrations: change lengths by migration."""

from .environment import env

# `portal.core.markdown` is the only renderer; the source is stored, its HTML is kept beside it.
MACHINA_MARKUP_LANGUAGE = ("portal.core.markdown.render_post", {})
# A plain text area: machina's own brings an editor from its static files.
MACHINA_MARKUP_WIDGET = "django.forms.Textarea"
# machina would show `get_username()`, which is the e-mail address here.
MACHINA_USER_DISPLAY_NAME_METHOD = "get_full_name"
MACHINA_FORUM_NAME = "Forum"
MACHINA_POST_CONTENT_MAX_LENGTH = 20_000
MACHINA_PROFILE_AVATARS_ENABLED = False
MACHINA_ATTACHMENT_CACHE_NAME = "default"
MACHINA_TOPIC_POSTS_NUMBER_PER_PAGE = 20
MACHINA_FORUM_TOPICS_NUMBER_PER_PAGE = 20

# The apps are overridden under forum/machina, and so are their migrations.
MIGRATION_MODULES = {
    "forum": "forum.machina.forum.migrations",
    "forum_conversation": "forum.machina.forum_conversation.migrations",
    "forum_polls": "forum.machina.forum_conversation.forum_polls.migrations",
    "forum_attachments": "forum.machina.forum_conversation.forum_attachments.migrations",
    "forum_member": "forum.machina.forum_member.migrations",
    "forum_permission": "forum.machina.forum_permission.migrations",
    "forum_tracking": "forum.machina.forum_tracking.migrations",
}

# What waits for a moderator until staff set it otherwise in /cms/: a new member's first messages, and those with links.
FORUM_HOLDS_FIRST_POSTS = 1
FORUM_HOLDS_LINKS_IN_FIRST_POSTS = 3

# How many in an hour: by one person, and from one network (an association's office may share one). A host whose
# members write more multiplies both.
FORUM_LIMITS_TIMES = env.int("FORUM_LIMITS_TIMES", default=1)
FORUM_LIMITS = {
    what: (by_person * FORUM_LIMITS_TIMES, from_network * FORUM_LIMITS_TIMES)
    for what, by_person, from_network in (
        ("forum-messages", 30, 90),
        ("forum-topics", 10, 30),
        ("forum-content-reports", 20, 20),
    )
}
