"""The writes of `points`: credits, reversals, spending, rules, deductions."""
