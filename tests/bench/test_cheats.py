"""Eleven ways of cheating in a simulated year of 2,000 volunteers; thresholds were chosen on seed 1."""

import time

import pytest

from shijian.records.simulation.judge import judge, simulate

SEEDS = (11, 12, 13, 14, 15)
LINE = "{name:20} cases {cases:3} found {found:3} recall {recall:.2f} precision {precision:.2f} records {named:.2f}"


@pytest.mark.bench
def test_the_signals_find_those_who_cheat():
    recalls, precisions = [], []
    for seed in SEEDS:
        year = simulate(seed)
        began = time.perf_counter()
        scores, found = judge(year)
        print(
            f"\nseed {seed}: {len(year.facts)} records, {len(found)} signals, {time.perf_counter() - began:.1f} s"
        )
        for score in scores:
            print(
                LINE.format(
                    name=score.name or "all together", cases=score.cases, found=score.found, recall=score.recall,
                    precision=score.precision, named=score.named / max(1, score.records),
                )
            )  # fmt: skip
        recalls.append(scores[-1].recall)
        precisions.append(scores[-1].precision)
    print(f"worst recall {min(recalls):.2f} (goal 0.9), worst precision {min(precisions):.2f} (goal 0.8)")
    assert min(recalls) >= 0.9
    assert min(precisions) >= 0.8
