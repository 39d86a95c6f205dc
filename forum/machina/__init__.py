"""django-machina in a box: the only place that imports it.

Each folder stands in for the machina app of the same label (machina finds it by the end of the module path, so the
paths in INSTALLED_APPS must end like machina's). What differs from machina, and why:

* every table has migrations of ours, so that fields and indexes can change without touching site-packages;
* who may do what comes from three choices on the board (`forum.rules`), not from machina's matrix of permissions;
* saving a message counts nothing: `forum_conversation.actions` keeps the counters, under a lock;
* machina's receivers, views, middleware, templates, static files and search are not used: they write a session for
  every visitor, query once per board, and ship a front end of another age.
"""
