"""Let Qt's own texts (dialogs, menus of text fields) speak the language in use."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

_NAME = "qt_texts"

_CATALOGS = {"zh": "qtbase_zh_CN"}
"""Qt's own catalog of each language but English, which Qt is written in."""


def translate_qt(code: str) -> None:
    """Say Qt's own texts in a language, as far as Qt brings it along."""
    application = QCoreApplication.instance()
    if application is None:
        return
    for old in application.findChildren(QTranslator, _NAME):
        application.removeTranslator(old)
        old.deleteLater()
    translator = QTranslator(application)
    translator.setObjectName(_NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if code in _CATALOGS and translator.load(_CATALOGS[code], folder):
        application.installTranslator(translator)
    else:
        translator.deleteLater()
