"""A server that answers like a Nextcloud 32.0.1, as recorded, for demonstration and tests.

It is a process of its own: `python -m hosting.cloud.nextcloud.sandbox --port N --state PATH`. It stores
accounts and no files. What it does not do: files, calendars, the waiting time that a real server adds after
failed sign-ins. Never put it on the open internet.
"""
