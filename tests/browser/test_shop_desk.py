"""The desk of the shop reads the pick-up code from the phone of the volunteer."""

from shijian.points.models import Redemption
from tests.browser import activity_day
from tests.browser.conftest import PHONE
from tests.browser.test_activity_journeys import camera, eye
from tests.factories.points import RedemptionFactory
from tests.once import ON_SQLITE

__all__ = ["camera"]
pytestmark = ON_SQLITE


def test_the_camera_reads_the_code_and_the_reward_is_handed_over(camera, live_server, cast, county):
    row = RedemptionFactory(reward__unit=county.hub, volunteer=cast.volunteer.volunteer)
    desk = eye(camera[0], cast.hub, live_server.url, PHONE)
    desk.goto("/office/shop/desk/")
    activity_day.show_to_camera(camera[1], row.code)
    desk.get_by_role("button", name="打开摄像头").click()
    desk.get_by_role("heading", name=row.reward.name).wait_for()
    desk.get_by_role("button", name="发放").click()
    desk.get_by_text("已发放").first.wait_for()
    desk.context.close()
    assert Redemption.objects.get().state == "handed"
