"""Run the parts that are named and print their rows."""

from __future__ import annotations

import importlib
import json
import sys

from benchmarks.measuring import MissingPeerError, Row, row_dict, table

PARTS = {
    "engine": "benchmarks.engine",
    "surface": "benchmarks.surface",
    "gui": "benchmarks.gui",
    "mountain": "benchmarks.mountain",
    "timeline": "benchmarks.timeline",
    "start-up": "benchmarks.start_up",
    "table": "benchmarks.table",
}


def main(arguments: list[str]) -> int:
    """Run and return the exit code."""
    as_json = "--json" in arguments
    wanted = [word for word in arguments if word != "--json"]
    unknown = [word for word in wanted if word not in PARTS]
    if unknown:
        allowed = ", ".join(PARTS)
        print(f"bench: part {unknown[0]!r} is unknown; allowed: {allowed}")
        return 2
    rows: list[Row] = []
    try:
        for part in wanted or PARTS:
            rows += importlib.import_module(PARTS[part]).rows()
    except MissingPeerError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    if as_json:
        print(json.dumps([row_dict(row) for row in rows], indent=1))
    else:
        print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
