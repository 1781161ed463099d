import json
import re
import threading
from collections import Counter

import pytest

from tests.texts import described, has_words, places, written
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.language import (
    LANGUAGES,
    MOST_NESTED,
    Phrase,
    catalog,
    language,
    phrase_of,
    plain_text,
    set_language,
    tr,
)
from visualizer.resource_files import resource
from visualizer.settings import SettingError, from_plain

SAME_IN_CHINESE = {
    *(
        "AMSGrad",
        "AdaDelta",
        "AdaGrad",
        "Adam",
        "AdamW",
        "ELU",
        "GELU",
        "He",
        "L-BFGS",
        "LeCun",
        "Leaky ReLU",
        "Lion",
        "MNIST",
        "Mish",
        "NAdam",
        "Nesterov",
        "PReLU",
        "QHAdam",
        "QHM",
        "RMSProp",
        "ROC",
        "ReLU",
        "Rprop",
        "SELU",
        "SGD",
        "Sigmoid",
        "Softmax",
        "Softplus",
        "TF Playground",
        "Xavier",
        "float32",
        "float64",
        "sin x₁",
        "sin x₂",
        "tanh",
    ),
}
"""Names and formulas that Chinese lectures use as they are."""

TERMS = {
    "Activation": "激活函数",
    "Batch size": "批大小",
    "Epoch": "轮次",
    "Handle": "手柄",
    "L2 rate": "L2 正则化系数",
    "Learning rate": "学习率",
    "Lecture": "授课",
    "Loss (log)": "损失（对数轴）",
    "Loss surface": "损失曲面",
    "Mean squared error": "均方误差",
    "Neuron": "神经元",
    "Playground": "演练场",
    "Present": "放映",
    "Step by": "单步单位",
    "Test accuracy": "测试准确率",
    "Updates / s": "更新/秒",
    "desired change {value}": "期望的改变 {value}",
    "digits": "手写数字",
    "example": "样本",
    "two random directions, filter-normalized": "两个随机方向（按滤波器归一化）",
}
"""What the design lays down."""

HAN = "\N{CJK UNIFIED IDEOGRAPH-3400}-\N{CJK UNIFIED IDEOGRAPH-9FFF}"
FILE_FILTER = re.compile(r" \(\*\.\w+\)$")

OTHERS = [code for code in LANGUAGES if code != "en"]


@pytest.fixture
def chinese():
    set_language("zh")
    yield
    set_language("en")


def entries(code: str) -> list[tuple[str, str]]:
    """Return the pairs of a catalog as they stand in its file."""
    text = resource("translations", f"{code}.json").read_text(encoding="utf-8")
    return json.loads(text, object_pairs_hook=list)


def test_a_text_is_english_until_a_language_is_chosen():
    assert language() == "en"
    assert tr("Learning rate") == "Learning rate"
    assert tr("example {number}", number=3) == "example 3"


@pytest.mark.usefixtures("chinese")
def test_a_text_is_said_in_the_language_in_use():
    assert language() == "zh"
    assert tr("Learning rate") == "学习率"
    assert tr("example {number}", number=3) == "样本 3"
    assert tr("an unknown text") == "an unknown text"


def test_a_text_without_values_is_no_pattern():
    assert tr("{not a place}") == "{not a place}"
    assert Phrase("{not a place}") == "{not a place}"


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="language 'fr' is unknown; allowed: en, zh"):
        set_language("fr")
    assert language() == "en"


def test_a_phrase_is_its_english_text_and_knows_the_others():
    change = Phrase(
        "{setting} {before} → {after}",
        setting=Phrase("Activation"),
        before=Phrase("Linear"),
        after="tanh",
    )
    assert change == "Activation Linear → tanh"
    assert change.said_in("en") == change
    assert change.said_in("zh") == "激活函数 线性 → tanh"
    both = Phrase("{first}, {second}", first=change, second=Phrase("reset"))
    assert both.said_in("zh") == "激活函数 线性 → tanh，重置"


def test_a_phrase_follows_the_language(chinese):
    phrase = Phrase("bias {name}", name="h₁")
    assert tr(phrase) == "偏置 h₁"
    set_language("en")
    assert tr(phrase) == "bias h₁"


