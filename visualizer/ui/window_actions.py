"""Everything that can be done in the window, once: menus, keys, palette."""

from __future__ import annotations

import dataclasses
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from visualizer.datasets import datasets
from visualizer.engine.terrains import terrains
from visualizer.exhibits import Exhibit, StepUnit, faces
from visualizer.language import LANGUAGES, Phrase, tr
from visualizer.resource_files import resource
from visualizer.scenes import intents
from visualizer.scenes.runner_intents import AddRunner, PlaceStart
from visualizer.scenes.why import MEASURES, What
from visualizer.session import commands as do
from visualizer.session.experiment import preset_keys
from visualizer.session.snapshot import Snapshot
from visualizer.settings import describe
from visualizer.ui.actions import ActionBook
from visualizer.ui.canvas.column_headers import MOST_LAYERS
from visualizer.ui.card_actions import GALLERIES, add_cards
from visualizer.ui.compare_controls import CompareControls
from visualizer.ui.piece_actions import add_pieces
from visualizer.ui.run_controls import RunControls
from visualizer.ui.scene_controls import SceneControls
from visualizer.ui.theme import THEMES, Theme

if TYPE_CHECKING:
    from visualizer.ui.main_window import MainWindow
    from visualizer.ui.palette import CommandPalette
    from visualizer.ui.shortcut_sheet import ShortcutSheet
    from visualizer.ui.text_sheet import TextSheet

MEASURED: tuple[tuple[What, str, list[str]], ...] = (
    ("train_loss", "Why is the training loss this number?", ["Shift+W"]),
    ("test_loss", "Why is the test loss this number?", []),
    ("train_accuracy", "Why is the training accuracy this number?", []),
    ("test_accuracy", "Why is the test accuracy this number?", []),
)
"""Measures of a set, what asks for the examples that made them, and its keys."""

PANEL_TITLES = {
    "network": "Network",
    "output": "Output",
    "neuron": "Inside a neuron",
    "loss": "Loss",
    "surface": "Loss surface",
    "cut_off": "Cut-off",
    "statistics": "Statistics",
    "mistakes": "Mistakes",
    "mountain": "The mountain",
    "map": "The map",
    "heights": "Height above the floor",
    "runners": "Runners",
    "step": "One step taken apart",
    "fit": "Examples and answers",
    "line": "Line between two solutions",
    "search": "Brute force",
    "sandbox": "Sandbox",
    "drawing": "Drawing",
    "walk": "One training step",
    "why": "Why",
    "batch": "Batch table",
    "cell": "The neuron",
    "curve": "Activation function",
    "cost": "Cost",
    "answers": "Output over time",
    "activations": "Activation functions",
    "losses": "Losses",
    "units": "What a unit likes",
    "relevance": "What mattered",
    "hierarchy": "Edges, parts, classes",
    "rival": "Dense beside convolution",
    "wall": "Loss of every run",
    "heat": "Learning rate × optimizer",
    "winners": "The best",
    "entries": "Runs",
    "plan": "Plan",
    "cycle": "Training loop",
    "graph": "Graph of operations",
    "chain": "Chain of neurons",
    "representations": "What layers make of the data",
    "separation": "Classes come apart",
    "twin": "Twin",
    "rule": "Rule",
    "forward": "Forward: activations",
    "backward": "Backward: gradients",
    "spread": "Activations in each layer",
    "initializers": "Other initial weights",
    "twins": "Neurons side by side",
    "stations": "Stations",
    "sum": "Sum of a window",
    "detail": "What else there is to see",
    "made": "Result",
    "fitting": "Fit",
    "pieces": "Built by hand",
    "parts": "What each part adds",
    "sizes": "Neurons and error",
}

PANEL_KEYS = {"statistics": ["Ctrl+I"]}

COLOR_RANGES = {"map": "each map", "layer": "each column", "all": "all together"}

LANGUAGE_NAMES = {"en": ("English", "英文", "英语"), "zh": ("Chinese", "中文", "汉语")}

FONT_STEP = 1.15


