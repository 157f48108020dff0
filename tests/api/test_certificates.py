"""Certificates through the API: one's own and nobody else's."""

from tests.factories.records import CertificateFactory


def test_the_api_lists_ones_own_and_no_strangers(api, cast, county):
    holder = {"person": cast.resident, "public_name": "7 号"}
    made = CertificateFactory(unit=county.station, holder=holder)
    CertificateFactory(unit=county.station_other, holder={"names": "陌生人家"})
    call = api(cast.resident)
    items = call("GET", "certificates").json()["items"]
    assert [(each["number"], each["holder"], each["is_revoked"]) for each in items] == [
        (made.number, "东头周家", False)
    ]
