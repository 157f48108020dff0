"""A thousand certificates of service: issued, and drawn, each beside a floor of the same run."""

import os
import time

import pytest

from shijian.kernel import attestations, clock, paper
from shijian.kernel.actor import SYSTEM
from shijian.records.models import Certificate, CertificateRequest
from shijian.records.operations.service_papers import issue
from shijian.records.queries import certificates, service_paper
from shijian.records.queries import service_certificates as reads
from tests.bench.measure import report
from tests.factories.records import START, CertificateRequestFactory, ServiceRecordFactory
from tests.factories.volunteers import VolunteerFactory

pytestmark = pytest.mark.bench
COUNT = int(os.environ.get("SHIJIAN_BENCH_CERTIFICATES", "1000"))
PAPERS = int(os.environ.get("SHIJIAN_BENCH_PAPERS", "100"))
RECORDS = 12
SITE = "https://xiahe.example.cn"


def timed(call, things):
    start = time.perf_counter()
    for each in things:
        call(each)
    return (time.perf_counter() - start) / len(things)


@pytest.fixture
def requests(county, cast):
    volunteers = [VolunteerFactory(person__unit=county.station) for _n in range(20)]
    for volunteer in volunteers:
        ServiceRecordFactory.create_batch(RECORDS, volunteer=volunteer, unit=county.station)
    rows = [
        CertificateRequestFactory.build(
            volunteer=volunteers[n % 20], unit=county.station, asked_by=volunteers[n % 20].person,
            starts_on=START.date(), ends_on=clock.today().replace(month=12, day=31), handled_by=cast.station,
        )
        for n in range(COUNT)
    ]  # fmt: skip
    CertificateRequest.objects.bulk_create(rows)
    return list(reads.with_people(CertificateRequest.objects.order_by("pk")))


def test_a_thousand_certificates(requests):
    """The floor of issuing is one signature of as much text; that of drawing is typst alone."""
    facts = {"kind": "floor", "list": ["x" * 60] * RECORDS}
    signing = timed(lambda _n: attestations.seal(facts), range(COUNT))
    issuing = timed(lambda row: issue(row, reads.records_of(row), actor=SYSTEM), requests)
    papers = list(certificates.whole(Certificate.objects.order_by("pk"))[:PAPERS])
    data = service_paper.paper_data(papers[0], site=SITE)
    typst = timed(lambda row: paper.pdf(service_paper.TEMPLATE, data, made_at=row.at), papers)
    drawing = timed(lambda row: service_paper.service_certificate_pdf(row, site=SITE), papers)
    print()
    report("certificate issued (floor: its signature)", signing, issuing, goal="none")
    report("certificate drawn (floor: typst alone)", typst, drawing, goal=0.7)
    print(f"{COUNT} certificates: issued in {issuing * COUNT:.1f} s, drawn in about {drawing * COUNT:.0f} s")
    assert Certificate.objects.count() == COUNT
    assert drawing < typst * 3
