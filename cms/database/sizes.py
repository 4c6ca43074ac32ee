"""Sizes of the embedded server, for a laptop or a small machine.

An operator with a server of their own sets theirs there.
"""

import os

MEGABYTE = 2**20


def sizes(*, durable: bool) -> dict[str, str]:
    """PostgreSQL's settings; what is not durable may lose its last writes with the machine."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    found = {
        "max_connections": "200",
        "shared_buffers": f"{shared_megabytes(memory)}MB",
        "effective_cache_size": "1GB",
        "jit": "off",
        "max_wal_size": "2GB",
        "random_page_cost": "1.1",
    }
    if durable:
        return found
    # Each database that is made or dropped costs a look at every buffer.
    return {**found, "fsync": "off", "full_page_writes": "off", "shared_buffers": "128MB"}


def shared_megabytes(memory: int) -> int:
    """A sixteenth of the memory in bytes, at least 128 MB and at most 1 GB."""
    return min(max(memory // 16 // MEGABYTE, 128), 1024)
