"""Screenshots in few colours: a page has a handful and their blends, so a palette keeps it sharp and small."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
Pixels = NDArray[np.uint8]


MOST = 256


def in_few_colours(png: bytes) -> bytes:
    """The same picture in the colours it uses most; each rarer blend becomes the nearest of them."""
    pixels = _read(png)
    colours, place, often = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    kept = np.argsort(-often)[:MOST]
    nearest = np.array([_nearest_of(colour, colours[kept]) for colour in colours], np.uint8)
    return _write(nearest[place.reshape(pixels.shape[:2])], colours[kept].astype(np.uint8))


def _nearest_of(colour: Pixels, colours: Pixels) -> int:
    return int(np.abs(colours.astype(int) - colour.astype(int)).sum(axis=1).argmin())


def _read(png: bytes) -> Pixels:
    """The pixels of an 8-bit RGB or RGBA picture without interlacing, as browsers make them."""
    width = height = channels = 0
    packed = b""
    at = len(SIGNATURE)
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour, *_, interlaced = struct.unpack(">IIBBBBB", body)
            channels = {2: 3, 6: 4}[colour]
            if depth != 8 or interlaced:
                raise ValueError("not a screenshot")
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + width * channels)
    return _unfiltered(rows, channels).reshape(height, width, channels)[:, :, :3]


def _unfiltered(rows: Pixels, channels: int) -> Pixels:
    """Undo the filter of each row (PNG specification, 9.2)."""
    out = np.zeros((rows.shape[0], rows.shape[1] - 1), np.uint8)
    above = np.zeros(out.shape[1], np.uint8)
    for number, row in enumerate(rows):
        how, line = row[0], row[1:]
        if how == 0:
            done = line.copy()
        elif how == 1:
            done = np.cumsum(line.reshape(-1, channels), axis=0, dtype=np.uint8).reshape(-1)
        elif how == 2:
            done = line + above
        else:
            done = _one_by_one(line, above, channels, average=how == 3)
        out[number] = above = done
    return out


def _one_by_one(line: Pixels, above: Pixels, channels: int, *, average: bool) -> Pixels:
    done, before = bytearray(line.tobytes()), above.tobytes()
    for place in range(len(done)):
        left = done[place - channels] if place >= channels else 0
        up = before[place]
        corner = before[place - channels] if place >= channels else 0
        guess = (left + up) // 2 if average else _nearest(left, up, corner)
        done[place] = (done[place] + guess) & 255
    return np.frombuffer(bytes(done), np.uint8)


def _nearest(left: int, up: int, corner: int) -> int:
    """Paeth's guess: whichever of the three is nearest to left + up - corner."""
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))


def _write(places: Pixels, colours: Pixels) -> bytes:
    height, width = places.shape
    rows = np.hstack((np.zeros((height, 1), np.uint8), places)).tobytes()
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", colours.tobytes()),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
