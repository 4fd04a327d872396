"""What a large sync let go, given back to the system: the C library keeps it for itself otherwise."""

from __future__ import annotations


def give_back() -> None:
    """Let the C library return free memory, where it is glibc; nothing elsewhere.

    After one body of 32 MB glibc takes pieces up to that size from its heaps, and a heap is returned by itself only
    where all of it is free: a tenth of what an import holds would stay.
    """
    import ctypes  # of no use before the first large sync

    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, TypeError, AttributeError):  # another C library, or Windows
        return
    trim(0)
