"""Combines CRC-32 checksums of parts that follow each other, as zlib's crc32_combine does (Python does not offer it). Pure.

Appending n zero bytes to a message is a linear map on its checksum over GF(2): here as 32 numbers, one per bit.
"""

from __future__ import annotations

from functools import lru_cache

_POLYNOMIAL = 0xEDB88320  # CRC-32 of ISO 3309, bits reversed (RFC 1952 section 8)
Matrix = tuple[int, ...]


def _apply(matrix: Matrix, value: int) -> int:
    out, bit = 0, 0
    while value:
        if value & 1:
            out ^= matrix[bit]
        value >>= 1
        bit += 1
    return out


def _after(first: Matrix, then: Matrix) -> Matrix:
    return tuple(_apply(then, column) for column in first)


@lru_cache(maxsize=64)
def _power(exponent: int) -> Matrix:
    """The map for 2**exponent zero bytes."""
    if exponent:
        half = _power(exponent - 1)
        return _after(half, half)
    one_bit = (_POLYNOMIAL, *(1 << n for n in range(31)))
    out = one_bit
    for _ in range(3):
        out = _after(out, out)
    return out


class Shift:
    """The map on a checksum that appending `size` bytes makes: crc(a + b) = Shift(len(b))(crc(a)) ^ crc(b).

    >>> import zlib
    >>> Shift(5)(zlib.crc32(b"Land ")) ^ zlib.crc32(b"Beeld") == zlib.crc32(b"Land Beeld")
    True
    """

    __slots__ = ("_matrix",)

    def __init__(self, size: int) -> None:
        matrix: Matrix = tuple(1 << n for n in range(32))
        exponent = 0
        while size:
            if size & 1:
                matrix = _after(matrix, _power(exponent))
            size >>= 1
            exponent += 1
        self._matrix = matrix

    def __call__(self, crc: int) -> int:
        """The checksum after `size` zero bytes more."""
        return _apply(self._matrix, crc)
