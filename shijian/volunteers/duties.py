"""Steps of the register and the teams that need a second person."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import duties
from shijian.volunteers import rules

duties.define(
    "volunteer.confirm",
    "volunteers.operations.states.confirm_volunteer",
    step=_("Confirming a registration"),
    sentence=_(
        "You made this entry. The volunteer confirms it, or another officer of your unit or of the unit above."
    ),
    involved=rules.is_own_entry,
)
duties.define(
    "volunteer.consent",
    "volunteers.operations.states.give_guardian_consent",
    step=_("Noting the consent of a guardian"),
    sentence=_("Nobody consents for himself. The guardian does, or an officer who holds the signed paper."),
    involved=rules.is_minor_oneself,
)
duties.define(
    "volunteer.licence",
    "volunteers.operations.facts.record_licence",
    step=_("Entering a licence that was seen"),
    sentence=_("Nobody vouches for his own licence or that of his ward. Another officer looks at it."),
    involved=rules.is_own,
)
duties.define(
    "volunteer.insurance",
    "volunteers.operations.facts.record_insurance",
    step=_("Entering an accident insurance"),
    sentence=_("Nobody enters his own insurance or that of his ward. Another officer looks at the policy."),
    involved=rules.is_own,
)
duties.define(
    "join.decide",
    "volunteers.operations.joins.decide_join",
    step=_("Deciding who joins a team"),
    sentence=_("Nobody decides about himself or his ward. A leader of the team or another officer decides."),
    involved=rules.is_own_join,
)
duties.define(
    "team.add",
    "volunteers.operations.members.add_member",
    step=_("Entering a member of a team"),
    sentence=_(
        "Nobody takes himself or his ward into a team. Ask to join; a leader or another officer decides."
    ),
    involved=rules.is_own,
)
duties.define(
    "team.role",
    "volunteers.operations.members.set_leader",
    step=_("Giving a role in a team"),
    sentence=_("Nobody gives himself or his ward a role in a team. Another officer decides."),
    involved=rules.is_own,
)
duties.define(
    "training.enter",
    "volunteers.operations.trainings.record_training",
    step=_("Entering a training"),
    sentence=_("Nobody enters his own training or that of his ward. A leader or another officer does."),
    involved=rules.is_own,
)
duties.define(
    "training.confirm",
    "volunteers.operations.trainings.confirm_training",
    step=_("Confirming a training"),
    sentence=_("You entered this training or had it yourself. Another officer confirms it."),
    involved=rules.is_own_training,
)
duties.define(
    "training.void",
    "volunteers.operations.trainings.void_training",
    step=_("Taking a training out of the count"),
    sentence=_("Nobody decides this about himself or his ward. Another officer does."),
    involved=rules.had_training,
)
