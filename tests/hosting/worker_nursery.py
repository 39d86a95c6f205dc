"""Real Celery workers without the seconds that each import takes: everything is loaded once, in a process of its own.

python -m tests.hosting.worker_nursery

Each line on its input forks a worker, in a process group of its own, and prints the number of its process.
"""

import os
import signal
import sys

import django

WORKER = ["worker", "--pool=threads", "--concurrency=3", "--loglevel=ERROR", "--without-gossip", "--without-mingle"]


def main() -> None:
    from portal.celery import app

    app.loader.import_default_modules()
    app.finalize()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever was killed is forgotten at once
    for _line in sys.stdin:
        number = os.fork()
        if number == 0:
            os.setsid()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDWR), 0)
            os.dup2(0, 1)  # its banner
            app.worker_main(WORKER)
            os._exit(0)
        print(number, flush=True)  # noqa: T201


if __name__ == "__main__":
    django.setup()
    main()