def test_a_phrase_is_written_and_read_again():
    change = Phrase(
        "{setting} {before} → {after}", setting=Phrase("Loss"), before=1, after="x"
    )
    both = Phrase("{first}, {second}", first=change, second=Phrase("reset"))
    for text in (both, change, Phrase("reset"), "plain", "{no} place"):
        plain = json.loads(json.dumps(plain_text(text)))
        again = phrase_of(plain)
        assert again == text
        assert isinstance(again, Phrase) == isinstance(text, Phrase)
        assert tr(again) == tr(text)
    assert phrase_of(plain_text(both)).said_in("zh") == both.said_in("zh")


@pytest.mark.parametrize(
    "plain",
    [
        *(
            None,
            3,
            ["a"],
            {},
            {"pattern": "a"},
            {"pattern": 1, "values": {}},
            "x" * 2001,
        ),
        {"pattern": "a", "values": {}, "more": 1},
        {"pattern": "{a.real}", "values": {"a": "b"}},
        {"pattern": "{a[0]}", "values": {"a": "b"}},
        {"pattern": "{a:>99}", "values": {"a": "b"}},
        {"pattern": "{a!s}", "values": {"a": "b"}},
        {"pattern": "{}", "values": {"a": "b"}},
        {"pattern": "{b}", "values": {"a": "b"}},
        {"pattern": "{a", "values": {"a": "b"}},
        {"pattern": "{a}" * 600, "values": {"a": "many"}},
        {"pattern": "{a}", "values": {"a": 7}},
    ],
)
def test_what_is_no_text_is_refused(plain):
    with pytest.raises(ValueError, match=r"is no text|expected '}'"):
        phrase_of(plain)


def test_phrases_within_phrases_have_an_end():
    plain = "x"
    for _ in range(MOST_NESTED):
        plain = {"pattern": "{a}", "values": {"a": plain}}
    assert phrase_of(plain) == "x"
    with pytest.raises(ValueError, match="is no text"):
        phrase_of({"pattern": "{a}", "values": {"a": plain}})


@pytest.mark.usefixtures("chinese")
def test_what_another_thread_names_is_said_in_any_language():
    made: list[Phrase] = []
    thread = threading.Thread(target=lambda: made.append(Phrase("reset")))
    thread.start()
    thread.join()
    assert made == ["reset"]
    assert tr(made[0]) == "重置"


@pytest.mark.usefixtures("chinese")
def test_errors_of_files_are_said_in_the_language_in_use():
    with pytest.raises(SettingError) as caught:
        from_plain(PlaygroundSettings, {"learning_rate": 1e9})
    assert str(caught.value) == "learning_rate：1000000000 超出范围；允许：1e-06 到 100"


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalog_has_each_text_once_in_order(code):
    texts = [text for text, _ in entries(code)]
    assert [text for text, count in Counter(texts).items() if count > 1] == []
    assert texts == sorted(texts)


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("source", [written, described])
def test_every_text_is_translated(code, source):
    known = catalog(code)
    missing = {
        text: where
        for text, where in source().items()
        if has_words(text) and not known.get(text, "").strip()
    }
    assert not missing


@pytest.mark.parametrize("code", OTHERS)
def test_translations_keep_the_places_to_fill(code):
    differing = {
        text: said for text, said in entries(code) if places(text) != places(said)
    }
    assert not differing


def test_chinese_differs_from_english_but_for_names():
    same = {
        text
        for text, said in entries("zh")
        if has_words(text) and text.strip() == said.strip()
    }
    assert same <= SAME_IN_CHINESE
    assert set(catalog("zh")) >= SAME_IN_CHINESE


def test_a_space_stands_between_chinese_and_latin():
    tight = re.compile(rf"[{HAN}][A-Za-z0-9{{]|[A-Za-z0-9}}][{HAN}]")
    assert not {text: said for text, said in entries("zh") if tight.search(said)}


def test_chinese_has_chinese_punctuation():
    narrow = re.compile(rf"[{HAN}]\s?[,;:?!()]|[,;:?!()]\s?[{HAN}]")
    wrong = {
        text: said
        for text, said in entries("zh")
        if narrow.search(FILE_FILTER.sub("", said))
    }
    assert not wrong


def test_chinese_uses_the_terms_of_the_design():
    known = catalog("zh")
    assert {text: known.get(text) for text in TERMS} == TERMS
