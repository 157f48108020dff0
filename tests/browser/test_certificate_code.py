"""The code on a certificate of service and on a card, read by a reader that has nothing to do with who drew it."""

import base64

from shijian.kernel import paper
from shijian.records.queries import proof_papers, service_paper
from tests.factories.records import ServiceCertificateFactory, VolunteerCardFactory
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

SITE = "https://xiahe.example.cn"
READ = """async (png) => {
  const { BarcodeDetector } = await import("/static/shijian/vendor/qr/decode.js");
  const bytes = Uint8Array.from(atob(png), (sign) => sign.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(image);
  return found.map((each) => each.rawValue);
}"""


def test_the_codes_lead_to_the_public_pages(visit, cast):
    certificate = ServiceCertificateFactory().certificate
    card = VolunteerCardFactory()
    page = visit(cast.volunteer)
    page.goto("/my/card/")
    sheets = (
        (service_paper.TEMPLATE, service_paper.paper_data(certificate, site=SITE), 210, certificate.number),
        (proof_papers.CARD, proof_papers.card_data(card, site=SITE), 85.6, card.code),
    )
    for template, data, wide, number in sheets:
        picture = paper.png(template, data, wide_mm=wide, wide_px=1600)
        (found,) = page.evaluate(READ, base64.b64encode(picture).decode())
        assert found.startswith(SITE)
        assert number in found
