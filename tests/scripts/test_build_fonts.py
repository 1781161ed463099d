import json

import pytest
from PySide6.QtGui import QRawFont

import build_fonts
from visualizer.resource_files import resource


@pytest.fixture(scope="module")
def fonts(qapp):
    """Every bundled font, by file."""
    return {
        path.name: QRawFont(str(path), 16.0) for path in resource("fonts").glob("*.otf")
    }


@pytest.mark.parametrize("weights", [("Regular", "Regular"), ("Bold", "Bold")])
def test_the_fonts_have_every_character_in_use(fonts, weights):
    latin = fonts[f"NeuronautSans-{weights[0]}.otf"]
    chinese = fonts[f"NeuronautSansSC-{weights[1]}.otf"]
    lacking = {
        character
        for character in build_fonts.characters_in_use()
        if not latin.supportsCharacter(ord(character))
        and not chinese.supportsCharacter(ord(character))
    }
    # Repair by scripts/build_fonts.py, unless neither source font has it.
    assert not lacking


def test_the_fonts_have_the_signs_of_formulas(fonts):
    signs = "h₄⁽²⁾∂∇Σσ×·−±→←↑↓≤≥…⋮²³ᵀηθλβμ∘∞ŷⱼ"
    for name, font in fonts.items():
        if "SC" not in name:
            assert all(font.supportsCharacter(ord(sign)) for sign in signs), name


def test_chinese_lines_are_as_high_as_latin_ones(fonts):
    latin = fonts["NeuronautSans-Regular.otf"]
    chinese = fonts["NeuronautSansSC-Regular.otf"]
    assert chinese.ascent() == pytest.approx(latin.ascent(), abs=0.1)
    assert chinese.descent() == pytest.approx(latin.descent(), abs=0.1)


def test_the_plan_names_what_is_bundled():
    records = json.loads(resource("fonts", "SOURCES.json").read_text(encoding="utf-8"))
    recorded = {record["file"]: record["source_sha256"] for record in records}
    planned = {name: plan[4] for name, plan in build_fonts.PLAN.items()}
    assert recorded == planned


def test_the_frequent_characters_are_level_1_of_gb_2312():
    characters = list(build_fonts._frequent_hanzi())
    assert len(characters) == len(set(characters)) == 3755
    assert chr(characters[0]) == "啊"
    assert chr(characters[-1]) == "座"
