"""Staff keep who answers for a minor, and the papers that guardians signed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import photos
from shijian.kernel.actor import Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import NotAllowed, ShijianError
from shijian.people.enums import Purpose
from shijian.people.forms.minors import GuardianForm, NoteForm, PaperForm
from shijian.people.models import ConsentPaper, Guardianship, Person
from shijian.people.operations.minors import guardians as operations
from shijian.people.operations.minors import papers
from shijian.people.queries import persons
from shijian.people.queries.minors import access, wards
from shijian.people.views.common import actor_of, person_or_404, say


@login_required
@never_cache
@require_safe
def guardians(request: HttpRequest, pk: int) -> HttpResponse:
    """The guardians of a minor and what they consented to."""
    person = _person(request, pk)
    return _page(request, person, _guardian_form(request), _paper_form(person))


@login_required
@never_cache
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a guardian."""
    person, form = _person(request, pk), _guardian_form(request)
    if form.is_valid():
        try:
            operations.set_guardian(person, actor=actor_of(request), **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("The guardian is noted."))
            return redirect("people:guardians", person.pk)
    return _page(request, person, form, _paper_form(person))


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int, guardian_pk: int) -> HttpResponse:
    """Ask once more, then end a guardianship."""
    person = _person(request, pk)
    guardian = get_object_or_404(Person, pk=guardian_pk if guardian_pk in person.guardian_ids else 0)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.end_guardian(person, guardian=guardian, actor=actor_of(request), **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(
                request, _("The guardianship is over. Ask the next guardian for the consents anew.")
            )
            return redirect("people:guardians", person.pk)
    context = {"person": person, "guardian": guardian, "form": form, "name": access.masked_name(person)}
    return render(request, "people/minors/end_guardian.html", context)


@login_required
@never_cache
@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a signed sheet."""
    person = _person(request, pk)
    form = _paper_form(person, request)
    if form.is_valid() and _noted(request, person, form):
        messages.success(request, _("The signed sheet is kept."))
        return redirect("people:guardians", person.pk)
    return _page(request, person, _guardian_form(), form)


@login_required
@require_POST
def end_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """End a consent at the guardian's word."""
    person = _person(request, pk)
    purpose = request.POST.get("purpose", "")
    try:
        papers.end_paper(person, purpose=purpose, actor=actor_of(request))
        messages.success(request, _("The consent is withdrawn."))
    except ShijianError as error:
        say(request, error)
    return redirect("people:guardians", person.pk)


@login_required
@never_cache
@require_safe
def paper_photo(request: HttpRequest, pk: int) -> FileResponse:
    """The photo of a sheet, for those who may change the minor's entry and for the guardians."""
    visible = Person.objects.visible_to(actor_of(request))
    row = get_object_or_404(
        ConsentPaper.objects.filter(consent__person__in=visible).exclude(file_key=""), pk=pk
    )
    return photos.reply(row.file_key)


def _person(request: HttpRequest, pk: int) -> Person:
    person = person_or_404(request, pk)
    if not actor_of(request).may(Permission.PERSON_EDIT, person.unit_path):
        raise NotAllowed
    return person


def _guardian_form(request: HttpRequest | None = None) -> GuardianForm:
    if request is None:
        return GuardianForm(persons=Person.objects.none())
    data = request.POST if request.method == "POST" else None
    return GuardianForm(data, persons=persons.within_reach(actor_of(request)))


def _paper_form(person: Person, request: HttpRequest | None = None) -> PaperForm:
    purposes = wards.asked_of(person)
    if request is None:
        return PaperForm(purposes=purposes)
    return PaperForm(request.POST, request.FILES, purposes=purposes)


def _noted(request: HttpRequest, person: Person, form: PaperForm) -> bool:
    values, notice = form.cleaned_data, wards.current_notice()
    kept = photos.keep(values["file"])
    is_child = values["purpose"] == Purpose.CHILD_DATA
    try:
        consent = papers.note_paper(
            person, purpose=values["purpose"], guardian_name=values["guardian_name"], file_key=kept.file_key,
            notice=notice.version if notice and is_child else None, actor=actor_of(request),
        )  # fmt: skip
    except ShijianError as error:
        photos.drop(kept.file_key)
        show(form, error)
        return False
    if ConsentPaper.objects.filter(consent=consent, file_key=kept.file_key).first() is None:
        photos.drop(kept.file_key)
    return True


def _page(request: HttpRequest, person: Person, form: GuardianForm, paper_form: PaperForm) -> HttpResponse:
    rows = Guardianship.objects.filter(ward=person).select_related("guardian").order_by("-pk")
    context = {
        "person": person,
        "name": person.name if access.shows_whole(actor_of(request), person) else access.masked_name(person),
        "standing": Person.objects.filter(pk__in=person.guardian_ids).order_by("pk"),
        "past": [row for row in rows[:20] if row.ends_on],
        "consents": wards.consents_of(person),
        "form": form,
        "paper_form": paper_form,
    }
    return render(
        request, "people/minors/guardians.html", context, status=422 if _wrong(form, paper_form) else 200
    )


def _wrong(*forms_: GuardianForm | PaperForm) -> bool:
    return any(form.is_bound and form.errors for form in forms_)
