"""The operations of points that are raced in their own tests, or take nothing that another could take."""

P = "shijian.points.operations"
FLOW = "moves one locked row by the table of its flow: who comes second finds another state"
TRACE = "adds a row of its own each time, whatever others do"

ELSEWHERE: dict[str, str] = {}
LAST = "the later word stands, and both are in the audit"
ONCE = "a unique constraint of the database lets one row in"
PLAIN = {
    f"{P}.rewards.add_merchant": ONCE,
    f"{P}.rewards.add_budget": ONCE,
    f"{P}.rewards.add_reward": TRACE,
    f"{P}.rewards.change_merchant": LAST,
    f"{P}.rewards.change_reward": LAST,
    f"{P}.rewards.withdraw_reward": LAST,
    f"{P}.settling.confirm_settlement": FLOW,
    f"{P}.settling.drop_settlement": FLOW,
    f"{P}.deductions.drop_deduction": FLOW,
    f"{P}.deductions.propose_deduction": TRACE,
    f"{P}.rulebook.drop_rule": FLOW,
}
