"""Tags and filters that every template may use: icons, badges, words, masks, addresses, what the display asks for."""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.middleware.csrf import get_token
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shijian.kernel import display, glossary, sealed_words, undo, words
from shijian.kernel import support as helping
from shijian.kernel.actor import ANONYMOUS, WATCHING, Actor

register = template.Library()

TONE_ICONS = {
    "neutral": "circle",
    "info": "info-circle",
    "done": "circle-check",
    "warn": "clock",
    "danger": "alert-triangle",
}
LEVEL_TONES = {"debug": "neutral", "success": "done", "warning": "warn", "error": "danger"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; decoration unless a label says what it means."""
    address = f"{static('shijian/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.filter
def tone(level: str) -> str:
    """The tone of a level of Django's messages; a tone stays itself."""
    return LEVEL_TONES.get(level, level)


@register.simple_tag
def tone_icon(level: str) -> SafeString:
    """The icon that stands for a tone or a message level."""
    return icon(TONE_ICONS.get(tone(level), "circle"))


@register.simple_tag
def badge(level: str, text: str) -> SafeString:
    """A state as icon, word and colour; level is neutral, info, done, warn or danger."""
    return format_html('<span class="badge tone-{}">{}{}</span>', tone(level), tone_icon(level), text)


@register.simple_tag
def face_icon(stars: int | str) -> SafeString:
    """The face of a rating from 1 to 5."""
    return icon(f"face-{stars}")


@register.simple_tag
def face_word(stars: int | str) -> str:
    """The word of a rating from 1 to 5."""
    faces = (_("Very unhappy"), _("Unhappy"), _("So-so"), _("Happy"), _("Very happy"))
    return faces[int(stars) - 1]


@register.filter
def when(value: datetime | date | None) -> SafeString | str:
    """A time element that reads as people say it and shows the full date on demand; nothing for None."""
    if value is None:
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        words.full_words(value),
        words.when_words(value),
    )


@register.filter
def when_text(value: datetime | date | None) -> str:
    """The words of when without an element, for titles and sentences; nothing for None."""
    return "" if value is None else words.when_words(value)


@register.filter
def full_date(value: datetime | date | None) -> str:
    """The whole date with weekday and time, for printed pages; nothing for None."""
    return "" if value is None else words.full_words(value)


@register.filter
def duration(minutes: int | None) -> str:
    """Minutes as hours and minutes in words; nothing for None."""
    return "" if minutes is None else words.duration_words(minutes)


@register.filter
def hours(minutes: int | None) -> str:
    """Minutes as hours with one decimal; nothing for None."""
    return "" if minutes is None else words.hours_words(minutes)


@register.filter
def mask_name(name: str) -> str:
    """A name of which only the first character can be read."""
    return words.masked_name(name)


@register.filter
def mask_phone(phone: str) -> str:
    """A phone number without its middle."""
    return words.masked_phone(phone)


@register.filter
def undo_url(tags: str | None) -> str:
    """Where a message with these extra tags can be undone; "" where it cannot."""
    return undo.url_of(tags or "")


@register.filter
def anchor(field: BoundField) -> str:
    """The id to which a link in the error summary leads."""
    return field.id_for_label or field.auto_id


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """The query string of this page with some parameters changed; None or "" removes one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def is_elder() -> bool:
    """Whether this page is of the elder edition."""
    return display.current().is_elder


@register.simple_tag
def display_marks() -> SafeString:
    """The attributes of the html element by which the style sheets follow the display."""
    choice = display.current()
    theme = format_html(' data-theme="{}"', choice.theme) if choice.theme != display.AUTO else ""
    return format_html(' data-edition="{}" data-size="{}"{}', choice.edition, choice.size, theme)


@register.inclusion_tag("components/support.html", takes_context=True)
def support(context: Context) -> dict[str, object]:
    """Whom to phone, the way back and the number of what happened; works without a request and without a database."""
    request = context.get("request")
    return {
        "contact": helping.contact(getattr(request, "actor", None)),
        "reference": helping.reference.get(),
        "back_url": helping.way_back(request),
    }


@register.inclusion_tag("components/term.html")
def term(key: str) -> dict[str, glossary.Word]:
    """An official word with its plain sentence on demand; `key` as in the glossary."""
    return {"entry": glossary.BY_KEY[key]}


@register.inclusion_tag("components/who_sees.html", takes_context=True)
def who_sees(context: Context, kind: str, key: int, path: str, *, own: bool = False) -> dict[str, Any]:
    """The link to who can see a record of a unit: for those who watch over it, and for whom it is about."""
    actor: Actor = context.get("actor") or ANONYMOUS
    watching = any(actor.may(permission, path) for permission in WATCHING)
    return {"kind": kind, "key": key, "shown": own or watching}


@register.tag
def fold(parser: Parser, token: Token) -> template.Node:
    """What stands between fold and endfold goes behind "More" in the elder edition."""
    content = parser.parse(("endfold",))
    parser.delete_first_token()
    return FoldNode(content)


class FoldNode(template.Node):
    """The content of a fold."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """The content, in the elder edition inside a details element; nothing for no content."""
        content = self.nodelist.render(context)
        if not display.current().is_elder or not content.strip():
            return content
        return format_html(
            '<details class="more"><summary>{} {}</summary>{}</details>',
            _("More"),
            icon("chevron-down"),
            content,
        )


@register.simple_tag(takes_context=True)
def sealed(context: Context, field: str) -> SafeString:
    """Hidden fields of a posting search form whose `field` is sealed in the address (`kernel.sealed_words`)."""
    request = getattr(context, "request", None)
    token = get_token(request) if request is not None else context.get("csrf_token", "")
    names = ("csrfmiddlewaretoken", token, sealed_words.FIELD, field)
    return format_html(
        '<input type="hidden" name="{}" value="{}"><input type="hidden" name="{}" value="{}">', *names
    )
