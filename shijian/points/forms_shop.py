"""Input of the shop: redeeming, the desk, the catalogue, shops, budgets, settlements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.forms import IdempotentForm
from shijian.points.enums import Period, RewardKind
from shijian.points.models import Merchant, Reward
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer

MONTHS = 12
WHOLE: dict[str, Any] = {"min_value": 1, "max_value": 1_000_000, "required": False}
YUAN: dict[str, Any] = {"min_value": Decimal(0), "max_value": Decimal(1_000_000), "decimal_places": 2}


class DayField(forms.DateField):
    """A date with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class RedeemForm(IdempotentForm):
    """For whom something is redeemed: oneself or a ward."""

    volunteer = forms.ChoiceField(label=_("Who gets it?"))

    def __init__(self, *args: Any, takers: Sequence[Volunteer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.takers = {str(each.pk): each for each in takers}
        choices = [(key, each.person.name) for key, each in self.takers.items()]
        self.fields["volunteer"].choices = choices  # type: ignore[attr-defined]

    def clean_volunteer(self) -> Volunteer:
        """The volunteer."""
        return self.takers[self.cleaned_data["volunteer"]]


class PickUpForm(forms.Form):
    """The code that somebody shows."""

    code = forms.CharField(
        label=_("Pick-up code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("Eight letters and digits. A scanner may read it from the picture, too."),
        error_messages={"required": _("Enter the code that the volunteer shows.")},
    )


class RewardForm(forms.Form):
    """A line of the catalogue, money in yuan."""

    giver = forms.ChoiceField(label=_("Who hands it over?"))
    kind = forms.ChoiceField(label=_("Kind"), choices=RewardKind.choices)
    name = forms.CharField(label=_("What it is called"), max_length=60)
    what = forms.CharField(label=_("What it is"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    price = forms.IntegerField(label=_("Price in points"), help_text=_("Empty for a courtesy."), **WHOLE)
    hours_min = forms.IntegerField(
        label=_("For at least so many hours of service"), help_text=_("Only for a courtesy."), **WHOLE
    )
    points_min = forms.IntegerField(
        label=_("Or for at least so many points earned in all"), help_text=_("Only for a courtesy."), **WHOLE
    )
    cost = forms.DecimalField(
        label=_("What one costs the budget, in yuan"),
        initial=0,
        help_text=_("0 when nobody is paid."),
        **YUAN,
    )
    stock = forms.IntegerField(label=_("How many there are"), min_value=0, max_value=1_000_000)
    limit_each = forms.IntegerField(
        label=_("At most for one volunteer"),
        help_text=_("Empty means as usual."),
        min_value=1,
        max_value=1000,
        required=False,
    )
    period = forms.ChoiceField(label=_("In which time"), choices=Period.choices)
    starts_on = DayField(label=_("First day of it"))
    ends_on = DayField(label=_("Last day of it"), required=False, help_text=_("Empty means without an end."))

    def __init__(self, *args: Any, actor: Actor, reward: Reward | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reward is not None:
            for name in ("giver", "kind", "stock"):
                del self.fields[name]
            return
        self.fields["giver"].choices = givers(actor)  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = clock.today()

    def facts(self) -> dict[str, Any]:
        """The fields of the line, money in fen."""
        data = dict(self.cleaned_data)
        data.pop("giver", None)
        fen, price = int(data.pop("cost") * 100), data.pop("price") or 0
        return {**data, "cost_fen": fen, "price": price}

    def whose(self) -> tuple[Unit, Merchant | None]:
        """The unit, and the shop when it is one that hands it over."""
        kind, key = self.cleaned_data["giver"].split("-")
        if kind == "shop":
            merchant = Merchant.objects.select_related("unit").get(pk=key)
            return merchant.unit, merchant
        return Unit.objects.get(pk=key), None


def initial_of(reward: Reward) -> dict[str, Any]:
    """What the form of a line shows at first."""
    names = ("name", "what", "hours_min", "points_min", "limit_each", "period", "starts_on", "ends_on")
    facts = {name: getattr(reward, name) for name in names}
    return {**facts, "price": reward.price or None, "cost": Decimal(reward.cost_fen) / 100}


def givers(actor: Actor) -> list[tuple[str, str]]:
    """The units at which the actor serves and keeps the catalogue, then their shops."""
    units = own_units(actor, Permission.MENU_REVIEW)
    shops = Merchant.objects.visible_to(actor).filter(active=True).order_by("unit_path", "name")
    return [(f"unit-{unit.pk}", unit.name) for unit in units] + [
        (f"shop-{shop.pk}", shop.name) for shop in shops
    ]


def own_units(actor: Actor, permission: Permission) -> list[Unit]:
    """The units at which the actor serves and holds a permission, and those within reach that have a catalogue."""
    posts = [post.unit_id for post in (*actor.posts, actor.acting) if post]
    has = (
        Q(pk__in=posts) | Q(pk__in=Reward.objects.values("unit")) | Q(pk__in=Merchant.objects.values("unit"))
    )
    return list(Unit.objects.filter(actor.within(permission)).filter(has).order_by("path"))


class OfUnitForm(forms.Form):
    """What belongs to one of a few units."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), empty_label=None)
    needs = Permission.MENU_REVIEW

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [unit.pk for unit in own_units(actor, self.needs)]
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=keys).order_by("path")  # type: ignore[attr-defined]


class MerchantForm(OfUnitForm):
    """A shop."""

    name = forms.CharField(label=_("Name of the shop"), max_length=60)
    contact = forms.CharField(
        label=_("How to reach it"), max_length=200, required=False, help_text=_("Seen by the office only.")
    )
    active = forms.BooleanField(label=_("Gives rewards now"), required=False, initial=True)

    def __init__(self, *args: Any, merchant: Merchant | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["active" if merchant is None else "unit"]


class BudgetForm(OfUnitForm):
    """Money for the rewards of a year."""

    needs = Permission.POLICY_EDIT
    year = forms.IntegerField(label=_("Year"), min_value=2020, max_value=2099)
    amount = forms.DecimalField(label=_("Amount in yuan"), **YUAN | {"min_value": Decimal("0.01")})
    document_no = forms.CharField(
        label=_("Document that decides it"), max_length=80, help_text=_("The paper by which it was decided.")
    )

    def facts(self) -> dict[str, Any]:
        """The money in fen."""
        data = dict(self.cleaned_data)
        fen = int(data.pop("amount") * 100)
        return {**data, "amount_fen": fen}


class RestockForm(forms.Form):
    """Pieces that come in or go out."""

    amount = forms.IntegerField(
        label=_("How many come in"),
        help_text=_("Below zero takes out what is spoilt or lost."),
        min_value=-1_000_000,
        max_value=1_000_000,
    )


class SettleForm(forms.Form):
    """A shop and a month that is over."""

    merchant = forms.ModelChoiceField(Merchant.objects.none(), label=_("Shop"), empty_label=None)
    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shops = Merchant.objects.visible_to(actor).order_by("unit_path", "name")
        self.fields["merchant"].queryset = shops  # type: ignore[attr-defined]
        self.fields["month"].choices = [(f"{day:%Y-%m}",) * 2 for day in months()]  # type: ignore[attr-defined]

    def clean_month(self) -> dt.date:
        """The first day of the month."""
        return dt.date.fromisoformat(f"{self.cleaned_data['month']}-01")


def months() -> list[dt.date]:
    """The first days of the months that are over, newest first."""
    day, found = clock.today().replace(day=1), []
    for _n in range(MONTHS):
        day = (day - dt.timedelta(days=1)).replace(day=1)
        found.append(day)
    return found
