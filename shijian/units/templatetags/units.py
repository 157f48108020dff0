"""Tags of the pages of units."""

from collections.abc import Mapping

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def panel(context: Context, entry: tuple[str, Mapping[str, object]]) -> SafeString:
    """A section that a package above hung on the page: its template with its own context on top of the page's."""
    name, values = entry
    found = context.template.engine.get_template(name)  # type: ignore[union-attr]
    with context.push(**dict(values)):
        return mark_safe(found.render(context))  # noqa: S308 - the template escaped what it shows


@register.filter
def word(words: Mapping[str, str], kind: str) -> str:
    """The network's word for a kind of unit."""
    return words.get(kind, kind)
