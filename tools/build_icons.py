"""Draw the icons of the installable APP from the favicon; needs Chromium. Run it after a change of the mark."""

import io
import re
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent / "shijian"
MARK = ROOT / "kernel/static/shijian/favicon.svg"
FOLDER = ROOT / "web/static/web/icons"
COLOURS = 32
# (file, side in pixels, share of the side that the sign takes: a mask may cut up to a fifth off each side)
ICONS = [("192.png", 192, 1.0), ("512.png", 512, 1.0), ("mask.png", 512, 0.72), ("touch.png", 180, 0.86)]


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, side, share in ICONS:
            draw(browser.new_page(viewport={"width": side, "height": side}), side, share).save(
                FOLDER / name, optimize=True
            )
        browser.close()


def draw(page: Page, side: int, share: float) -> Image.Image:
    svg = MARK.read_text()
    ground = re.search(r'fill="(#\w+)"', svg).group(1) if share < 1 else "transparent"
    box = f"width:{side * share}px;height:{side * share}px;margin:{side * (1 - share) / 2}px"
    page.set_content(f'<body style="margin:0;background:{ground}"><div style="{box}">{svg}</div>')
    picture = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
    return picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)


if __name__ == "__main__":
    main()
