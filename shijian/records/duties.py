"""Steps on service records that need a second person."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import duties
from shijian.records import (
    rules,
    rules_certificates,
    rules_commendations,
    rules_imports,
    rules_rechecks,
    rules_signals,
    rules_stars,
    rules_topups,
)

duties.define(
    "record.void",
    "records.operations.records.void_record",
    step=_("Voiding a service record"),
    sentence=_("A record is voided by a second person of the unit above, not by those involved."),
    involved=rules.has_part,
)
duties.define(
    "record.reissue",
    "records.operations.records.reissue_record",
    step=_("Writing a service record anew"),
    sentence=_("A record is written anew by a second person of the unit above, not by those involved."),
    involved=rules.has_part,
)
for _key, _operation, _step in (
    ("uphold", "uphold_objection", _("Upholding an objection to a service record")),
    ("reject", "reject_objection", _("Not upholding an objection to a service record")),
):
    duties.define(
        f"objection.{_key}",
        f"records.operations.objections.{_operation}",
        step=_step,
        sentence=_("An objection is decided by a second person, not by who objected, served or recorded it."),
        involved=rules.has_part_in_objection,
    )
for _key, _step in (
    ("approve", _("Approving a missing service record")),
    ("refuse", _("Refusing a missing service record")),
):
    duties.define(
        f"top-up.{_key}",
        f"records.operations.topups.{_key}_top_up",
        step=_step,
        sentence=_(
            "A missing record is decided by a second person above, not by who asked for it or served."
        ),
        involved=rules_topups.has_part,
    )
for _key, _where, _step in (
    ("approve", "imports.approve_import", _("Approving a table of older hours")),
    ("refuse", "imports.refuse_import", _("Refusing a table of older hours")),
    ("void", "import_recording.void_import", _("Voiding all records of a table of older hours")),
):
    duties.define(
        f"record-import.{_key}",
        f"records.operations.{_where}",
        step=_step,
        sentence=_(
            "Older hours are decided by a second person above, not by who brought them or gains by them."
        ),
        involved=rules_imports.has_part if _key != "void" else rules_imports.decided_or_has_part,
    )
for _key, _step in (
    ("confirm", _("Confirming a signal about service records")),
    ("clear", _("Clearing a signal about service records")),
):
    duties.define(
        f"signal.{_key}",
        f"records.operations.signals.{_key}_signal",
        step=_step,
        sentence=_(
            "A signal is decided by somebody who neither served, entered nor confirmed those records."
        ),
        involved=rules_signals.has_part,
    )

for _key, _step, _sentence, _involved in (
    (
        "check",
        _("Checking what a certificate of service rests on"),
        _("The volunteer and whoever answers for him do not check their own certificate."),
        rules_certificates.gains,
    ),
    (
        "approve",
        _("Issuing a certificate of service"),
        _("A certificate is issued by a second person, not by who asked for it, checked it or gains by it."),
        rules_certificates.has_part,
    ),
):
    duties.define(
        f"certificate-request.{_key}",
        f"records.operations.certificate_requests.{_key}_certificate_request",
        step=_step,
        sentence=_sentence,
        involved=_involved,
    )
for _key, _where, _step in (
    ("decide", "stars.decide_star", _("Deciding a star")),
    ("refuse", "stars.refuse_star", _("Refusing a star")),
    ("confirm", "stars.confirm_star", _("Recording what the authority decided about a star")),
    ("keep", "star_reviews.keep_star", _("Keeping a star although hours dropped")),
    ("withdraw", "star_reviews.withdraw_star", _("Withdrawing a star")),
):
    duties.define(
        f"star.{_key}",
        f"records.operations.{_where}",
        step=_step,
        sentence=_("A star is decided by another person than who asked for it, checked it or gets it."),
        involved=rules_stars.checked_or_gains,
    )
duties.define(
    "star.check",
    "records.operations.stars.check_star",
    step=_("Checking a star"),
    sentence=_("A star is checked by a second person, not by who asked for it or gets it."),
    involved=rules_stars.asked_or_gains,
)
for _key, _step in (
    ("uphold", _("Upholding an objection or appeal about a star")),
    ("reject", _("Not upholding an objection or appeal about a star")),
):
    duties.define(
        f"star.{_key}",
        f"records.operations.star_doubts.{_key}_star_objection",
        step=_step,
        sentence=_("What is said about a star is decided by somebody who had no part in it."),
        involved=rules_stars.has_part,
    )
duties.define(
    "star.bar",
    "records.operations.star_doubts.bar_stars",
    step=_("Deciding that there is no star for a time"),
    sentence=_("Nobody decides about stars of himself or of a ward."),
    involved=rules_stars.has_part_in_record,
)

for _key, _step in (
    ("confirm", _("Noting that a drawn service was as recorded")),
    ("deny", _("Noting that a drawn service was not as recorded")),
):
    duties.define(
        f"recheck.{_key}",
        f"records.operations.rechecks.{_key}_recheck",
        step=_step,
        sentence=_("Somebody from another unit phones, not who served, entered or answered for the record."),
        involved=rules_rechecks.has_part,
    )

duties.define(
    "statement.consented",
    "records.operations.proofs.make_consented_statement",
    step=_("Making a statement for an appraisal on a signed paper"),
    sentence=_("Nobody notes his own consent or a ward's on paper. Make the statement on your own page."),
    involved=rules_certificates.is_own,
)
for _key, _step in (
    ("confirm", _("Confirming a commendation")),
    ("refuse", _("Not confirming a commendation")),
    ("revoke", _("Revoking a commendation")),
):
    duties.define(
        f"commendation.{_key}",
        f"records.operations.commendations.{_key}_commendation",
        step=_step,
        sentence=_("A commendation is decided by a second person, not by who entered it or was honoured."),
        involved=rules_commendations.has_part,
    )
