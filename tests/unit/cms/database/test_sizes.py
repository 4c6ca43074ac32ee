"""The embedded server takes a modest share of the machine's memory."""

import pytest

from cms.database.sizes import MEGABYTE, shared_megabytes, sizes


@pytest.mark.parametrize(
    ("memory", "share"), [(1024, 128), (4096, 256), (8192, 512), (16_384, 1024), (65_536, 1024)]
)
def test_a_sixteenth_of_the_memory_within_bounds(memory, share):
    assert shared_megabytes(memory * MEGABYTE) == share


def test_only_what_may_be_lost_is_written_without_waiting():
    assert "fsync" not in sizes(durable=True)
    assert sizes(durable=False)["fsync"] == "off"


def test_where_databases_come_and_go_there_are_few_buffers_to_look_through():
    assert sizes(durable=False)["shared_buffers"] == "128MB"
