"""Search finds exactly what a plain look through the texts finds, on either database."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shijian.kernel import search
from shijian.kernel.models import SearchEntry

HAN = "志愿服务老人村新时代文明实践五有积分张"


def ids(query, **kwargs):
    return list(search.find("thing", query, **kwargs))


def plain(text):
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


@pytest.fixture
def shelf(db):
    """Three things, and a stranger of another kind that holds every word of theirs."""
    texts = {1: "志愿服务进村", 2: "关爱老人,人人有责", 3: "Volunteer day 2026 养老 13800001111"}
    for key, text in texts.items():
        search.index("thing", key, text=[text], unit_path=f"0001000{key}")
    search.index("other", 9, text=texts.values())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("志愿", [1]),
        ("愿服务", [1]),
        ("老人", [2]),
        ("老", [3, 2]),
        ("村", [1]),
        ("人人", [2]),
        ("老人人", []),
        ("服务 志愿", [1]),
        ("volun", [3]),
        ("VOLUN", [3]),
        ("unteer", []),
        ("138", [3]),
        ("养老volunteer", [3]),
        ("", []),
        ("…!?", []),
    ],
)
def test_queries(shelf, query, found):
    assert ids(query) == found


@pytest.mark.parametrize(
    "query", ['"', 'a"b*', "NEAR(", "AND", "志愿 OR", "a:b", "-志愿", "'; --", "^a", "&|!", "\x00", "(:*"]
)
def test_no_query_is_a_syntax_error(shelf, query):
    assert set(ids(query)) <= {1, 2, 3}


def test_names_are_found_by_pinyin_and_initials(db):
    search.index("thing", 1, names=["张晓山"])
    search.index("thing", 2, names=["桑科镇"])
    search.index("thing", 3, names=["李四"])
    assert ids("zhangxiaoshan") == ids("zxs") == ids("xiaoshan") == ids("晓山") == ids("ZX") == [1]
    assert ids("sangke") == ids("skz") == [2]


@pytest.mark.parametrize(
    ("name", "spellings"), [("单雄", ["shanxiong", "danxiong"]), ("重庆", ["chongqing", "cq"])]
)
def test_all_readings_of_a_name_are_found(db, name, spellings):
    search.index("thing", 1, names=[name])
    assert [ids(spelling) for spelling in spellings] == [[1]] * len(spellings)


def test_pinyin_is_for_names_only(db):
    search.index("thing", 1, text=["张晓山"])
    assert ids("zhang") == []


def test_rare_han_tibetan_and_accents(db):
    search.index("thing", 1, text=["𫖯𬱖之", "བསང་ཆུ་རྫོང", "Café"])
    assert ids("𫖯𬱖") == ids("བསང") == ids("café") == ids("caf") == ids("CAFE\u0301") == [1]
    assert ids("བཀྲ") == ids("cafe") == []


def test_an_object_is_indexed_anew_moved_and_removed(shelf):
    search.index("thing", 1, text=["理论宣讲"])
    assert (ids("志愿"), ids("宣讲")) == ([], [1])
    search.remove("thing", 1)
    search.remove("thing", 1)
    assert ids("宣讲") == []
    assert list(search.find("other", "志愿")) == [9]


def test_units_bound_the_search(shelf):
    search.index("thing", 4, text=["志愿"], unit_path="00020001")
    assert ids("志愿", under=["0001"]) == [1]
    assert ids("志愿", under=["0001", "0002"]) == ids("志愿") == [4, 1]
    assert ids("志愿", under=["0003"]) == []


def test_the_result_is_bounded_newest_first_and_works_as_a_subquery(db, django_assert_num_queries):
    search.bulk_index(search.Row("thing", key, ["志愿"]) for key in range(1, 8))
    assert ids("志愿", limit=3) == [7, 6, 5]
    with django_assert_num_queries(1):
        found = SearchEntry.objects.filter(kind="thing", object_id__in=search.find("thing", "志愿", limit=2))
        assert [entry.object_id for entry in found.order_by("object_id")] == [6, 7]


def test_bulk_index_replaces_and_the_last_of_equals_counts(db, django_assert_num_queries):
    search.index("thing", 1, text=["旧文"])
    rows = [
        search.Row("thing", 1, ["新文"]),
        search.Row("thing", 2, ["甲乙"]),
        search.Row("thing", 2, ["丙丁"]),
    ]
    with django_assert_num_queries(1):
        assert search.bulk_index(rows) == 2
    assert (ids("旧文"), ids("新文"), ids("甲乙"), ids("丙丁")) == ([], [1], [], [2])


def test_a_very_long_text_is_cut_not_refused(db):
    search.index("thing", 1, text=["开头" + "长" * 300_000 + "结尾", "x" * 5000])
    assert (ids("开头"), ids("结尾"), ids("x" * 70)) == ([1], [], [])


class AgreesWithPlainSearch(TestCase):
    """Random texts and queries: the index and `in` give the same answer."""

    texts = st.lists(st.text(HAN + ",。 a1", max_size=30), min_size=1, max_size=8)

    @given(texts, st.text(HAN, min_size=1, max_size=5))
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def test_han(self, texts, query):
        search.bulk_index(search.Row("thing", key, [text]) for key, text in enumerate(texts))
        assert ids(query) == [key for key in reversed(range(len(texts))) if query in texts[key]]

    @given(st.lists(st.text(max_size=20), min_size=1, max_size=5), st.data())
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def test_any_text_finds_itself(self, texts, data):
        search.bulk_index(search.Row("thing", key, [text]) for key, text in enumerate(texts))
        key = data.draw(st.integers(0, len(texts) - 1))
        assert (key in ids(texts[key])) is bool(search.query_terms(texts[key]))

    @given(
        st.lists(st.text("0q1eabé", max_size=6), min_size=1, max_size=8),
        st.text("0q1eabé", min_size=1, max_size=4),
    )
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def test_words(self, words, query):
        search.bulk_index(search.Row("thing", key, [word]) for key, word in enumerate(words))
        expected = [key for key in reversed(range(len(words))) if plain(words[key]).startswith(plain(query))]
        assert ids(query) == expected
