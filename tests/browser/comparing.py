"""Compares pictures inside the browser: no image library, and half-size pictures forgive small differences of fonts."""

import base64
from pathlib import Path

FOLDER = Path(__file__).parent / "pictures"
SCALE = 0.5
BLOCK = 8  # pixels of the stored picture
STRAY = 24  # a block differs when a channel's mean is off by more than this (of 255)
SHARE = 0.03  # of all blocks that may differ
STRETCH = 0.03  # of the height that may differ
COMPARE = """async ([one, other, block]) => {
  const load = async (data) => {
    const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
    return createImageBitmap(new Blob([bytes], { type: "image/png" }));
  };
  const [a, b] = [await load(one), await load(other)];
  const width = Math.ceil(Math.max(a.width, b.width) / block), height = Math.ceil(Math.max(a.height, b.height) / block);
  const shrink = (image) => {
    const canvas = new OffscreenCanvas(width * block, height * block), small = new OffscreenCanvas(width, height);
    canvas.getContext("2d").drawImage(image, 0, 0);
    const paint = small.getContext("2d");
    paint.imageSmoothingQuality = "high";
    paint.drawImage(canvas, 0, 0, width, height);
    return paint.getImageData(0, 0, width, height).data;
  };
  const [p, q] = [shrink(a), shrink(b)];
  const off = [];
  for (let i = 0; i < p.length; i += 4) {
    off.push(Math.max(...[0, 1, 2, 3].map((channel) => Math.abs(p[i + channel] - q[i + channel]))));
  }
  return {sizes: [a.width, a.height, b.width, b.height], off};
}"""


def differs(page, stored, taken):
    """Why two PNG pictures are not the same face, in words; empty when they are."""
    encoded = [base64.b64encode(each).decode() for each in (stored, taken)]
    found = page.evaluate(COMPARE, [*encoded, BLOCK])
    wide, high, now_wide, now_high = found["sizes"]
    if wide != now_wide or abs(high - now_high) > max(STRETCH * high, 4):
        return f"{wide}x{high} became {now_wide}x{now_high}"
    stray = sum(each > STRAY for each in found["off"]) / len(found["off"])
    return f"{stray:.1%} of the picture differs" if stray > SHARE else ""
