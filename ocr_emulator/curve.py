"""The elliptic curve P-256, as much of it as signing a throw-away certificate needs.

Not made to keep secrets: it takes its time in ways that show the key, which lives for
one test run and protects nothing. It is here so that HTTPS needs no further package.
Source of the constants and the steps: FIPS 186-5 and SEC 2 (secp256r1).
"""

from __future__ import annotations

import secrets
from hashlib import sha256

__all__ = ["generate", "public_point", "sign"]

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_A = _P - 3
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

# A point in Jacobian coordinates (x/z², y/z³): additions without divisions.
_Jacobian = tuple[int, int, int]


def _double(point: _Jacobian) -> _Jacobian:
    x, y, z = point
    if not y:
        return (0, 0, 0)
    square = y * y % _P
    s = 4 * x * square % _P
    m = (3 * x * x + _A * pow(z, 4, _P)) % _P
    new_x = (m * m - 2 * s) % _P
    new_y = (m * (s - new_x) - 8 * square * square) % _P
    return new_x, new_y, 2 * y * z % _P


def _add(one: _Jacobian, two: _Jacobian) -> _Jacobian:
    if not one[2]:
        return two
    if not two[2]:
        return one
    z1, z2 = one[2] * one[2] % _P, two[2] * two[2] % _P
    u1, u2 = one[0] * z2 % _P, two[0] * z1 % _P
    s1, s2 = one[1] * two[2] * z2 % _P, two[1] * one[2] * z1 % _P
    if u1 == u2:
        return _double(one) if s1 == s2 else (0, 0, 0)
    h, r = u2 - u1, s2 - s1
    h2 = h * h % _P
    h3, v = h * h2 % _P, u1 * h2 % _P
    x = (r * r - h3 - 2 * v) % _P
    return x, (r * (v - x) - s1 * h3) % _P, h * one[2] * two[2] % _P


def _times(factor: int) -> tuple[int, int]:
    """Return a multiple of the base point in plain coordinates."""
    total: _Jacobian = (0, 0, 0)
    step: _Jacobian = (*_G, 1)
    while factor:
        if factor & 1:
            total = _add(total, step)
        step = _double(step)
        factor >>= 1
    inverse = pow(total[2], -1, _P)
    return total[0] * inverse**2 % _P, total[1] * inverse**3 % _P


def generate() -> int:
    """Make a private key."""
    return secrets.randbelow(_N - 1) + 1


def public_point(key: int) -> bytes:
    """Return the uncompressed public point of a private key, 65 bytes."""
    x, y = _times(key)
    return b"\4" + x.to_bytes(32) + y.to_bytes(32)


def sign(key: int, message: bytes) -> tuple[int, int]:
    """Sign SHA-256 of a message with ECDSA; returns r and s."""
    digest = int.from_bytes(sha256(message).digest())
    while True:
        nonce = generate()
        r = _times(nonce)[0] % _N
        s = pow(nonce, -1, _N) * (digest + r * key) % _N
        if r and s:
            return r, s
