"""The directory of the demonstration: a federation of invented hosts, as files of this folder."""

from django.conf import settings

from . import actions
from .models import Host, Source

FEDERATION = "demo/federation.properties"


def load() -> dict[str, int]:
    """{"hosts in the directory": how many}; nothing when a source is there already, or no folder is set."""
    if Source.objects.exists() or not settings.CHATONS_FOLDER:
        return {}
    source = Source.objects.create(place=FEDERATION)
    actions.read_source(source)
    hosts = Host.objects.filter(source=source).select_related("source")
    for host in hosts:
        actions.read_host(host)
    return {"hosts in the directory": hosts.count()}
