"""Settings: `dev` is the embedded mode of `make run`, `test` the tests, `production` a real host.

`base` gathers one topic a file: apps, forum, security, storage, tasks.
"""
