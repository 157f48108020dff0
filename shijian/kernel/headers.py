"""Headers that tell browsers what our pages never do, beside those that Django and the policy of contents send."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# The camera and the place are asked for by check-in pages of ours only; everything else that pages can ask for is off.
PERMISSIONS = ", ".join(
    [
        *(f"{name}=(self)" for name in ("camera", "geolocation", "microphone", "publickey-credentials-get")),
        *(
            f"{name}=()"
            for name in ("accelerometer", "autoplay", "bluetooth", "display-capture", "gyroscope")
        ),
        *(f"{name}=()" for name in ("hid", "magnetometer", "midi", "payment", "serial", "usb")),
    ]
)


def guarding_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: no other site embeds, reads or borrows what we send."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return handle