class WindowActions(QObject):
    """Makes the actions, menus, palette and key sheet of a window.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.book = ActionBook(window)
        self._add_file()
        self._add_edit()
        self._add_run()
        self.controls = RunControls(window, self.book)
        self.scenes = SceneControls(window, self.book)
        self.compare = CompareControls(window, self.book)
        self._add_view()
        self._add_lecture()
        self._add_help()
        self._menus = self._make_menus()

    @cached_property
    def palette(self) -> CommandPalette:
        """The palette of all actions."""
        from visualizer.ui.palette import CommandPalette

        return self._window.late.add(CommandPalette(self._window, self.book))

    @cached_property
    def sheet(self) -> ShortcutSheet:
        """The sheet of all keys."""
        from visualizer.ui.shortcut_sheet import ShortcutSheet

        return self._window.late.add(ShortcutSheet(self._window, self.book))

    @cached_property
    def licenses(self) -> TextSheet:
        """The sheet of longer texts."""
        from visualizer.ui.text_sheet import TextSheet

        return self._window.late.add(TextSheet(self._window))

    def trigger(self, name: str) -> None:
        """Do what an action does."""
        self.book.trigger(name)

    def follow_exhibit(self, exhibit: Exhibit[Any, Any, Any], watch: Any) -> None:
        """Enable what the exhibit in sight has: its fields, options and panels."""
        described = tuple(describe(exhibit.settings_class))
        fields = {name for name, _, _ in described}
        # Those alone, of which there are actions: a part of a family is known only
        # when all of it is imported.
        members = {
            name: set(item.registry.titles())
            for name, _, item in described
            if item.registry is not None and name in ("dataset", "terrain")
        }
        options = {field.name for field in dataclasses.fields(watch)}
        shown = set(exhibit.panels(exhibit.settings_class()))
        known: dict[str, set[str]] = {
            "field": fields,
            "option": options,
            "panel": shown,
            "unit": {unit for unit, _ in exhibit.terms().units},
            "why": set(MEASURES if exhibit.terms().explains else ()),
            "data": members.get("dataset", set()),
            "terrain": members.get("terrain", set()),
            **{
                name: set(family.titles()) if name in shown else set()
                for name, family in GALLERIES.items()
            },
        }
        owners = {"runner": "runners", "layer": "hidden", "piece": "pieces"}
        for entry in self.book.entries():
            family, _, name = entry.name.partition(":")
            if family in known:
                entry.action.setEnabled(name in known[family])
            elif family in owners:
                entry.action.setEnabled(owners[family] in fields)
        for name in (
            *("add_layer", "remove_layer", "spotlight", "hints"),
            *("freeze", "disable", "lock"),
        ):
            self.book.action(name).setEnabled("hidden" in fields)
        for name, panel in (
            ("smooth_loss", "loss"),
            ("export_table", "entries"),
            ("nudge_weight", "twins"),
            ("ask_why", "why"),
        ):
            self.book.action(name).setEnabled(panel in known["panel"])
        inspected = "hidden" in fields and "neuron" in known["panel"]
        self.book.action("neuron_activation").setEnabled(inspected)
        for name, keys in (
            ("look_inside", ("playground", "inside-loop")),
            ("look_at_loop", ("playground", "inside")),
            ("look_outside", ("inside", "inside-loop")),
        ):
            self.book.action(name).setEnabled(exhibit.key in keys)
        own = {"open_data": {"table", "idx"}, "paste_data": {"table"}}
        for name, kinds in own.items():
            self.book.action(name).setEnabled(not kinds.isdisjoint(known["data"]))
        self.book.action("open_picture").setEnabled("photo" in options)
        for name in ("open_raw", "hear_sound"):
            self.book.action(name).setEnabled("sound_file" in fields)
        self.book.action("copy_link").setEnabled("show_test" in options)

    def follow(self, snapshot: Snapshot) -> None:
        """Enable what can be done at this moment."""
        undo, redo = snapshot.undo_label, snapshot.redo_label
        for name, label in (("undo", undo), ("redo", redo)):
            action = self.book.action(name)
            answered = snapshot.handled >= self._window.sent
            if action.isEnabled() != bool(label) and (label or answered):
                action.setEnabled(bool(label))
            text = tr(self.book.entry(name).title)
            if label:
                text = tr("{action}: {change}", action=text, change=tr(label))
            if action.text() != text:
                action.setText(text)
        self.controls.follow(snapshot)
        self.scenes.follow(snapshot)

    def _go_back(self, command: do.Undo | do.Redo, other: str) -> None:
        """Take a step back, or again; the other way is open before the answer comes."""
        self._window.send(command)
        self.book.action(other).setEnabled(True)

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self.book.retranslate()
        for title, menu in self._menus:
            menu.setTitle(tr(title))
        self.scenes.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self.book.set_theme(theme)

    def set_presenting(self, presenting: bool) -> None:
        """Enable what works only while presenting."""
        for name in ("blank", "leave_presenter"):
            self.book.action(name).setEnabled(presenting)

    def lecture_actions(self) -> list[QAction]:
        """Return what a lecturer does from the speaker's window as well."""
        names = ("undo", "redo", "clear_selection")
        return [
            entry.action
            for entry in self.book.entries()
            if entry.category in ("Run", "Lecture") or entry.name in names
        ]

    def show_recent(self, paths: list[str]) -> None:
        """List the files opened last."""
        self._recent.clear()
        for path in paths:
            action = self._recent.addAction(Path(path).name)
            action.setToolTip(path)
            action.triggered.connect(partial(self._window.open_file, path))
        self._recent.setEnabled(bool(paths))

    def _add_file(self) -> None:
        add, window, category = self.book.add, self._window, "File"
        add(
            "open",
            "Open…",
            window.ask_for_file,
            category=category,
            keys=["Ctrl+O"],
            synonyms=["load", "file", "project", "experiment"],
        )
        add(
            "save",
            "Save",
            lambda: window.documents.save(),
            category=category,
            keys=["Ctrl+S"],
            synonyms=["store", "project"],
            icon_name="save",
        )
        add(
            "save_as",
            "Save as…",
            window.ask_where_to_save,
            category=category,
            keys=["Ctrl+Shift+S"],
            synonyms=["store", "export", "project", "experiment"],
        )
        add(
            "export_table",
            "Export the runs…",
            window.ask_where_to_export,
            category=category,
            synonyms=["CSV", "table", "spreadsheet", "results", "race"],
        )
        add(
            "restore_kept",
            "Restore unsaved work",
            lambda: window.documents.restore_kept(),
            category=category,
            synonyms=["recover", "crash", "autosave"],
        ).setEnabled(False)
        add(
            "discard_kept",
            "Throw away unsaved work",
            lambda: window.documents.discard_kept(),
            category=category,
            synonyms=["autosave"],
        ).setEnabled(False)
        add(
            "open_data",
            "Own data…",
            lambda: window.arrivals.open_data(),
            category=category,
            keys=["Ctrl+D"],
            synonyms=["table", "import", "dataset", "picture"],
        )
        add(
            "paste_data",
            "Paste a table or picture",
            lambda: window.arrivals.paste_data(),
            category=category,
            synonyms=["clipboard", "spreadsheet", "image", "photograph"],
        )
        add(
            "open_picture",
            "Open a picture as the input",
            lambda: window.arrivals.ask_for_picture(),
            category=category,
            synonyms=["image", "photo", "own image"],
            icon_name="image",
        )
        add(
            "open_raw",
            "Own picture, sound or text…",
            lambda: window.arrivals.raw_files.ask(),
            category=category,
            synonyms=["raw data", "wav", "audio", "photo", "file"],
            icon_name="image",
        )
        add(
            "hear_sound",
            "Hear the sound, or stop it",
            lambda: window.arrivals.raw_files.hear(),
            category=category,
            synonyms=["audio", "play", "speech", "wav"],
            icon_name="sound",
        )
        for key in preset_keys():
            add(
                f"preset:{key}",
                Phrase("Preset: {name}", name=Phrase(key)),
                partial(window.open_preset, key),
                category="Presets",
                synonyms=["example", "scene"],
            )
        add(
            "picture",
            "Copy the window as a picture",
            window.copy_picture,
            category=category,
            keys=["Ctrl+Shift+C"],
            synonyms=["screenshot", "figure"],
            icon_name="copy",
        )
        add(
            "save_picture",
            "Save the window as a picture…",
            window.ask_where_to_save_picture,
            category=category,
            synonyms=["figure", "PNG", "SVG", "PDF"],
            icon_name="image",
        )
        add(
            "open_link",
            "Open link…",
            lambda: window.links.ask(),
            category=category,
            keys=["Ctrl+Shift+O"],
            synonyms=["TensorFlow Playground", "URL", "address", "load"],
        )
        add(
            "copy_link",
            "Copy as TensorFlow Playground link",
            lambda: window.links.copy(),
            category=category,
            synonyms=["URL", "address", "share", "export"],
            icon_name="copy",
        )
        for framework, title in (
            ("numpy", "Show as NumPy"),
            ("pytorch", "Show as PyTorch"),
        ):
            add(
                f"show_{framework}",
                title,
                partial(window.scripts.show, framework),
                category=category,
                synonyms=["code", "script", "Python", "export", "program"],
            )
        add("quit", "Quit", window.close, category=category, keys=["Ctrl+Q"])

    def _add_edit(self) -> None:
        add, window, category = self.book.add, self._window, "Edit"
        add(
            "undo",
            "Undo",
            lambda: self._go_back(do.Undo(), "redo"),
            category=category,
            keys=["Ctrl+Z"],
            icon_name="undo",
        ).setEnabled(False)
        add(
            "redo",
            "Redo",
            lambda: self._go_back(do.Redo(), "undo"),
            category=category,
            keys=["Ctrl+Shift+Z", "Ctrl+Y"],
            icon_name="redo",
        ).setEnabled(False)
        add(
            "paste",
            "Paste",
            lambda: window.links.paste(),
            category=category,
            keys=["Ctrl+V"],
            synonyms=["clipboard", "link", "TensorFlow Playground", "URL", "table"],
        )
        add(
            "add_layer",
            "Add a hidden layer",
            lambda: window.view.ask(intents.AddLayer()),
            category=category,
            synonyms=["deeper"],
            icon_name="plus",
        )
        add(
            "remove_layer",
            "Remove the last hidden layer",
            window.remove_last_layer,
            category=category,
            synonyms=["shallower"],
            icon_name="minus",
        )
        for name, title, key, synonyms in (
            (
                "freeze",
                "Freeze or thaw the selected neuron",
                "Shift+F",
                ["not trained"],
            ),
            (
                "disable",
                "Switch the selected neuron off or on",
                "Shift+D",
                ["disable", "ablation", "dropout"],
            ),
            (
                "lock",
                "Lock or unlock the selected weight",
                "Shift+L",
                ["fixed", "not trained"],
            ),
        ):
            add(
                name,
                title,
                partial(window.hold_selected, name),
                category=category,
                keys=[key],
                synonyms=synonyms,
            )
        add(
            "nudge_weight",
            "Nudge a weight",
            window.nudge_weight,
            category=category,
            synonyms=["symmetry", "twins", "equal neurons"],
        )
        self.book.add(
            "neuron_activation",
            "Give the selected neuron an activation of its own",
            window.choose_neuron_activation,
            category=category,
            synonyms=["activation function", "per neuron"],
        )
        for number in range(1, MOST_LAYERS + 1):
            add(
                f"layer:{number}",
                Phrase("Settings of layer {layer}", layer=number),
                partial(window.open_layer, number),
                category=category,
                synonyms=["activation", "normalization", "dropout", "residual"],
            )
        add(
            "clear_selection",
            "Clear the selection",
            window.escape,
            category=category,
            keys=["Esc"],
        )
        add(
            "ask_why",
            "Why is the selected number what it is?",
            window.ask_why,
            category=category,
            keys=["W"],
            synonyms=["explain", "sum", "chain rule", "because"],
            icon_name="help",
        )
        for name, title, exhibit, keys, synonyms in (
            (
                "look_inside",
                "Look inside: take this network apart",
                "inside",
                ["Ctrl+Shift+I"],
                ["why", "backpropagation", "one pass"],
            ),
            (
                "look_at_loop",
                "Show this network in the training loop",
                "inside-loop",
                [],
                ["feedback", "supervised", "diagram"],
            ),
            (
                "look_outside",
                "Show this network in the Playground",
                "playground",
                [],
                ["back", "train"],
            ),
        ):
            add(
                name,
                title,
                partial(window.show_in, exhibit),
                category=category,
                keys=keys,
                synonyms=synonyms,
            )
        for field, title, synonyms in (
            ("dataset", "Choose the data", ["data set"]),
            ("formulas", "Write own inputs", ["formula", "feature", "equation"]),
            ("learning_rate", "Set the learning rate", ["step size", "eta"]),
            ("activation", "Choose the activation function", ["nonlinearity"]),
            ("loss", "Choose the loss function", ["cost function", "error"]),
            ("optimizer", "Choose the optimizer", ["Adam", "SGD", "momentum"]),
            ("batch_size", "Set the batch size", ["mini-batch"]),
            ("l2", "Set the regularization", ["weight decay", "penalty"]),
            ("schedule", "Choose the learning rate schedule", ["decay", "warm-up"]),
            ("clip_norm", "Limit the gradient", ["gradient clipping"]),
            ("input_noise", "Set the input noise", ["noise"]),
            ("seed", "Set the seed", ["random"]),
            ("terrain", "Choose the terrain", ["surface", "function", "formula"]),
            ("noise", "Set the noise of the slope", ["stochastic", "SGD"]),
        ):
            add(
                f"field:{field}",
                title,
                partial(window.focus_field, field),
                category="Settings",
                synonyms=synonyms,
            )
        for what, title, keys in MEASURED:
            add(
                f"why:{what}",
                title,
                partial(window.ask_why_measure, what),
                category=category,
                keys=keys,
                synonyms=["explain", "mean", "examples"],
            )
        for key, title in datasets.titles().items():
            add(
                f"data:{key}",
                Phrase("Data: {name}", name=Phrase(title)),
                partial(window.choose_dataset, key),
                category="Settings",
                synonyms=["data set", key],
            )

        for key, title in terrains.titles().items():
            add(
                f"terrain:{key}",
                Phrase("Terrain: {name}", name=Phrase(title)),
                partial(window.choose_terrain, key),
                category="Settings",
                synonyms=["surface", "function", key],
            )
        add(
            "runner:add",
            "Add a runner",
            lambda: window.view.ask(AddRunner()),
            category=category,
            synonyms=["optimizer", "race"],
            icon_name="plus",
        )
        add(
            "runner:start",
            "Start from the terrain's own place",
            lambda: window.view.ask(PlaceStart(None, 0)),
            category=category,
            synonyms=["flag", "begin"],
        )

    def _add_run(self) -> None:
        add, window, category = self.book.add, self._window, "Run"
        add(
            "play_pause",
            "Play or pause",
            window.play_pause,
            category=category,
            keys=["Space"],
            synonyms=["train", "start", "stop", "run"],
            icon_name="play",
        )
        add(
            "step_forward",
            "Step forward",
            lambda: window.step(1),
            category=category,
            keys=["Right"],
            icon_name="step_forward",
            repeats=True,
        )
        add(
            "step_back",
            "Step back",
            lambda: window.step(-1),
            category=category,
            keys=["Left"],
            icon_name="step_back",
            repeats=True,
        )
        add(
            "to_start",
            "To the start",
            lambda: window.seek_end(first=True),
            category=category,
            keys=["Home"],
            icon_name="to_start",
        )
        add(
            "to_end",
            "To the present",
            lambda: window.seek_end(first=False),
            category=category,
            keys=["End"],
            icon_name="to_end",
        )
        add(
            "reset",
            "Reset to the same initial weights",
            lambda: window.send(do.Reset()),
            category=category,
            keys=["Ctrl+R"],
            synonyms=["restart", "again"],
        )
        add(
            "new_seed",
            "New seed: other initial weights",
            window.new_seed,
            category=category,
            keys=["Ctrl+Shift+R"],
            synonyms=["random", "dice", "regenerate"],
            icon_name="dice",
        )
        units: tuple[tuple[StepUnit, str, str], ...] = (
            ("layer", "part of a step", "T"),
            ("example", "example", "E"),
            ("batch", "batch", "B"),
            ("epoch", "epoch", "P"),
        )
        for unit, name, key in units:
            add(
                f"unit:{unit}",
                Phrase("Step by {unit}", unit=Phrase(name)),
                partial(window.choose_unit, unit),
                category=category,
                keys=[f"Shift+{key}"],
            )
        add(
            "slower",
            "Slower",
            lambda: window.change_pace(-1),
            category=category,
            keys=["Ctrl+Left", "-"],
            synonyms=["speed"],
            repeats=True,
        )
        add(
            "faster",
            "Faster",
            lambda: window.change_pace(1),
            category=category,
            keys=["Ctrl+Right", "+", "="],
            synonyms=["speed"],
            repeats=True,
        )
        for name, title, key, count in (
            ("previous_example", "Previous example", "[", -1),
            ("next_example", "Next example", "]", 1),
        ):
            add(
                name,
                title,
                partial(window.step_example, count),
                category=category,
                keys=[key],
                repeats=True,
            )
        for name, title, key, count in (
            ("slide_on", "Slide the kernel on", "N", 1),
            ("slide_back", "Slide the kernel back", "Shift+N", -1),
        ):
            add(
                name,
                title,
                partial(window.slide_kernel, count),
                category=category,
                keys=[key],
                synonyms=["convolution", "window", "pixel"],
                repeats=True,
            )
        add(
            "bookmark",
            "Bookmark this moment, or take the bookmark away",
            lambda: window.send(do.Bookmark()),
            category=category,
            keys=["Ctrl+B"],
            synonyms=["moment", "mark"],
        )
        for number in range(1, 10):
            add(
                f"bookmark:{number}",
                Phrase("Go to bookmark {number}", number=number),
                partial(window.go_to_bookmark, number),
                category=category,
                keys=[str(number)],
            )
        for name, title, key, count in (
            ("previous_bookmark", "Previous bookmark", "PgUp", -1),
            ("next_bookmark", "Next bookmark", "PgDown", 1),
        ):
            add(
                name,
                title,
                partial(window.step_bookmark, count),
                category=category,
                keys=[key],
                synonyms=["clicker"],
            )
        add(
            "go_back",
            "Go back to the best moment",
            lambda: window.send(do.GoBack()),
            category=category,
            synonyms=["diverged", "NaN"],
        )
        add(
            "halve",
            "Go back and halve the learning rate",
            lambda: window.send(do.GoBack(halve_learning_rate=True)),
            category=category,
            synonyms=["diverged", "NaN"],
            icon_name="halve",
        )

    def _add_view(self) -> None:
        add, window, category = self.book.add, self._window, "View"
        for key, title in THEMES.items():
            add(
                f"theme:{key}",
                Phrase("Theme: {name}", name=Phrase(title)),
                partial(window.set_theme, key),
                category=category,
                synonyms=["colors", "appearance"],
            )
        for code, title in LANGUAGES.items():
            add(
                f"language:{code}",
                Phrase("Language: {name}", name=title),
                partial(window.set_language, code),
                category=category,
                synonyms=LANGUAGE_NAMES[code],
            )
        add(
            "larger",
            "Larger type",
            lambda: window.set_font_scale(window.font_scale * FONT_STEP),
            category=category,
            keys=["Ctrl++", "Ctrl+="],
            synonyms=["font", "zoom"],
        )
        add(
            "smaller",
            "Smaller type",
            lambda: window.set_font_scale(window.font_scale / FONT_STEP),
            category=category,
            keys=["Ctrl+-"],
            synonyms=["font", "zoom"],
        )
        add(
            "normal_type",
            "Normal type",
            lambda: window.set_font_scale(1.0),
            category=category,
            keys=["Ctrl+0"],
            synonyms=["font", "zoom"],
        )
        for exhibit in faces():
            add(
                f"exhibit:{exhibit.key}",
                Phrase("Exhibit: {name}", name=Phrase(exhibit.title)),
                partial(window.choose_exhibit, exhibit.key),
                category=category,
                synonyms=["rail", exhibit.key],
            )
        for name, title in PANEL_TITLES.items():
            add(
                f"panel:{name}",
                Phrase("Show panel: {name}", name=Phrase(title)),
                partial(window.show_panel, name),
                category=category,
                keys=PANEL_KEYS.get(name, ()),
                synonyms=["window"],
            )
        add(
            "maximize",
            "Maximize this panel",
            lambda: window.view.arrangement.toggle_maximized(window.focusWidget()),
            category=category,
            keys=["Ctrl+M"],
            synonyms=["enlarge", "full", "zoom"],
        )
        add(
            "reset_arrangement",
            "Bring the shipped arrangement back",
            window.reset_arrangement,
            category=category,
            synonyms=["layout", "panels"],
        )
        add(
            "show_controls",
            "Show all controls",
            lambda: window.hide_controls(frozenset()),
            category=category,
            synonyms=["hidden", "lesson"],
        ).setEnabled(False)
        for option, title, synonyms in (
            ("show_test", "Show test data", ["points"]),
            ("discretize", "Discretize the output", ["boundary", "hard"]),
            ("fixed_scale", "Fixed scale of maps", ["colors", "range"]),
            ("log_loss", "Logarithmic loss axis", ["log"]),
            ("fog", "Fog: see only around the runners", ["reveal", "hide"]),
            ("slopes", "Field of slopes on the map", ["gradient", "arrows"]),
            (
                "valleys",
                "Valleys of the examples on the map",
                ["zero error"],
            ),
            ("one_example", "Surface of one example", ["example", "stochastic"]),
            ("log_heights", "Logarithmic axis of heights", ["log"]),
            ("log_cost", "Logarithmic cost axis", ["log"]),
            ("label", "Losses for the label yes", ["target"]),
            ("gradients", "Show gradients in place of activations", ["backward"]),
            ("advise", "Say what goes wrong", ["detectors", "warnings", "advice"]),
            ("mistakes_test", "Mistakes on test examples", ["confusion matrix"]),
            ("warped_grid", "Grid of the inputs in every layer", ["bend", "fold"]),
            ("painting", "Paint points", ["draw", "brush", "eraser", "own data"]),
            ("draw_target", "Draw the target", ["curve", "function", "pen"]),
            ("show_built", "Show what is built by hand", ["bumps", "steps"]),
            ("show_trained", "Show the trained network", ["training"]),
            ("trained_parts", "Parts of the trained network", ["contributions"]),
        ):
            add(
                f"option:{option}",
                title,
                partial(window.toggle_option, option),
                category=category,
                synonyms=synonyms,
            )

        for key, title in COLOR_RANGES.items():
            add(
                f"color_range:{key}",
                Phrase("Color range: {name}", name=Phrase(title)),
                partial(window.choose_option, "color_range", key),
                category=category,
                synonyms=["scale", "limits"],
            )
        add_cards(window, self.book, category)
        add_pieces(window, self.book, "Edit")
        add(
            "smooth_loss",
            "Smooth the loss curves",
            window.toggle_smoothing,
            category=category,
            synonyms=["moving average", "exponential mean", "EMA"],
        )

    def _add_lecture(self) -> None:
        add, window, category = self.book.add, self._window, "Lecture"
        add(
            "present",
            "Present, or end presenting",
            window.toggle_presenter,
            category=category,
            keys=["F5"],
            synonyms=["projector", "full screen", "teach"],
            icon_name="present",
        )
        add(
            "leave_presenter",
            "End presenting",
            window.leave_presenter,
            category=category,
        ).setEnabled(False)
        add(
            "blank",
            "Blank the screen, while presenting",
            window.toggle_blank,
            category=category,
            keys=[".", "B"],
            synonyms=["black"],
        ).setEnabled(False)
        add(
            "spotlight",
            "Spotlight on the neuron or layer pointed at, or end it",
            window.toggle_spotlight,
            category=category,
            keys=["S"],
            synonyms=["highlight", "focus", "dim"],
        )
        add(
            "speaker",
            "Speaker's window",
            window.open_speaker,
            category=category,
            keys=["Shift+F5"],
            synonyms=["notes", "second screen", "clock", "timer"],
        )
        add(
            "hints",
            "Show the hints of the first start",
            window.show_hints,
            category=category,
            synonyms=["tutorial", "tour"],
        )
        for keys, title in (
            ("L", "Hold: a dot of light follows the pointer, while presenting"),
        ):
            self.book.add_gesture(category, keys, title)

    def _add_help(self) -> None:
        add, window, category = self.book.add, self._window, "Help"
        add(
            "commands",
            "Commands…",
            self.open_palette,
            category=category,
            keys=["Ctrl+K", "Ctrl+Shift+P"],
            synonyms=["palette", "search"],
            icon_name="search",
        )
        add(
            "keys",
            "Keyboard",
            self.open_keys,
            category=category,
            keys=["F1"],
            synonyms=["shortcuts", "help"],
            icon_name="help",
        )
        add(
            "about",
            "About Neuronaut",
            window.show_about,
            category=category,
            synonyms=["version"],
        )
        add(
            "licenses",
            "Licenses of data and fonts",
            self.open_licenses,
            category=category,
            synonyms=["copyright"],
        )
        for keys, title in (
            ("Click", "Select and explain"),
            ("Double-click, Enter", "Edit the value"),
            ("Drag", "Move the probe, the marker, the timeline"),
            ("Wheel, pinch", "Zoom"),
            ("1 – 6, 0", "While painting: the class to paint, or the eraser"),
            ("Double-click on a title", "Maximize the panel, or restore it"),
        ):
            self.book.add_gesture("Hands", keys, title)

    def open_palette(self) -> None:
        """Open the command palette."""
        self.palette.open_palette()

    def open_keys(self) -> None:
        """Open the key sheet."""
        self.sheet.toggle()

    def open_licenses(self) -> None:
        """Show the licenses of what the program brings along."""
        text = resource("LICENSES.md").read_text(encoding="utf-8")
        self.licenses.open_text(lambda: tr("Licenses of data and fonts"), lambda: text)

    def _make_menus(self) -> list[tuple[str, QMenu]]:
        bar = self._window.menuBar()
        menus: list[tuple[str, QMenu]] = []

        def menu(title: str, *names: str | None) -> QMenu:
            made = bar.addMenu(tr(title))
            self.book.fill_menu(made, names)
            menus.append((title, made))
            return made

        def part(parent: QMenu, title: str, names: list[str]) -> QMenu:
            made = QMenu(tr(title), parent)
            self.book.fill_menu(made, names)
            menus.append((title, made))
            return made

        file = menu(
            "File",
            *("open", "scenes", "open_link", "save", "save_as", "copy_link"),
            *("export_table", "restore_kept", None, "open_data", "paste_data"),
            *("open_picture", "open_raw", None, "picture", "save_picture", None),
            *("show_numpy", "show_pytorch"),
        )
        presets = part(file, "Presets", [f"preset:{key}" for key in preset_keys()])
        self._recent = part(file, "Recent", [])
        before = self.book.action("save")
        file.insertMenu(before, presets)
        file.insertMenu(before, self._recent)
        self.show_recent([])
        self.book.fill_menu(file, [None, "quit"])
        menu(
            *("Edit", "undo", "redo", None, "paste", None),
            *("add_layer", "remove_layer", None, "freeze", "disable", "lock"),
            "nudge_weight",
            *("neuron_activation", None),
            *("runner:add", "runner:start", None),
            *("look_inside", "look_at_loop", "look_outside"),
        )
        view = menu("View", "larger", "smaller", "normal_type", None)
        themes = [f"theme:{key}" for key in THEMES]
        view.addMenu(part(view, "Theme", themes))
        languages = [f"language:{code}" for code in LANGUAGES]
        view.addMenu(part(view, "Language", languages))
        shown = [f"panel:{name}" for name in PANEL_TITLES]
        view.addMenu(part(view, "Panels", shown))
        options = (
            *("show_test", "discretize", "fixed_scale", "log_loss", "advise"),
            *("painting", "fog", "slopes", "valleys", "one_example", "log_heights"),
            "log_cost",
        )
        self.book.fill_menu(view, [None, *(f"option:{name}" for name in options)])
        self.book.fill_menu(
            view, [None, "maximize", "reset_arrangement", "show_controls"]
        )
        menu(
            "Run",
            "play_pause",
            "step_forward",
            "step_back",
            "to_start",
            "to_end",
            None,
            "unit:layer",
            "unit:example",
            "unit:batch",
            "unit:epoch",
            None,
            "slower",
            "faster",
            None,
            "previous_example",
            "next_example",
            None,
            "run_until",
            "drop_goal",
            "branch",
            "runs",
            None,
            "compare",
            "compare_with",
            "other_side",
            "keep_left",
            "keep_right",
            None,
            "reset",
            "new_seed",
            "seeds",
            "seeds_stop",
            "seeds_clear",
            None,
            "bookmark",
            "rename_bookmark",
            "previous_bookmark",
            "next_bookmark",
        )
        menu(
            "Lecture",
            "present",
            "blank",
            "spotlight",
            "speaker",
            "leave_presenter",
            None,
            "hints",
        )
        menu("Help", "commands", "keys", None, "about", "licenses")
        return menus
