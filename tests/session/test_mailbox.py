import threading

from tests.session.builders import session_of
from visualizer.session import commands as do
from visualizer.session.mailbox import Mailbox

PANELS = frozenset({"network"})


def test_commands_come_out_in_their_order() -> None:
    mailbox = Mailbox()
    assert mailbox.next_command() is None
    commands = [do.Play(), do.Seek(3), do.Pause()]
    for command in commands:
        mailbox.send(command)
    assert [mailbox.next_command() for _ in range(4)] == [*commands, None]


def test_a_wish_stands_until_it_is_granted() -> None:
    mailbox = Mailbox()
    assert mailbox.wanted is None
    mailbox.ask(PANELS)
    mailbox.ask(PANELS)
    assert mailbox.wanted == PANELS
    snapshot = session_of().snapshot()
    mailbox.put(snapshot)
    assert mailbox.wanted is None
    assert mailbox.take() is snapshot
    assert mailbox.take() is None


def test_only_the_newest_snapshot_waits() -> None:
    mailbox = Mailbox()
    session = session_of()
    mailbox.put(session.snapshot())
    session.advance(1)
    newest = session.snapshot()
    mailbox.put(newest)
    assert mailbox.take() is newest
    assert mailbox.take() is None


def test_sending_asking_and_waking_end_a_sleep() -> None:
    for wake in (
        lambda mailbox: mailbox.send(do.Play()),
        lambda mailbox: mailbox.ask(PANELS),
        lambda mailbox: mailbox.wake(),
    ):
        mailbox = Mailbox()
        awake = threading.Event()

        def doze(mailbox: Mailbox = mailbox, awake: threading.Event = awake) -> None:
            mailbox.sleep(None)
            awake.set()

        sleeper = threading.Thread(target=doze)
        sleeper.start()
        wake(mailbox)
        assert awake.wait(10.0)
        sleeper.join()


def test_a_sleep_has_a_length() -> None:
    mailbox = Mailbox()
    mailbox.sleep(0.001)
    mailbox.wake()
    # What woke it before it slept is not lost.
    mailbox.sleep(None)
