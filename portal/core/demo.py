"""Pages that exist in demonstration mode only."""

from django.shortcuts import render
from django.template.loader import render_to_string

from portal.core.component_gallery import sections


def components(request):
    """Every component in every state; ``?partie=<slug>`` shows one section alone."""
    wanted = request.GET.get("partie", "")
    every = sections()
    shown = [section for section in every if section["slug"] == wanted] or every
    for section in shown:
        for example in section["examples"]:
            example["html"] = render_to_string(example["template"], example["context"], request)
    return render(request, "demo/components.html", {"parts": _parts(every, wanted), "sections": shown})


def _parts(every, wanted):
    choices = [{"title": "Tout", "url": "?", "count": None, "current": not wanted}]
    for section in every:
        choices.append(
            {
                "title": section["title"],
                "url": f"?partie={section['slug']}",
                "count": None,
                "current": section["slug"] == wanted,
            }
        )
    return {"label": "Parties de la galerie", "choices": choices}
