"""The look of stock widgets: one style sheet on Fusion, made from a theme.

Qt paints what a style sheet describes in C++; nothing here costs Python time
when a widget is drawn again. A widget asks for a special look with the property
``role``, e.g. ``label.setProperty("role", "secondary")``:

=================  ===========================================================
role               look
=================  ===========================================================
``secondary``      label in the secondary text color
``small``          the same, smaller
``title``          semibold label: title of a panel
``value``          semibold label: value of a control
``readout``        large semibold label: number of the transport bar
``next``           large semibold label: what comes next in a lecture
``clock``          very large label: the time of day
``number``         number that opens what made it; ``sign`` is its color
``formula``        large label: a formula
``outcome``        large semibold label: what a formula gives
``line``           frame that is a thin line
``watch``          button with a very large text: a stopwatch
``note``           field for a note, in larger type
``moments``        list of the moments of a lecture
``warning``        label in the warning color
``chip``           pill-shaped checkable button
``primary``        button filled with the accent
``step``           plain button beside it; both say what they do when disabled
``quiet``          button with accent text
``link``           button that looks like a link
``play``           the big round button
``fold``           button that opens and closes a part of a form
``tile-link``      small link below pictures to choose from
=================  ===========================================================
"""

from __future__ import annotations

from PySide6.QtGui import QColor

from visualizer.ui.icons import tinted_file
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS


