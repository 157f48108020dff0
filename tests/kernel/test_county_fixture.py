from shijian.kernel.actor import Permission
from tests.conftest import actor_of


def test_reach_of_the_cast_follows_the_tree(cast, county):
    hub = actor_of(cast.hub)
    assert hub.may(Permission.ORDER_DISPATCH, county.station.path)
    assert not hub.may(Permission.ORDER_DISPATCH, county.station_other.path)
    assert not hub.may(Permission.ORDER_DISPATCH, county.centre.path)
    assert actor_of(cast.leader).led_team_ids == {cast.team.pk}
    assert actor_of(cast.resident).grants == {}
