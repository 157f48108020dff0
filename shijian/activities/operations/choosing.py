"""The network chooses by which schemes it sorts, and adds its own drawers."""

from __future__ import annotations

from django.utils.text import slugify
from django.utils.translation import gettext as _

from shijian.activities.models import Scheme, Term
from shijian.kernel import audit
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import Invalid, NotAllowed
from shijian.kernel.operation import lock, operation


@operation
def use_scheme(scheme: Scheme, *, in_use: bool, actor: Actor) -> Scheme:
    """Sort by a scheme from now on, or no more; what was sorted stays sorted. The centre decides."""
    if not actor.may_anywhere(Permission.POLICY_EDIT):
        raise NotAllowed
    scheme = lock(Scheme.objects.all(), pk=scheme.pk)
    old, scheme.in_use = scheme.in_use, in_use
    scheme.save(update_fields=["in_use"])
    audit.record("scheme.use", scheme, actor=actor, changes={"in_use": [old, in_use]})
    return scheme


@operation
def add_term(
    scheme: Scheme, *, name: str, actor: Actor, parent: Term | None = None, meaning: str = ""
) -> Term:
    """Add a drawer of the network's own to a scheme. Raises `Invalid`, `NotAllowed`."""
    if not actor.may_anywhere(Permission.POLICY_EDIT):
        raise NotAllowed
    scheme = lock(Scheme.objects.all(), pk=scheme.pk)
    words = name.strip()
    if not words or len(words) > 40:
        raise Invalid(fields={"name": _("Say a name of up to 40 characters.")})
    if parent is not None and (parent.scheme_id != scheme.pk or parent.parent_id is not None):
        raise Invalid(fields={"parent": _("Choose a type of this scheme.")})
    if scheme.terms.filter(name=words, parent=parent).exists():
        raise Invalid(fields={"name": _("This drawer is there already.")})
    place = scheme.terms.count()
    code = f"own-{place + 1}-{slugify(words)}".rstrip("-")[:30]
    term = Term.objects.create(
        scheme=scheme,
        parent=parent,
        code=code,
        name=words,
        meaning=meaning.strip()[:200],
        position=place,
    )
    audit.record("scheme.term", term, actor=actor, changes={"name": [None, words]})
    return term


@operation
def open_term(term: Term, *, is_open: bool, actor: Actor) -> Term:
    """Let a drawer be chosen, or no more; what lies in it stays there."""
    if not actor.may_anywhere(Permission.POLICY_EDIT):
        raise NotAllowed
    term = lock(Term.objects.all(), pk=term.pk)
    term.is_open = is_open
    term.save(update_fields=["is_open"])
    audit.record("scheme.term-open", term, actor=actor, changes={"is_open": [not is_open, is_open]})
    return term
