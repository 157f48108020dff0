"""Rewards through the API: the same rules as the pages."""

from shijian.points.queries.balances import balance_of
from tests.factories.points import RewardFactory, post


def test_the_routes_of_a_volunteer(cast, county, api):
    reward, me = RewardFactory(unit=county.hub, name="东北大米"), cast.volunteer.volunteer
    RewardFactory(unit=county.hub, active=False)
    post(me, 9, key="earned")
    ask, other = api(cast.volunteer), api(cast.leader)
    assert [each["name"] for each in ask("GET", "rewards").json()["items"]] == ["东北大米"]
    key = {"Idempotency-Key": "redeem-rice-1"}
    first, again = (ask("POST", f"rewards/{reward.pk}/redeem", {}, **key) for _n in range(2))
    assert (first.status_code, len(first.json()["code"]), first.json()["points"]) == (201, 9, 3)
    assert again.json() == first.json()
    made = first.json()["id"]
    assert other("POST", f"rewards/{reward.pk}/redeem", {"volunteer_id": me.pk}).status_code == 403
    assert other("POST", f"redemptions/{made}/cancel").status_code == 404
    assert other("GET", "me/redemptions").json()["items"] == []
    assert balance_of(me.pk).spendable == 6
    assert ask("POST", f"redemptions/{made}/cancel").json()["state"] == "cancelled"
    assert [each["code"] for each in ask("GET", "me/redemptions").json()["items"]] == [""]
    assert balance_of(me.pk).spendable == 9