def style_sheet(theme: Theme, base_px: int = BASE_PIXELS) -> str:
    """Return the style sheet of a window.

    Parameters
    ----------
    theme : Theme
    base_px : int
        Pixel size of the application's font; paddings and controls grow with
        it.
    """
    unit = base_px / BASE_PIXELS

    def px(length: float) -> str:
        return f"{max(1, round(length * unit))}px"

    def tinted(name: str, role: str) -> str:
        return f'url("{tinted_file(name, theme.color(role).name())}")'

    handle = 2 * round(7 * unit)
    groove = 2 * max(1, round(2 * unit))
    # A corner rounder than half the height is drawn square by Qt.
    play = 2 * round(20 * unit)
    chip = 2 * round(13 * unit)
    dense = 2 * round(11 * unit)
    pale = mix(theme.text_secondary, theme.panel, 0.45)
    accent_hover = mix(theme.accent, theme.text, 0.18)
    accent_pressed = mix(theme.accent, theme.panel, 0.25)
    pressed = mix(theme.control_hover, theme.text, 0.08)
    t = theme
    return f"""
QToolTip {{
    background: {t.control}; color: {t.text}; border: 1px solid {t.border};
    padding: {px(4)} {px(7)};
}}
QMenuBar {{ background: {t.panel}; color: {t.text}; padding: {px(2)} {px(6)}; }}
QMenuBar::item {{
    background: transparent; padding: {px(5)} {px(11)}; border-radius: {px(5)};
}}
QMenuBar::item:selected {{ background: {t.control_hover}; }}
QMenu {{
    background: {t.panel}; color: {t.text}; border: 1px solid {t.border};
    padding: {px(5)};
}}
QMenu::item {{
    padding: {px(6)} {px(26)} {px(6)} {px(10)}; border-radius: {px(5)};
}}
QMenu::item:selected {{ background: {t.control_hover}; }}
QMenu::item:disabled {{ color: {pale}; }}
QMenu::icon {{ padding-left: {px(8)}; }}
QMenu::separator {{
    height: 1px; background: {t.border}; margin: {px(5)} {px(8)};
}}
QMenu::indicator {{ width: {px(14)}; height: {px(14)}; left: {px(8)}; }}
QMenu::indicator:checked {{ image: {tinted("check", "accent")}; }}
QMenu::right-arrow {{
    image: {tinted("chevron_right", "text_secondary")};
    width: {px(14)}; height: {px(14)}; right: {px(6)};
}}

QLabel[role="secondary"], QLabel[role="small"] {{ color: {t.text_secondary}; }}
QLabel[role="small"] {{ font-size: {px(11.5)}; }}
QLabel[role="title"] {{ color: {t.text}; font-weight: 600; font-size: {px(13.5)}; }}
QLabel[role="value"] {{ color: {t.text}; font-weight: 600; }}
QLabel[role="readout"] {{
    color: {t.text}; font-weight: 600; font-size: {px(18.5)};
}}
Readout {{ border: 2px solid transparent; border-radius: {px(6)}; }}
Readout:focus {{ border-color: {t.accent}; }}
QLabel[role="formula"] {{ color: {t.text}; font-size: {px(16)}; }}
QLabel[role="outcome"] {{ color: {t.text}; font-weight: 600; font-size: {px(17)}; }}
QLabel[role="outcome"][sign="-1"] {{ color: {t.negative_text}; }}
QLabel[role="outcome"][sign="1"] {{ color: {t.positive_text}; }}
QLabel[role="next"] {{ color: {t.text}; font-weight: 600; font-size: {px(20)}; }}
QLabel[role="clock"] {{ color: {t.text}; font-weight: 600; font-size: {px(34)}; }}
QLabel[role="warning"] {{ color: {t.warning}; font-size: {px(11.5)}; }}

QFrame[role="line"] {{ background: {t.border}; border: none; }}

QPushButton {{
    background: {t.control}; color: {t.text};
    border: 2px solid {t.control}; border-radius: {px(7)};
    padding: {px(4)} {px(12)}; min-height: {px(18)};
}}
QPushButton:hover {{ background: {t.control_hover}; border-color: {t.control_hover}; }}
QPushButton:pressed {{ background: {pressed}; border-color: {pressed}; }}
QPushButton:focus {{ border-color: {t.accent}; }}
QPushButton:disabled {{ color: {pale}; }}
QPushButton[role="primary"] {{
    background: {t.accent}; color: {t.on_accent}; border-color: {t.accent};
    font-weight: 600;
}}
QPushButton[role="primary"]:hover {{
    background: {accent_hover}; border-color: {accent_hover};
}}
QPushButton[role="primary"]:pressed {{
    background: {accent_pressed}; border-color: {accent_pressed};
}}
QPushButton[role="primary"]:focus {{ border-color: {t.text}; }}
QPushButton[role="primary"]:disabled, QPushButton[role="step"]:disabled {{
    background: {t.panel}; color: {t.text_secondary}; border-color: {t.control};
}}
QPushButton[role="quiet"] {{ color: {t.accent}; font-weight: 600; }}
QPushButton[role="link"], QPushButton[role="tile-link"] {{
    background: transparent; color: {t.accent}; border-color: transparent;
    padding: {px(2)} {px(6)};
}}
QPushButton[role="tile-link"] {{
    font-size: {px(11.5)}; padding: 0; min-height: {px(16)};
}}
QPushButton[role="link"]:hover, QPushButton[role="tile-link"]:hover {{
    background: {t.control}; border-color: {t.control};
}}
QPushButton[role="link"]:focus, QPushButton[role="tile-link"]:focus {{
    border-color: {t.accent};
}}
QPushButton[role="column"] {{
    background: transparent; border-color: transparent; color: {t.text_secondary};
    padding: 0; min-height: 0;
}}
QPushButton[role="column"]:hover {{ color: {t.text}; background: {t.control}; }}
QPushButton[role="column"]:focus {{ border-color: {t.accent}; }}
QPushButton[role="chip"] {{
    border-radius: {chip // 2}px; padding: 0 {px(13)};
    min-height: {chip - 4}px; max-height: {chip - 4}px;
}}
QPushButton[role="chip"]:checked {{
    background: {t.accent}; color: {t.on_accent}; border-color: {t.accent};
    font-weight: 600;
}}
QPushButton[role="chip"]:focus {{ border-color: {t.accent}; }}
QPushButton[role="chip"]:checked:focus {{ border-color: {t.text}; }}
QPushButton[role="chip"][dense="true"] {{
    border-radius: {dense // 2}px; padding: 0 {px(9)};
    min-height: {dense - 4}px; max-height: {dense - 4}px; font-size: {px(12)};
}}
QPushButton[role="chip"][packed="true"] {{ padding: 0 {px(2)}; }}
QPushButton[role="chip"][ahead="true"] {{
    background: {t.panel}; border-color: {t.control}; color: {t.text_secondary};
}}
QPushButton[role="chip"][ahead="true"]:hover {{
    background: {t.control_hover}; color: {t.text};
}}
QPushButton[role="number"] {{
    padding: {px(1)} {px(4)}; border-radius: {px(5)}; min-height: {px(16)};
    font-weight: 600;
}}
QPushButton[role="number"][sign="-1"] {{ color: {t.negative_text}; }}
QPushButton[role="number"][sign="1"] {{ color: {t.positive_text}; }}
QPushButton[role="watch"] {{
    background: transparent; border-color: transparent; font-weight: 600;
    font-size: {px(34)}; padding: 0 {px(8)};
}}
QPushButton[role="watch"]:hover {{ background: {t.control_hover}; }}
QPushButton[role="watch"]:focus {{ border-color: {t.accent}; }}
QPushButton[role="watch"]:disabled {{ color: {t.text_secondary}; }}
QPushButton[role="fold"] {{
    background: transparent; border-color: transparent; color: {t.text_secondary};
    text-align: left; padding: {px(2)} {px(4)} {px(2)} 0;
}}
QPushButton[role="fold"]:hover {{ color: {t.text}; background: {t.control}; }}
QPushButton[role="fold"]:focus {{ border-color: {t.accent}; }}

QToolButton {{
    background: transparent; color: {t.text};
    border: 2px solid transparent; border-radius: {px(7)}; padding: {px(1)};
}}
QToolButton:hover {{ background: {t.control_hover}; }}
QToolButton:pressed {{ background: {pressed}; }}
QToolButton:checked {{ background: {t.control}; }}
QToolButton:focus {{ border-color: {t.accent}; }}
QToolButton:disabled {{ color: {pale}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QToolButton[role="play"] {{
    background: {t.accent}; border: 2px solid {t.accent};
    border-radius: {play // 2}px;
    min-width: {play - 4}px; max-width: {play - 4}px;
    min-height: {play - 4}px; max-height: {play - 4}px; padding: 0;
}}
QToolButton[role="play"]:hover {{
    background: {accent_hover}; border-color: {accent_hover};
}}
QToolButton[role="play"]:pressed {{
    background: {accent_pressed}; border-color: {accent_pressed};
}}
QToolButton[role="play"]:focus {{ border-color: {t.text}; }}

QSlider:horizontal {{ min-height: {handle + 4}px; }}
QSlider::groove:horizontal {{
    height: {groove}px; background: {t.control_hover};
    border-radius: {groove // 2}px;
}}
QSlider::sub-page:horizontal {{
    background: {t.accent}; border-radius: {groove // 2}px;
}}
QSlider::handle:horizontal {{
    width: {handle}px; height: {handle}px;
    margin: -{(handle - groove) // 2}px 0;
    border-radius: {handle // 2}px; background: {t.accent};
}}
QSlider::handle:horizontal:hover {{ background: {accent_hover}; }}
QSlider::handle:horizontal:focus {{
    background: {t.accent}; border: 2px solid {t.text};
    width: {handle - 4}px; height: {handle - 4}px;
}}
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled {{
    background: {pale};
}}

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox {{
    background: {t.control}; color: {t.text};
    border: 2px solid {t.control}; border-radius: {px(7)};
    padding: {px(2)} {px(7)}; min-height: {px(19)};
    selection-background-color: {t.accent}; selection-color: {t.on_accent};
}}
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover {{
    background: {t.control_hover}; border-color: {t.control_hover};
}}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus,
QComboBox:on {{
    border-color: {t.accent};
}}
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled,
QComboBox:disabled {{ color: {pale}; }}
QLineEdit[wrong="true"] {{ border-color: {t.warning}; }}
QAbstractSpinBox QLineEdit {{
    background: transparent; border: none; min-height: 0;
    padding: 0; margin: 0 {px(2)} 0 {px(6)};
}}
QPlainTextEdit[role="note"] {{
    background: {t.control}; color: {t.text}; font-size: {px(15)};
    border: 2px solid {t.control}; border-radius: {px(7)};
    padding: {px(3)} {px(5)}; placeholder-text-color: {t.text_secondary};
    selection-background-color: {t.accent}; selection-color: {t.on_accent};
}}
QPlainTextEdit[role="note"]:focus {{ border-color: {t.accent}; }}
QPlainTextEdit[role="note"]:disabled {{ background: {t.panel}; }}
QListWidget[role="moments"] {{
    background: {t.panel}; color: {t.text}; border: 2px solid {t.panel};
    outline: none;
}}
QListWidget[role="moments"]:focus {{ border-color: {t.accent}; }}
QListWidget[role="moments"]::item {{
    min-height: {px(26)}; padding: 0 {px(4)}; border-radius: {px(5)};
    color: {t.text};
}}
QListWidget[role="moments"]::item:hover {{ background: {t.control}; }}
QListWidget[role="moments"]::item:selected {{
    background: {t.control_hover}; color: {t.text};
}}
QTableWidget[role="table"] {{
    background: {t.panel}; color: {t.text}; border: 2px solid {t.control};
    border-radius: {px(7)}; outline: none;
    selection-background-color: {t.control_hover}; selection-color: {t.text};
}}
QTableWidget[role="table"]:focus {{ border-color: {t.accent}; }}
QTableWidget[role="table"]::item {{ padding: 0 {px(6)}; }}
QTableWidget[role="table"] QHeaderView {{ background: {t.panel}; }}
QTableWidget[role="table"] QHeaderView::section {{
    background: {t.panel}; color: {t.text_secondary}; border: none;
    padding: {px(4)} {px(6)}; font-size: {px(11.5)};
}}
QTableWidget[role="table"] QLineEdit {{
    padding: 0 {px(4)}; min-height: 0; font-size: {px(13)};
}}
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down {{ border: none; width: {px(20)}; }}
QComboBox::down-arrow {{
    image: {tinted("chevron_down", "text_secondary")};
    width: {px(14)}; height: {px(14)};
}}
QComboBox QAbstractItemView {{
    background: {t.panel}; color: {t.text}; border: 1px solid {t.border};
    padding: {px(4)}; outline: none;
}}
QComboBox QAbstractItemView::item {{
    min-height: {px(24)}; padding: 0 {px(6)}; border-radius: {px(5)};
    color: {t.text};
}}
QComboBox QAbstractItemView::item:selected {{
    background: {t.control_hover}; color: {t.text};
}}
QSpinBox::up-button, QDoubleSpinBox::up-button,
QSpinBox::down-button, QDoubleSpinBox::down-button {{
    background: transparent; border: none; width: {px(16)};
}}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{
    image: {tinted("chevron_up", "text_secondary")};
    width: {px(11)}; height: {px(11)};
}}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{
    image: {tinted("chevron_down", "text_secondary")};
    width: {px(11)}; height: {px(11)};
}}

QCheckBox, QRadioButton {{ color: {t.text}; spacing: {px(7)}; padding: {px(1)}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {pale}; }}
QCheckBox::indicator, QRadioButton::indicator {{
    width: {px(13)}; height: {px(13)}; border: 1px solid {t.text_secondary};
    background: {t.control};
}}
QCheckBox::indicator {{ border-radius: {px(4)}; }}
QRadioButton::indicator {{ border-radius: {px(7)}; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{
    background: {t.control_hover}; border-color: {t.text};
}}
QCheckBox::indicator:checked {{
    background: {t.accent}; border-color: {t.accent};
    image: {tinted("check", "on_accent")};
}}
QRadioButton::indicator:checked {{
    width: {px(7)}; height: {px(7)};
    background: {t.on_accent}; border: {px(4)} solid {t.accent};
}}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{
    border: 2px solid {t.accent}; width: {px(11)}; height: {px(11)};
}}
QCheckBox::indicator:checked:focus {{ border-color: {t.text}; }}

QTabBar {{ background: transparent; border: none; qproperty-drawBase: 0; }}
QTabBar::tab {{
    background: transparent; color: {t.text_secondary};
    border: none; border-bottom: 2px solid transparent;
    padding: {px(3)} {px(2)} {px(2)} {px(2)}; margin-right: {px(6)};
}}
QTabBar::tab:hover {{ color: {t.text}; }}
QTabBar::tab:selected {{
    color: {t.text}; border-bottom-color: {t.accent}; font-weight: 600;
}}
QTabBar::tab:focus {{ color: {t.accent}; }}

QScrollBar:vertical {{ background: transparent; width: {px(10)}; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(10)}; margin: 0; }}
QScrollBar::handle {{
    background: {t.control_hover}; border-radius: {px(3)}; margin: {px(2)};
}}
QScrollBar::handle:vertical {{ min-height: {px(28)}; }}
QScrollBar::handle:horizontal {{ min-width: {px(28)}; }}
QScrollBar::handle:hover {{ background: {pale}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollArea {{ background: transparent; border: none; }}

QProgressBar {{
    background: {t.control}; border: none; border-radius: {px(2)};
    max-height: {px(4)}; min-height: {px(4)};
}}
QProgressBar::chunk {{ background: {t.accent}; border-radius: {px(2)}; }}

QSplitter {{ background: transparent; }}
QSplitter::handle {{ background: transparent; }}
QSplitter::handle:hover {{ background: {t.control_hover}; border-radius: {px(2)}; }}
QSplitter::handle:horizontal:hover {{ margin: {px(8)} 4px; }}
QSplitter::handle:vertical:hover {{ margin: 4px {px(8)}; }}

PanelFrame, TransportBar, Timeline, QFrame[role="panel"] {{
    background: {t.panel}; border: 1px solid {t.border}; border-radius: {px(8)};
}}
PanelFrame[window="true"] {{ border: none; border-radius: 0; }}
Rail {{ background: {t.panel}; border: none; border-right: 1px solid {t.border}; }}
PanelCurtain, PanelExplanation {{ background: {t.panel}; border-radius: {px(8)}; }}
Banner {{
    background: {t.panel}; border: 1px solid {t.border}; border-radius: {px(8)};
}}
Banner[kind="warning"] {{ border: 2px solid {t.warning}; }}
Banner[kind="error"] {{ background: {t.warning}; border-color: {t.warning}; }}
Banner[kind="error"] QLabel {{ color: {t.on_warning}; font-weight: 600; }}
Banner[kind="error"] QPushButton {{
    background: {t.on_warning}; color: {t.warning}; border-color: {t.on_warning};
}}
Banner[kind="error"] QPushButton:hover {{
    background: {mix(t.on_warning, t.warning, 0.2)};
}}
Banner[kind="error"] QPushButton:focus {{ border-color: {t.panel}; }}
Banner[kind="error"] QToolButton:hover {{
    background: {mix(t.warning, t.on_warning, 0.15)};
}}
HintBubble {{ background: {t.accent}; border: none; border-radius: {px(9)}; }}
HintBubble QLabel {{ color: {t.on_accent}; }}
HintBubble QPushButton {{
    background: transparent; color: {t.on_accent}; font-weight: 600;
    border: 2px solid {mix(t.accent, t.on_accent, 0.45)};
    padding: {px(1)} {px(10)};
}}
HintBubble QPushButton:hover {{ background: {mix(t.accent, t.on_accent, 0.15)}; }}
HintBubble QPushButton:focus {{ border-color: {t.on_accent}; }}
HintBubble QToolButton:hover {{ background: {mix(t.accent, t.on_accent, 0.2)}; }}
HintBubble QToolButton:focus {{ border-color: {t.on_accent}; }}
Overlay {{
    background: {t.panel}; border: 1px solid {t.border}; border-radius: {px(10)};
}}
Overlay QListView {{
    background: transparent; border: none; outline: none; color: {t.text};
}}
Overlay QLineEdit {{ padding: {px(6)} {px(10)}; font-size: {px(15)}; }}
Overlay SettingsForm QLineEdit {{
    padding: {px(2)} {px(7)}; font-size: {px(13)};
}}
QLabel[role="key"] {{
    background: {t.control}; color: {t.text}; border: 1px solid {t.border};
    border-radius: {px(5)}; padding: {px(1)} {px(6)}; font-size: {px(12)};
}}
"""


def mix(first: str, second: str, share: float) -> str:
    """Return the color that has ``share`` of ``second`` in it, as ``#rrggbb``."""
    a, b = QColor(first), QColor(second)
    pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    channels = (round(x + (y - x) * share) for x, y in pairs)
    return "#{:02x}{:02x}{:02x}".format(*channels)
