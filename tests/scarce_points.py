"""The operations of points that are raced in their own tests, or take nothing that another could take."""

P = "shijian.points.operations"
FLOW = "moves one locked row by the table of its flow: who comes second finds another state"
TRACE = "adds a row of its own each time, whatever others do"

ELSEWHERE: dict[str, str] = {}
PLAIN = {
    f"{P}.deductions.drop_deduction": FLOW,
    f"{P}.deductions.propose_deduction": TRACE,
    f"{P}.rulebook.drop_rule": FLOW,
}
