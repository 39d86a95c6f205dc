"""Template filters for words: Markdown through the one renderer, plain text of it."""

from django import template

from portal.core import markdown

register = template.Library()

register.filter("markdown", markdown.render)
register.filter("markdown_inline", markdown.render_inline)
register.filter("markdown_post", markdown.render_post)
register.filter("plain_text", markdown.plain_text)
