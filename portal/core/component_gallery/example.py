"""The shape of one example."""


def example(name, template, /, *, field="", **context):
    """One state of one component; keyword arguments are the partial's context."""
    return {"name": name, "template": f"components/{template}.html", "context": context, "field": field}


def section(slug, title, *examples):
    return {"slug": slug, "title": title, "examples": list(examples)}
