import json

import pytest

from visualizer.resource_files import resource
from visualizer.ui.thesaurus import Thesaurus, closeness, load_thesaurus, plain


def test_words_of_a_group_find_each_other():
    thesaurus = Thesaurus([["loss", "cost", "损失函数"], ["play", "run"]])
    assert set(thesaurus.related(["Loss surface"])) == {"loss", "cost", "损失函数"}
    assert set(thesaurus.related(["选择损失函数"])) == {"loss", "cost", "损失函数"}
    assert thesaurus.related(["Quit"]) == ()


@pytest.mark.parametrize("text", ["glossary", "lossless", "blossom"])
def test_a_word_inside_another_is_not_meant(text):
    assert Thesaurus([["loss", "cost"]]).related([text]) == ()


def test_plural_and_signs_beside_a_word_are_no_hindrance():
    thesaurus = Thesaurus([["example", "sample"]])
    assert thesaurus.related(["examples (all)"])


@pytest.mark.parametrize(
    "pair", [("cost", "损失"), ("代价函数", "loss"), ("步长", "learning rate")]
)
def test_shipped_synonyms_join_both_languages(pair):
    related = load_thesaurus().related([pair[1]])
    assert plain(pair[0]) in related


def test_shipped_synonyms_are_lists_of_distinct_words():
    groups = json.loads(resource("synonyms.json").read_text(encoding="utf-8"))
    for group in groups:
        assert len(group) >= 2
        assert len(set(map(plain, group))) == len(group)


def test_closer_fits_are_worth_more():
    texts = ["step", "step back", "one step", "timestep", "set top", "zebra"]
    rates = [closeness("step", text, loose=True) for text in texts]
    assert rates == sorted(rates, reverse=True)
    assert rates[0] == 1.0
    assert rates[-1] == 0.0


def test_initials_and_letters_in_order_fit_loosely():
    assert closeness("lr", "learning rate", loose=True) > 0.5
    assert closeness("lrning", "learning rate", loose=True) > 0.0
    assert closeness("lrning", "learning rate") == 0.0
    assert (
        closeness("gt", "a very long sentence going on to its end", loose=True) == 0.0
    )


def test_chinese_inside_a_text_counts_as_a_word():
    assert closeness("函数", "损失函数") == 0.8
