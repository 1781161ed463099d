"""Tables of what was measured, printed at the end of a test run."""

TABLE = "table"
"""Name under which a test records its table, in lines of text."""
