"""The window: everything that is drawn, and the hands that work it."""
