"""Cut the bundled fonts out of the fonts that they come from.

    python3 scripts/build_fonts.py [--inter FOLDER] [--noto FOLDER]

Writes resources/fonts: "Neuronaut Sans" in four weights, from Inter, for Latin,
Greek and formulas; "Neuronaut Sans SC" in two, from Noto Sans CJK, for Simplified
Chinese; and SOURCES.json, which tells what each file was made from. The names are
our own, so that a full Inter or Noto on the same system never takes their place.

The sources are the files of the Debian packages fonts-inter and fonts-noto-cjk,
by default where these packages put them; their checksums are verified. On another
system unpack the two packages and name the folders of the .otf and .ttc files.

Exit codes: 0 done; 2 a wrong argument; 3 a source is missing or another version;
4 the installation of fontTools failed.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import environment
from environment import ROOT, Environment, SetupError
from visualizer.platform_check import apt_line

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FONTS = ROOT / "resources" / "fonts"
INTER = Path("/usr/share/fonts/opentype/inter")
NOTO = Path("/usr/share/fonts/opentype/noto")

LATIN, CHINESE = "Neuronaut Sans", "Neuronaut Sans SC"
SIMPLIFIED_CHINESE = 2  # place of the family in Noto's collection of five

# Built file: family, style, weight, source file, checksum of the source.
PLAN: dict[str, tuple[str, str, int, str, str]] = {
    "NeuronautSans-Regular.otf": (
        LATIN,
        "Regular",
        400,
        "Inter-Regular.otf",
        "a7e791e8f5a0fb02b65663f7fca73e1d1ca9543f772ad480cbd76f4e3fe3f8cc",
    ),
    "NeuronautSans-Medium.otf": (
        LATIN,
        "Medium",
        500,
        "Inter-Medium.otf",
        "99dab2bdcb613c4c8264000a94351d1227f74dc95a86d1249493aeee0c0179c4",
    ),
    "NeuronautSans-SemiBold.otf": (
        LATIN,
        "SemiBold",
        600,
        "Inter-SemiBold.otf",
        "8c1990b6012254ea2b487161697d107357dd0ee55811cfd91c8c11227bbef457",
    ),
    "NeuronautSans-Bold.otf": (
        LATIN,
        "Bold",
        700,
        "Inter-Bold.otf",
        "1e9dfd6a6e33ac63a8fe3b4ed7ae0df9eac2d0b25e444e8e7daef4ac77943fc1",
    ),
    "NeuronautSansSC-Regular.otf": (
        CHINESE,
        "Regular",
        400,
        "NotoSansCJK-Regular.ttc",
        "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
    ),
    "NeuronautSansSC-Bold.otf": (
        CHINESE,
        "Bold",
        700,
        "NotoSansCJK-Bold.ttc",
        "faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb",
    ),
}

ABOUT = {
    LATIN: {
        "package": "fonts-inter 4.0~beta7+ds-1 (Debian)",
        "license": "SIL Open Font License 1.1 (OFL.txt)",
        "attribution": "Copyright 2016-2022 The Inter Project Authors",
    },
    CHINESE: {
        "package": "fonts-noto-cjk 1:20220127+repack1-1 (Debian)",
        "license": "SIL Open Font License 1.1 (OFL.txt)",
        "attribution": (
            "Copyright 2014-2021 Adobe, with Reserved Font Name 'Source'; "
            "Noto is a trademark of Google LLC"
        ),
    },
}

LATIN_RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # letters of western and central Europe
    (0x02B0, 0x02FF),  # modifier letters, as in xⱼ
    (0x0300, 0x0308),  # accents above: ŷ, x̄
    (0x0370, 0x03FF),  # Greek
    (0x1D2C, 0x1DBF),  # raised letters: ᵀ ᶻ
    (0x2000, 0x206F),  # punctuation
    (0x2070, 0x209C),  # raised and lowered digits, signs and letters
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # letter-like signs
    (0x2150, 0x215F),  # fractions
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2300, 0x23FF),  # technical signs: ⌘ ⏎
    (0x25A0, 0x25FF),  # shapes
    (0x2C7C, 0x2C7C),  # lowered j
)
CHINESE_RANGES = (
    (0x2014, 0x2026),  # the punctuation that Chinese sets wider than Latin does
    (0x2200, 0x22FF),  # operators that Inter lacks: ∈ ⊙
    (0x3000, 0x301F),  # punctuation
    (0xFF01, 0xFF5E),  # full-width forms of ASCII
)
# The field's words that the 3,755 most frequent characters do not hold.
CHINESE_TERMS = "熵阈嵌瞰馈卷矩阵梯熔砌拓扑霍敛遍骤弧瓣锚帧栅栏拽缀叠徽衮晰睐纂冗翘"

# Exponents in formulas; Inter raises the other letters that are used itself.
RAISED = {"ᴸ": "L", "ᵀ": "T"}

FEATURES = ("ccmp", "case", "kern", "locl", "mark", "subs", "sups", "tnum", "zero")
"""Kept: letters, kerning, and `tnum`, digits of equal width for live numbers."""


def main(arguments: list[str]) -> int:
    """Build all fonts; see the module's docstring."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inter", type=Path, default=INTER, metavar="FOLDER")
    parser.add_argument("--noto", type=Path, default=NOTO, metavar="FOLDER")
    options = parser.parse_args(arguments)
    here = Environment()
    with environment.sentences():
        sources = {
            name: _verified(options.inter if plan[0] == LATIN else options.noto, plan)
            for name, plan in PLAN.items()
        }
        if Path(sys.prefix) != here.folder:
            here.prepare("fonts")
            here.start([__file__, *arguments])
    FONTS.mkdir(parents=True, exist_ok=True)
    metrics = _metrics(sources)
    records = [_build(name, source, metrics) for name, source in sources.items()]
    text = json.dumps(records, indent=2, ensure_ascii=False)
    (FONTS / "SOURCES.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return 0


def characters_in_use() -> set[str]:
    """Collect what the program's own texts hold, from its code and resources."""
    found: set[str] = set()
    for folder in ("visualizer", "resources"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".json", ".md", ".py", ".toml", ".ts", ".txt"}:
                found.update(path.read_text(encoding="utf-8"))
    return {character for character in found if character.isprintable()}


def _verified(folder: Path, plan: tuple[str, str, int, str, str]) -> Path:
    source = folder / plan[3]
    if not source.is_file():
        packages = ("fonts-inter", "fonts-noto-cjk")
        raise SetupError(
            f"The font {source} is missing; this installs it on Debian: "
            f"{apt_line(packages)}"
        )
    if _checksum(source) != plan[4]:
        raise SetupError(f"The font {source} is not the version that is built from.")
    return source


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _metrics(sources: dict[str, Path]) -> tuple[float, float]:
    """Give Inter's ascent and descent as shares of its size."""
    from fontTools.ttLib import TTFont

    name = next(name for name, plan in PLAN.items() if plan[0] == LATIN)
    font = TTFont(sources[name])
    size = font["head"].unitsPerEm
    return font["hhea"].ascent / size, font["hhea"].descent / size


def _build(name: str, source: Path, metrics: tuple[float, float]) -> dict[str, Any]:
    """Cut one font, write it, and tell where it came from."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    family, style, weight, file, checksum = PLAN[name]
    if family == LATIN:
        font = TTFont(source, recalcTimestamp=False)
        _draw_missing(font)
        wanted = set(_characters(LATIN_RANGES))
    else:
        font = TTFont(source, fontNumber=SIMPLIFIED_CHINESE, recalcTimestamp=False)
        wanted = set(_characters(CHINESE_RANGES)) | set(_frequent_hanzi())
        wanted |= {ord(character) for character in CHINESE_TERMS}
        wanted |= {ord(character) for character in characters_in_use()}
        wanted -= set(range(0x20, 0x7F))
        _set_metrics(font, metrics)
    options = subset.Options()
    # Noto's features swap in Japanese, Korean and vertical forms, at double the
    # size; none is for Simplified Chinese on a line.
    options.layout_features = list(FEATURES) if family == LATIN else []
    options.hinting = False
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.drop_tables += ["BASE", "DSIG", "VORG", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    _rename(font, family, style, weight)
    path = FONTS / name
    font.save(path)
    print(f"{name}: {len(font.getBestCmap())} characters, {path.stat().st_size} bytes")
    return {
        "what": f"{family} {style}, cut from {Path(file).stem}",
        "file": name,
        "sha256": _checksum(path),
        "source": f"{ABOUT[family]['package']}, {file}",
        "source_sha256": checksum,
        "license": ABOUT[family]["license"],
        "attribution": ABOUT[family]["attribution"],
    }


def _characters(ranges: tuple[tuple[int, int], ...]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, last + 1)


def _frequent_hanzi() -> Iterator[int]:
    """List level 1 of GB 2312: the 3,755 most frequent characters, by sound."""
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            # The last row of level 1 has five places that are left empty.
            if row == 0xD7 and cell > 0xF9:
                return
            yield ord(bytes((row, cell)).decode("gb2312"))


def _draw_missing(font: "TTFont") -> None:
    """Draw the signs of formulas that Inter lacks out of shapes that it has.

    ∇ is Δ turned by half; ⋮ is three full stops; ∘ is a lower degree sign; raised
    letters have the height of the raised digits.
    """
    names = font.getBestCmap()
    height = font["OS/2"].sCapHeight
    stop = _bounds(font, names[ord(".")])
    axis = _middle(font, names[ord("−")])
    degree = _middle(font, names[ord("°")])
    raised = _bounds(font, names[ord("²")])
    scale = (raised[3] - raised[1]) / height
    middle = (stop[1] + stop[3]) / 2
    gap = height * 0.36
    _add(font, "∇", "∆" if ord("∆") in names else "Δ", [(-1, -1, None, height)])
    dots = [(1, 1, 0, axis - middle + shift * gap) for shift in (-1, 0, 1)]
    _add(font, "⋮", ".", dots)
    _add(font, "∘", "°", [(1, 1, 0, axis - degree)])
    for sign, model in RAISED.items():
        _add(font, sign, model, [(scale, scale, 0, raised[1])], width=scale)


def _add(
    font: "TTFont",
    sign: str,
    model: str,
    copies: Sequence[tuple[float, float, float | None, float]],
    width: float = 1.0,
) -> None:
    """Add a glyph made of scaled and moved copies of another.

    A copy is (scale x, scale y, move x, move y); a move of None is the advance,
    which puts a mirrored copy back in its place. Each is drawn with its own
    outlines, as CFF knows no references to other glyphs.
    """
    from fontTools.pens.t2CharStringPen import T2CharStringPen
    from fontTools.pens.transformPen import TransformPen

    name = font.getBestCmap()[ord(model)]
    advance, bearing = font["hmtx"][name]
    charstring = font.getGlyphSet()[name]
    pen = T2CharStringPen(round(advance * width), font.getGlyphSet())
    for scale_x, scale_y, move_x, move_y in copies:
        move = advance if move_x is None else move_x
        turned = TransformPen(pen, (scale_x, 0, 0, scale_y, move, move_y))
        charstring.draw(turned)
    top = font["CFF "].cff.topDictIndex[0]
    drawn = pen.getCharString(top.Private, top.GlobalSubrs)
    new = f"uni{ord(sign):04X}"
    strings = top.CharStrings
    strings.charStringsIndex.append(drawn)
    strings.charStrings[new] = len(strings.charStringsIndex) - 1
    top.charset = [*font.getGlyphOrder(), new]
    font.setGlyphOrder(top.charset)
    font["hmtx"][new] = (round(advance * width), round(bearing * width))
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in (4, 12):
            table.cmap[ord(sign)] = new


def _bounds(font: "TTFont", name: str) -> tuple[float, float, float, float]:
    from fontTools.pens.boundsPen import BoundsPen

    pen = BoundsPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    left, bottom, right, top = pen.bounds
    return left, bottom, right, top


def _middle(font: "TTFont", name: str) -> float:
    bounds = _bounds(font, name)
    return (bounds[1] + bounds[3]) / 2


def _set_metrics(font: "TTFont", metrics: tuple[float, float]) -> None:
    """Give lines of Chinese the height of Latin ones, so that layouts agree.

    Noto asks for a fifth more than the characters need, to leave room for other
    scripts of its family.
    """
    size = font["head"].unitsPerEm
    ascent, descent = (round(share * size) for share in metrics)
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ascent, descent, 0
    table = font["OS/2"]
    table.sTypoAscender, table.sTypoDescender, table.sTypoLineGap = ascent, descent, 0
    table.usWinAscent, table.usWinDescent = ascent, -descent


def _rename(font: "TTFont", family: str, style: str, weight: int) -> None:
    """Put our family's name in place of the source's; its copyright stays."""
    compact = f"{family}-{style}".replace(" ", "")
    # Old programs know only four styles to a family; others get a family each.
    basic = style in ("Regular", "Bold")
    names = {
        1: family if basic else f"{family} {style}",
        2: style if basic else "Regular",
        3: f"{compact} from {font['name'].getDebugName(3)}",
        4: f"{family} {style}",
        6: compact,
        16: family,
        17: style,
    }
    table = font["name"]
    kept = {index: table.getDebugName(index) for index in (0, 5, 13, 14)}
    table.names = []
    for index, text in sorted({**kept, **names}.items()):
        table.setName(text, index, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    bold = style == "Bold"
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (
        0x20 if bold else 0x40
    )
    font["head"].macStyle = 1 if bold else 0
    cff = font["CFF "].cff
    cff.fontNames = [compact]
    top = cff.topDictIndex[0]
    top.FamilyName, top.FullName, top.Weight = family, f"{family} {style}", style


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
