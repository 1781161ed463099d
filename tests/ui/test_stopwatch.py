import pytest

from tests.session.builders import Clock
from visualizer.ui.stopwatch import Stopwatch, spoken_time


def test_it_counts_what_passes_but_not_the_pauses():
    clock = Clock()
    watch = Stopwatch(clock)
    clock.now = 5.0
    assert watch.seconds == 0.0
    watch.start()
    clock.now = 8.0
    assert watch.seconds == 3.0
    watch.toggle()
    assert not watch.running
    clock.now = 100.0
    assert watch.seconds == 3.0
    watch.toggle()
    clock.now = 102.0
    assert watch.seconds == 5.0


def test_it_goes_back_to_zero_running_or_paused():
    clock = Clock()
    watch = Stopwatch(clock)
    watch.start()
    clock.now = 7.0
    watch.reset()
    assert watch.running
    clock.now = 9.0
    assert watch.seconds == 2.0
    watch.toggle()
    watch.reset()
    clock.now = 20.0
    assert (watch.running, watch.seconds) == (False, 0.0)
    watch.toggle()
    clock.now = 21.0
    assert watch.seconds == 1.0


def test_it_forgets_when_it_is_stopped_and_starts_from_zero():
    clock = Clock()
    watch = Stopwatch(clock)
    for _ in range(2):
        watch.start()
        clock.now += 4.0
        assert watch.seconds == 4.0
        watch.stop()
        assert (watch.running, watch.seconds) == (False, 0.0)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0:00"),
        (9.99, "0:09"),
        (425.0, "7:05"),
        (3599.9, "59:59"),
        (3600.0, "1:00:00"),
        (3729.0, "1:02:09"),
    ],
)
def test_a_time_is_said_as_it_is_read(seconds, text):
    assert spoken_time(seconds) == text
