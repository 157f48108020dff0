"""What the journeys through an activity share: a day that moves for server and device, a camera that sees a code."""

import datetime as dt
import io

import segno
import time_machine
from PIL import Image

from shijian.kernel import clock

PLANNED = dt.datetime(2026, 6, 10, 9, 0, tzinfo=clock.ZONE)
BEGINS = dt.datetime(2026, 6, 18, 9, 0, tzinfo=clock.ZONE)
CAMERA_SIZE, FRAMES = 640, 5
# The clock of a device runs by itself; what a test adds to it outlives the page.
AHEAD = """{
  const real = Date.now.bind(Date);
  Date.now = () => real() + Number(localStorage.getItem("test-ahead") ?? 0);
}"""
FORWARD = """(ms) => localStorage.setItem(
  "test-ahead", String(Number(localStorage.getItem("test-ahead") ?? 0) + ms))"""


class Day:
    """The time of the server, and of the devices that are told of it."""

    def __init__(self):
        self.traveller = time_machine.travel(PLANNED, tick=True)
        self.server = self.traveller.start()
        self.pages = []

    def device(self, page):
        """Let the clock of the device of this page move with the day."""
        page.context.add_init_script(AHEAD)
        self.pages.append(page)

    def to(self, moment):
        """Go on to a moment."""
        self.go_on(moment - clock.now())

    def go_on(self, length):
        """Let some time pass."""
        self.server.shift(length)
        for page in self.pages:
            page.evaluate(FORWARD, length.total_seconds() * 1000)

    def end(self):
        """Come back to the time of the machine."""
        self.traveller.stop()


def show_to_camera(file, text):
    """Write what the false camera sees: somebody's phone with a code, as a film of JPEG pictures."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=10, border=4)
    code = Image.open(drawn).convert("RGB")
    scene = Image.new("RGB", (CAMERA_SIZE, CAMERA_SIZE * 3 // 4), (120, 130, 125))
    scene.paste(code, ((scene.width - code.width) // 2, (scene.height - code.height) // 2))
    frame = io.BytesIO()
    scene.save(frame, "JPEG", quality=90)
    file.write_bytes(frame.getvalue() * FRAMES)


def photo(seed):
    """A picture as a phone sends it: bytes of a JPEG."""
    image = Image.effect_mandelbrot((1200, 900), (-1.5 - seed / 7, -1, 0.5, 1 + seed / 5), 60).convert("RGB")
    data = io.BytesIO()
    image.save(data, "JPEG", quality=85)
    return data.getvalue()
