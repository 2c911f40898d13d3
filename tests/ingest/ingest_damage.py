"""Damages bytes in repeatable ways, for the fuzz test."""

from __future__ import annotations

import random


def damaged(data: bytes, seed: int) -> bytes:
    """A copy of `data`, cut, with bits flipped, bytes dropped, doubled or overwritten: the same for the same seed."""
    chance = random.Random(seed)
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        if not out:
            break
        at = chance.randrange(len(out))
        match chance.randrange(6):
            case 0:
                del out[at:]
            case 1 | 2:
                out[at] ^= 1 << chance.randrange(8)
            case 3:
                del out[at : at + chance.randrange(1, 64)]
            case 4:
                out[at:at] = out[at : at + chance.randrange(1, 256)]
            case 5:
                out[at : at + 4] = chance.randbytes(4)
    return bytes(out)
