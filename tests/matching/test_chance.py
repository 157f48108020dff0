import numpy as np

from shijian.matching import chance
from shijian.matching.week import Floats
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

TRUE = np.array([-0.3, 0.6, -1.0, 0.8, -1.2, 2.0, 0.5])


def features(rng: np.random.Generator, count: int) -> Floats:
    yes, no = rng.poisson(2, count), rng.poisson(2, count)
    return chance.rows(
        km=rng.exponential(6, count),
        near=rng.random(count) < 0.3,
        free=rng.random(count) < 0.5,
        load=rng.poisson(1, count),
        yes=yes,
        no=no,
        urgent=rng.random(count) < 0.2,
    )


def test_with_no_answers_the_prior_holds() -> None:
    model = chance.fit(np.empty((0, len(chance.FEATURES))), np.empty(0, bool))
    assert np.allclose(model.weights, chance.PRIOR)
    assert model.answers == 0


def test_few_answers_move_the_prior_a_little() -> None:
    rows = features(np.random.default_rng(1), 3)
    model = chance.fit(rows, np.array([True, True, True]))
    assert (model.predict(rows) > chance.Model.prior().predict(rows)).all()
    assert 0 < np.abs(model.weights - chance.PRIOR).max() < 0.3


def test_from_many_answers_it_learns_what_is_true_and_promises_honestly() -> None:
    rng = np.random.default_rng(2)
    seen, fresh = features(rng, 20_000), features(rng, 20_000)
    truth = chance.Model(TRUE)
    model = chance.fit(seen, rng.random(20_000) < truth.predict(seen))
    assert np.abs(model.weights - TRUE).max() < 0.2
    assert model.off < 0.02
    assert chance.calibration(model.predict(fresh), rng.random(20_000) < truth.predict(fresh)) < 0.02


def test_the_parts_add_up_to_the_promise() -> None:
    rows = features(np.random.default_rng(3), 5)
    model = chance.Model.prior()
    odds = model.weights[0] + model.parts(rows).sum(axis=1)
    assert np.allclose(model.predict(rows), 1 / (1 + np.exp(-odds)))


def test_calibration_of_a_liar_is_his_lie() -> None:
    assert chance.calibration(np.full(100, 0.9), np.zeros(100, bool)) == 0.9


def test_answers_are_held_against_promises_of_models_that_did_not_see_them() -> None:
    rng = np.random.default_rng(5)
    rows = features(rng, 60)
    yes = rng.random(60) < 0.5
    promised = chance.unseen(rows, yes)
    first = np.arange(60) % chance.FOLDS == 0
    assert np.allclose(promised[first], chance.fit(rows[~first], yes[~first]).predict(rows[first]))
    found = chance.groups(promised, yes, 4)
    assert [each.answers for each in found] == [15] * 4
    assert [each.promised for each in found] == sorted(each.promised for each in found)
    assert chance.distance(found) == chance.calibration(promised, yes, 4)
    assert (chance.groups(promised[:0], yes[:0]), chance.distance([])) == ([], 0)


def test_where_nearly_everybody_says_yes_from_far_away_the_fit_does_not_run_away() -> None:
    rng = np.random.default_rng(0)
    km = rng.exponential(17, 700)
    rows = chance.rows(
        km=km,
        near=km <= 1,
        free=rng.random(700) < 0.7,
        load=rng.poisson(2, 700),
        yes=rng.poisson(0.5, 700),
        no=rng.poisson(0.1, 700),
        urgent=rng.random(700) < 0.1,
    )
    yes = rng.random(700) < 0.88
    model = chance.fit(rows, yes)
    assert abs(model.predict(rows).mean() - yes.mean()) < 0.03
    assert model.off < 0.06
