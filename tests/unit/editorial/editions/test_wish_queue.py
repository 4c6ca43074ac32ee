"""What waits in vain keeps nobody waiting who came later, and a turn ends."""

from editorial.editions.wishes.queue import Turns


class Door:
    """Tries that are written down; `held` are refused."""

    def __init__(self, held):
        self.held, self.tried = held, []

    def __call__(self, key):
        self.tried.append(key)
        return RuntimeError(f"{key} is held") if key in self.held else None


def test_without_an_end_each_has_its_try_in_the_order_that_is_given():
    door = Door({2})
    errors = Turns().take([[2, 1], [3]], door)
    assert door.tried == [2, 1, 3]
    assert {key: str(error) for key, error in errors.items()} == {2: "2 is held"}


def test_one_try_is_made_in_each_turn_however_short_and_the_next_is_anothers():
    door, turns = Door({1, 2, 3}), Turns(seconds=0)
    for _turn in range(4):
        turns.take([[1], [2], [3]], door)
    assert door.tried == [1, 2, 3, 1]


def test_who_comes_later_is_next():
    door, turns = Door({1, 2}), Turns(seconds=0)
    for _turn in range(5):
        turns.take([[1], [2]], door)
    turns.take([[1], [2], [9]], door)
    assert door.tried[-1] == 9


def test_within_a_group_the_order_stays_whoever_came_later():
    door, turns = Door({1}), Turns()
    turns.take([[1]], door)
    turns.take([[1, 9]], door)
    assert door.tried == [1, 1, 9]


def test_what_was_in_the_way_is_known_until_it_is_done():
    door, turns = Door({1, 2}), Turns(seconds=0)
    groups = [[1], [2]]
    turns.take(groups, door)
    assert list(turns.take(groups, door)) == [1, 2]
    door.held = {2}
    assert list(turns.take(groups, door)) == [2]
    assert list(turns.take([[3]], door)) == []


def test_however_many_wait_for_one_text_the_next_try_is_anothers():
    door, turns = Door({1, 2, 3}), Turns(seconds=0)
    for _turn in range(3):
        turns.take([[1, 2, 3], [9]], door)
    assert door.tried[:2] == [1, 9]


def test_who_is_new_keeps_nobody_waiting_who_is_old():
    door, turns = Door({1, 2, 3, 4}), Turns(seconds=0)
    for _turn in range(50):
        turns.take([[1]], door)
    for _turn in range(4):
        turns.take([[1], [2], [3], [4]], door)
    assert sorted(door.tried[50:]) == [1, 2, 3, 4]


def test_of_those_as_grave_each_has_its_try_where_turns_end_inside_the_group():
    door, turns = Door({1, 2, 3}), Turns(seconds=0)
    for _turn in range(7):
        turns.take([[1, 2, 3, 4]], door, {1: 0, 2: 0, 3: 0, 4: 1})
    assert door.tried == [1, 2, 3, 1, 2, 3, 1]
    door.held, door.tried = {1, 2}, []
    Turns(seconds=0).take([[3, 4]], door, {3: 0, 4: 1})
    assert door.tried == [3]
