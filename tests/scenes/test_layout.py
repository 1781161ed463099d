from visualizer.scenes.layout import Leaf, Split, Tabs, leaves


def test_leaves_come_in_reading_order() -> None:
    arrangement = Split(
        "row",
        (
            Leaf("a"),
            Split("column", (Leaf("b"), Tabs((Leaf("c"), Leaf("d"))))),
            Leaf("e"),
        ),
    )
    assert list(leaves(arrangement)) == ["a", "b", "c", "d", "e"]
    assert list(leaves(Leaf("alone"))) == ["alone"]
