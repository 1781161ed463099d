"""The command line, in process, and what it imports."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.files.builders import saved
from tests.session.builders import branched
from visualizer import __version__
from visualizer.cli import EXIT_DIVERGED, EXIT_USAGE, FRAMEWORKS, main
from visualizer.engine.learner import SupervisedLearner
from visualizer.files import scripts
from visualizer.files.prepared import scene, scene_keys
from visualizer.session import commands as do
from visualizer.session.experiment import encode, preset, preset_keys
from visualizer.session.session import Session

ROOT = Path(__file__).parents[1]
Captured = pytest.CaptureFixture[str]


def train(capsys: Captured, *words: str, code: int = 0) -> dict[str, Any]:
    """Train with --json; return the object that was printed."""
    assert main(["train", *words, "--json"]) == code
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("\n") == 1
    found: dict[str, Any] = json.loads(out)
    return found


# presets


def test_presets_are_listed_by_key(capsys: Captured) -> None:
    assert main(["presets"]) == 0
    lines = capsys.readouterr().out.splitlines()
    keys = [*preset_keys(), *scene_keys()]
    assert [line.split()[0] for line in lines] == keys
    assert line_of(lines, "dead-relu").endswith(" Dead ReLU")
    assert "data spiral, hidden 8-8, adam 0.01" in line_of(lines, "spiral")
    assert "hidden none" in line_of(lines, "gauss")


def line_of(lines: list[str], key: str) -> str:
    return next(line for line in lines if line.split()[0] == key)


# train


def test_a_scene_is_trained_by_its_key(capsys: Captured) -> None:
    found = train(capsys, "gauss-single-neuron", "--epochs", "10")
    session = Session(scene("gauss-single-neuron").experiment)
    session.advance(250)
    assert found["updates"] == 250
    assert found["test_loss"] == session.learner.evaluate().test_loss
    assert found["test_accuracy"] > 0.97


def test_training_prints_one_object(capsys: Captured) -> None:
    found = train(capsys, "circle", "--epochs", "3")
    assert {"epochs", "updates", "train_loss", "test_loss"} <= set(found)
    assert {"train_accuracy", "test_accuracy", "seconds"} <= set(found)
    assert (found["epochs"], found["updates"]) == (3, 75)
    session = Session(preset("circle"))
    session.advance(75)
    metrics = session.learner.evaluate()
    assert found["train_loss"] == metrics.train_loss
    assert found["test_accuracy"] == metrics.test_accuracy
    assert "weights" not in found


def test_a_race_reports_where_its_runners_are(capsys: Captured) -> None:
    found = train(capsys, "descent-bowl", "--updates", "120")
    assert found["updates"] == 120
    assert found["test_loss"] is None
    plain = found["runners"][0]
    assert plain["optimizer"] == "sgd"
    assert plain["arrived"] == 59
    # Each step multiplies the place by 1 - 0.1.
    assert plain["x"] == pytest.approx(-4.0 * 0.9**120)
    assert plain["height"] == pytest.approx(0.5 * 25.0 * 0.9**240)
    assert found["train_loss"] == min(each["height"] for each in found["runners"])


def test_a_race_is_summed_up_in_words(capsys: Captured) -> None:
    assert main(["train", "descent-parabola", "--updates", "3", "--seed", "4"]) == 0
    out = capsys.readouterr().out
    assert "test loss" not in out
    assert "sgd            rate 2.1: height" in out


def test_a_figure_of_a_panel_that_the_exhibit_has_not_is_refused(
    capsys: Captured,
) -> None:
    words = ["figure", "descent-bowl", "--updates", "1", "-o", "a.png"]
    assert main([*words, "--what", "network"]) == EXIT_USAGE
    err = capsys.readouterr().err
    assert "'network' is not allowed for descent" in err
    assert "mountain, map, heights, runners, step" in err


def test_training_by_updates(capsys: Captured) -> None:
    found = train(capsys, "circle", "--updates", "80")
    assert (found["updates"], found["epochs"]) == (80, pytest.approx(3.2))
    assert train(capsys, "circle", "--updates", "0")["updates"] == 0


def test_training_is_repeatable(capsys: Captured) -> None:
    first, second = (train(capsys, "xor", "--epochs", "5") for _ in range(2))
    for found in (first, second):
        del found["seconds"]
    assert first == second


def test_regression_has_no_accuracy(capsys: Captured) -> None:
    found = train(capsys, "reg-plane", "--epochs", "1")
    assert found["train_accuracy"] is None
    assert found["test_accuracy"] is None
    assert len(found["train_r2"]) == len(found["test_r2"]) == 1


def test_classes_have_no_r2(capsys: Captured) -> None:
    assert "train_r2" not in train(capsys, "circle", "--epochs", "1")


def test_an_own_table_with_several_targets_is_trained(
    tmp_path: Path, capsys: Captured
) -> None:
    random = np.random.default_rng(3)
    x = random.normal(size=(80, 2)).round(3)
    y = np.column_stack((2.0 * x[:, 0] - x[:, 1], 40.0 + 5.0 * x[:, 1] ** 2)).round(4)
    own = tmp_path / "own.csv"
    np.savetxt(
        own, np.column_stack((x, y)), delimiter=",", header="a,b,u,v", comments=""
    )
    experiment = {
        "version": 1,
        "exhibit": "playground",
        "settings": {
            "dataset": {
                "key": "table",
                "path": str(own),
                "sha256": hashlib.sha256(own.read_bytes()).hexdigest(),
                "target": "u",
                "more_targets": ["v"],
            },
            "hidden": [],
            "batch": "full",
            "precision": "float64",
            "learning_rate": 0.3,
            "train_share": 0.5,
        },
    }
    path = tmp_path / "several.json"
    path.write_text(json.dumps(experiment), encoding="utf-8")
    found = train(capsys, str(path), "--epochs", "400", "--parameters")
    assert np.array(found["weights"][0]).shape == (2, 2)
    # u is a plane and is found; of the parabola v a plane explains next to nothing.
    u, v = found["train_r2"]
    assert u == pytest.approx(1.0, abs=1e-6)
    assert -0.01 < v < 0.5
    assert len(found["test_r2"]) == 2


def test_parameters_are_printed_by_destination_and_source(capsys: Captured) -> None:
    found = train(capsys, "circle", "--epochs", "1", "--parameters")
    shapes = [np.array(layer).shape for layer in found["weights"]]
    assert shapes == [(4, 2), (2, 4), (1, 2)]
    assert [len(layer) for layer in found["biases"]] == [4, 2, 1]
    session = Session(preset("circle"))
    session.advance(25)
    place = session.learner.locate(1, 1, 3)
    value = np.float32(found["weights"][0][3][1])
    assert value == session.learner.state[0, place]


def test_a_seed_changes_weights_and_data(capsys: Captured) -> None:
    words = ("circle", "--updates", "0", "--parameters")
    shipped = train(capsys, *words)
    assert shipped["weights"] == train(capsys, *words, "--seed", "1")["weights"]
    other = train(capsys, *words, "--seed", "2")
    assert other["weights"] != shipped["weights"]


def test_a_seed_draws_other_data(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "zeros.json"
    text = {
        "version": 1,
        "exhibit": "playground",
        "settings": {"dataset": "reg-plane", "initializer": "zeros"},
    }
    path.write_text(json.dumps(text))
    losses = [
        train(capsys, str(path), "--updates", "0", "--seed", str(seed))["train_loss"]
        for seed in (1, 1, 2)
    ]
    assert losses[0] == losses[1] != losses[2]


def test_a_file_is_trained(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(encode(preset("gauss")))
    ours = train(capsys, str(path), "--epochs", "2")
    shipped = train(capsys, "gauss", "--epochs", "2")
    assert ours["train_loss"] == shipped["train_loss"]


LINK = (
    "https://playground.tensorflow.org/#activation=tanh&dataset=spiral"
    "&networkShape=4,2&seed=0.12345&batchSize=10&learningRate=0.03"
)


def test_a_link_is_trained_in_full_precision(capsys: Captured) -> None:
    path = ROOT / "tests" / "data" / "playground_training.json"
    golden = json.loads(path.read_text("utf-8"))["checkpoints"][-2:]
    for moment in golden:
        updates = str(moment["step"])
        found = train(capsys, LINK, "--updates", updates, "--parameters")
        assert found["train_loss"] == pytest.approx(moment["train_loss"], abs=1e-12)
        assert found["test_loss"] == pytest.approx(moment["test_loss"], abs=1e-12)
        for mine, theirs in zip(
            [*found["weights"], *found["biases"]],
            [*moment["weights"], *moment["biases"]],
            strict=True,
        ):
            np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-12)


def test_what_of_a_link_has_no_effect_is_noted_apart(capsys: Captured) -> None:
    words = ["train", "#seed=1&hideText=true&a=b", "--updates", "1", "--json"]
    assert main(words) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["updates"] == 1
    assert err.splitlines() == [
        "neuronaut: note: hideText: has no effect here.",
        "neuronaut: note: a: TensorFlow Playground has no such property.",
    ]


def test_a_seed_takes_the_place_of_a_link_s(capsys: Captured) -> None:
    words = ("--updates", "0", "--parameters")
    seeded = train(capsys, "#seed=0.5", "--seed", "77", *words)
    assert seeded["weights"] == train(capsys, "#seed=77", *words)["weights"]
    assert seeded["weights"] != train(capsys, "#seed=0.5", *words)["weights"]


def test_a_bad_link_is_one_sentence(capsys: Captured) -> None:
    for command in (["train"], ["figure", "-o", "a.png"], []):
        length = ["--updates", "1"] if command else []
        assert main([*command, LINK + "&noise=loud", *length]) == EXIT_USAGE
        assert capsys.readouterr().err == (
            "neuronaut: noise: 'loud' is not allowed; allowed: from 0 to 80\n"
        )


def test_without_json_a_person_reads_it(capsys: Captured) -> None:
    assert main(["train", "circle", "--epochs", "2"]) == 0
    out, err = capsys.readouterr()
    assert err == "", "no progress bar where nobody looks"
    assert "train accuracy" in out
    assert "updates        50" in out
    assert main(["train", "reg-plane", "--epochs", "1"]) == 0
    assert "accuracy" not in capsys.readouterr().out


def test_progress_is_shown_on_a_terminal(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["train", "circle", "--epochs", "2", "--json"]) == 0
    out, err = capsys.readouterr()
    assert "50 / 50 updates" in err
    assert err.endswith("\n")
    assert json.loads(out)["updates"] == 50


def diverging_file(folder: Path) -> str:
    path = folder / "steep.json"
    settings = {"dataset": "reg-plane", "hidden": [], "learning_rate": 100}
    text = {"version": 1, "exhibit": "playground", "settings": settings}
    path.write_text(json.dumps(text))
    return str(path)


def test_divergence_has_an_exit_code(tmp_path: Path, capsys: Captured) -> None:
    path = diverging_file(tmp_path)
    found = train(capsys, path, "--epochs", "50", code=EXIT_DIVERGED)
    assert found["diverged"] is True
    assert found["updates"] < 50 * 60
    assert main(["train", path, "--epochs", "50"]) == EXIT_DIVERGED
    assert "diverged" in capsys.readouterr().out


def test_the_bar_of_a_diverged_run_ends_its_line(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    main(["train", diverging_file(tmp_path), "--epochs", "50"])
    err = capsys.readouterr().err
    assert "/ 3,000 updates" in err
    assert err.endswith("\n")


# Projects.


def test_a_project_goes_on_from_where_it_was_saved(
    tmp_path: Path, capsys: Captured
) -> None:
    session = branched()
    path = str(saved(tmp_path, session))
    as_saved = train(capsys, path)
    assert as_saved["updates"] == session.update
    assert as_saved["train_loss"] == session.learner.evaluate().train_loss
    session.advance(40)
    later = train(capsys, path, "--updates", str(session.update), "--parameters")
    assert later["train_loss"] == session.learner.evaluate().train_loss
    learner = session.learner
    assert isinstance(learner, SupervisedLearner)
    first = learner.parameters.weights[0].T.tolist()
    assert later["weights"][0] == first
    session.execute(do.Seek(45))
    before = train(capsys, path, "--updates", "45")
    assert before["updates"] == 45
    assert before["train_loss"] == session.learner.evaluate().train_loss


def test_a_broken_project_is_told(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "work.nnv"
    path.write_bytes(b"PK")
    for words in (["train", str(path)], [str(path)], ["figure", str(path), "-o", "a"]):
        assert main(words) == EXIT_USAGE
        out, err = capsys.readouterr()
        assert out == ""
        assert err == f"neuronaut: {path}: is not a whole project file\n"


# What is wrong with the words.


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["train"], ["experiment"]),
        (["train", "circle"], ["--epochs", "--updates", "required"]),
        (["train", "circle", "--epochs", "1", "--updates", "1"], ["not allowed with"]),
        (["train", "circle", "--epochs", "-1"], ["'-1'", "from 0 to 1000000000"]),
        (["train", "circle", "--epochs", "1.5"], ["'1.5'", "whole numbers from 0"]),
        (["train", "circle", "--updates", "many"], ["'many'", "whole numbers"]),
        (
            ["train", "circle", "--epochs", "1", "--seed", "4294967296"],
            ["'4294967296'", "from 0 to 4294967295"],
        ),
        (
            ["train", "Spirall", "--epochs", "1"],
            ["'Spirall' is no preset", "near it are: spiral", "'neuronaut presets'"],
        ),
        (["train", "no.json", "--epochs", "1"], ["no.json", "cannot be read"]),
        (["train", "no.nnv"], ["no.nnv", "cannot be read"]),
        (["no.nnv"], ["no.nnv", "cannot be read"]),
        (["train", "no.nnv", "--seed", "3"], ["--seed", "not allowed with a project"]),
        (["figure", "circle", "-o", "a.png"], ["--epochs", "--updates", "required"]),
        (["train", "circle", "--epochs", "1", "--fast"], ["--fast"]),
        (["moon"], ["'moon' is no preset", "'neuronaut presets' lists all"]),
        (["circle", "--theme", "pink"], ["'pink'", "dark", "light", "contrast"]),
        (["circle", "--lang", "fr"], ["'fr'", "en", "zh"]),
        (["presets", "all"], ["all"]),
        (["figure", "circle", "--epochs", "1"], ["-o"]),
        (["export", "circle", "-o", "a.py"], ["--as"]),
        (["export", "circle", "--as", "numpy"], ["-o"]),
        (
            ["export", "circle", "--as", "fortran", "-o", "a.py"],
            ["'fortran'", "numpy", "pytorch"],
        ),
        (
            ["export", "descent-bowl", "--as", "numpy", "-o", "a.py"],
            ["networks that learn targets"],
        ),
        (
            ["export", "circle", "--as", "numpy", "-o", "no folder/a.py"],
            ["argument -o", "cannot be written"],
        ),
        (
            ["figure", "circle", "--epochs", "1", "-o", "a.png", "--size", "9x9"],
            ["'9x9'", "WIDTHxHEIGHT", "from 200 to 8000"],
        ),
        (
            ["figure", "circle", "--epochs", "1", "-o", "a.png", "--what", "soul"],
            ["'soul'", "network", "surface"],
        ),
    ],
    ids=" ".join,
)
def test_a_wrong_argument_gets_one_sentence(
    words: list[str], parts: list[str], capsys: Captured
) -> None:
    assert main(words) == EXIT_USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("neuronaut: ")
    assert err.count("\n") == 1
    for part in parts:
        assert part in err


@pytest.mark.parametrize(
    "size",
    ["800", "x600", "800x", "800x600x2", "-800x600", "800x9000", "1e3x600", "²x²"],
)
def test_sizes_out_of_range(size: str, capsys: Captured) -> None:
    words = ["figure", "circle", "--epochs", "1", "-o", "a.png", f"--size={size}"]
    assert main(words) == EXIT_USAGE
    assert "each from 200 to 8000" in capsys.readouterr().err


def test_a_wrong_file_is_told(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "wrong.json"
    path.write_text('{"version": 1, "exhibit": "playground", "settings": {"l1": -1}}')
    assert main(["train", str(path), "--epochs", "1"]) == EXIT_USAGE
    err = capsys.readouterr().err
    assert "wrong.json" in err
    assert "l1: -1 is out of range; allowed: from 0 to 100" in err


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_an_experiment_is_exported_as_a_program(
    framework: str, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "run.py"
    words = ["export", "circle", "--as", framework, "--seed", "7", "-o", str(path)]
    assert main(words) == 0
    assert capsys.readouterr().out == ""
    text = path.read_text(encoding="utf-8")
    compile(text, str(path), "exec")
    assert "SEED = 7" in text


def test_frameworks_are_those_of_the_scripts() -> None:
    assert set(FRAMEWORKS) == set(scripts.FRAMEWORKS)


def test_an_interruption_has_an_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("visualizer.session.batch.train", interrupt)
    assert main(["train", "circle", "--epochs", "1"]) == 130


def test_help_and_version(capsys: Captured) -> None:
    for words in (["--help"], ["train", "--help"], ["figure", "--help"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
        assert "usage: neuronaut" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"Neuronaut {__version__}\n"


def test_exit_codes_are_documented(capsys: Captured) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    text = " ".join(capsys.readouterr().out.split())
    for words in ("0 success", "1 diverged", "2 wrong", "3 no display", "130 inter"):
        assert words in text


# What is imported.


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["presets"],
        ["train", "circle", "--epochs", "1", "--json"],
        ["train", "moon", "--epochs", "1"],
        ["figure", "circle"],
        ["export", "circle", "--as", "numpy", "-o", "/no folder/a.py"],
    ],
    ids=" ".join,
)
def test_no_window_system_is_loaded_without_need(words: list[str]) -> None:
    code = (
        "import sys\n"
        "from visualizer.cli import main\n"
        "try:\n"
        f"    main({words!r})\n"
        "except SystemExit:\n"
        "    pass\n"
        "roots = {name.partition('.')[0] for name in sys.modules}\n"
        "print('loaded', sorted(roots & {'PySide6', 'shiboken6', 'pyqtgraph'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.splitlines()[-1] == "loaded []"


def test_the_package_is_a_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "visualizer", "train", "xor", "--epochs", "1", "--json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert json.loads(done.stdout)["updates"] == 25
    assert done.stderr == ""


def test_parameters_need_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "xor", "--epochs", "1", "--parameters"]) == 2
    assert "only allowed with --json" in capsys.readouterr().err


def test_a_figure_of_a_panel_that_an_exhibit_lacks_is_refused(
    capsys: Captured, tmp_path: Path
) -> None:
    target = str(tmp_path / "a.png")
    words = ["figure", "convolution-digits", "--epochs", "0", "--what", "surface"]
    assert main([*words, "-o", target]) == EXIT_USAGE
    err = capsys.readouterr().err
    assert "'surface' is not allowed for convolution; allowed: window, network" in err
