"""Forms made from settings classes: one editor a setting, chosen by its type."""

from visualizer.ui.forms.settings_form import SettingsForm

__all__ = ["SettingsForm"]
