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
    "loss": "benchmarks.loss",
    "memory": "benchmarks.memory",
}


MINUTES = (0.1, 120.0)


def _minutes(text: str) -> float:
    low, high = MINUTES
    if not low <= (found := float(text)) <= high:
        raise ValueError(text)
    return found


def main(arguments: list[str]) -> int:
    """Run and return the exit code."""
    as_json = "--json" in arguments
    wanted = [word for word in arguments if word != "--json"]
    options: dict[str, dict[str, float]] = {}
    if "--minutes" in wanted:
        place = wanted.index("--minutes")
        said = wanted[place + 1 : place + 2]
        try:
            options["memory"] = {"minutes": _minutes(*said)}
        except (TypeError, ValueError):
            given = repr(said[0]) if said else "nothing"
            low, high = MINUTES
            print(f"bench: --minutes: {given} is given; allowed: {low:g} to {high:g}")
            return 2
        del wanted[place : place + 2]
    unknown = [word for word in wanted if word not in PARTS]
    if unknown:
        allowed = ", ".join(PARTS)
        print(f"bench: part {unknown[0]!r} is unknown; allowed: {allowed}")
        return 2
    rows: list[Row] = []
    try:
        for part in wanted or PARTS:
            module = importlib.import_module(PARTS[part])
            rows += module.rows(**options.get(part, {}))
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
