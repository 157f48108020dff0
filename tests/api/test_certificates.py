"""Certificates through the API: one's own, and what a number says."""

from tests.factories.records import CertificateFactory


def test_the_api_lists_ones_own_and_checks_a_number(api, cast, county):
    holder = {"person": cast.resident, "public_name": "7 号"}
    made = CertificateFactory(unit=county.station, holder=holder)
    CertificateFactory(unit=county.station_other, holder={"names": "陌生人家"})
    call = api(cast.resident)
    items = call("GET", "certificates").json()["items"]
    assert [(each["number"], each["holder"], each["is_revoked"]) for each in items] == [
        (made.number, "东头周家", False)
    ]
    assert call("GET", f"certificates/{made.number}").json() == {
        "number": made.number, "subject": "端午龙舟赛", "honour": "一等奖", "issuer": county.station.name,
        "issued_on": made.issued_on.isoformat(), "public_name": "7 号", "is_revoked": False,
    }  # fmt: skip
    assert call("GET", "certificates/ZS1-2026-0001").status_code == 404
