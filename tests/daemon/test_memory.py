"""What lives long is not looked at again, and what is let go is given back."""

from __future__ import annotations

import gc
import weakref

import pytest

from worker.daemon.memory import long_lived, return_free_blocks


class Thing:
    """Something that can be watched going."""


def test_long_lived_things_are_not_collected_over_and_go_with_their_last_reference() -> None:
    with long_lived():
        assert not gc.isenabled()
        thing = Thing()
    assert gc.isenabled()
    assert not any(each is thing for each in gc.get_objects())
    gone = weakref.ref(thing)
    del thing
    assert gone() is None
    gc.unfreeze()


def test_the_collector_works_again_after_a_refusal() -> None:
    def refuse() -> None:
        with long_lived():
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        refuse()
    assert gc.isenabled()
    gc.unfreeze()


def test_giving_back_what_is_free_harms_nothing() -> None:
    return_free_blocks()
