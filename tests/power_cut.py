"""What a disk holds after the power was cut: every write of SQLite is recorded, and what was not synced may be missing.

The recorder stands between SQLite and its own access to files (a VFS, put in by ctypes), so the program that writes is
the real one, to the last pragma. From its record follow the states a disk may be in after a cut: what was synced is
there; of the rest any part may be there, in any order, a write down to its sectors. Files come and go in the order
in which they did, up to some moment.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Named:
    """A directory entry appears (`inode`) or goes (None)."""

    name: str
    inode: int | None


@dataclass(frozen=True, slots=True)
class Write:
    inode: int
    offset: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Truncate:
    inode: int
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """Of a file; the directory goes with it (SQLite syncs that of a new journal or log)."""

    inode: int


@dataclass(frozen=True, slots=True)
class DirectorySync:
    pass


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The program was told that this is stored."""

    what: Any


Happened = Named | Write | Truncate | Sync | DirectorySync | Acknowledged


class Record:
    """Everything that happened, in order."""

    def __init__(self) -> None:
        self.happened: list[Happened] = []
        self._inodes: dict[str, int] = {}
        self._made = 0

    def acknowledge(self, what: Any) -> None:
        self.happened.append(Acknowledged(what))

    def open(self, name: str, *, existed: bool) -> int:
        if name not in self._inodes:
            assert not existed, f"{name} was there before the record began"
            self._made += 1
            self._inodes[name] = self._made
            self.happened.append(Named(name, self._made))
        return self._inodes[name]

    def delete(self, name: str, *, synced: bool) -> None:
        if self._inodes.pop(name, None) is not None:
            self.happened.append(Named(name, None))
            if synced:
                self.happened.append(DirectorySync())


def acknowledged(happened: Sequence[Happened]) -> Any:
    """The last of what was told to be stored."""
    return next((one.what for one in reversed(happened) if isinstance(one, Acknowledged)), None)


def disk_after(happened: Sequence[Happened], chance: Random) -> dict[str, bytes]:
    """One of the states of the disk after a cut at the end of what happened."""
    synced = {one.inode: place for place, one in enumerate(happened) if isinstance(one, Sync)}
    bodies: dict[int, bytearray] = {}
    share = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))  # of what was not synced is there all the same
    for place, one in enumerate(happened):
        if not isinstance(one, Write | Truncate):
            continue
        body = bodies.setdefault(one.inode, bytearray())
        sure = place < synced.get(one.inode, -1)
        if isinstance(one, Write):
            for offset, piece in [(one.offset, one.data)] if sure else _torn(one, share, chance):
                _put(body, offset, piece)
        elif sure or chance.random() < share:
            _resize(body, one.size)
    return {name: bytes(bodies.get(inode, b"")) for name, inode in _directory(happened, chance).items()}


def _torn(write: Write, share: float, chance: Random) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(write.data), SECTOR):
        if chance.random() < share:
            yield write.offset + start, write.data[start : start + SECTOR]


def _put(body: bytearray, offset: int, piece: bytes) -> None:
    if len(body) < offset:
        body.extend(bytes(offset - len(body)))
    body[offset : offset + len(piece)] = piece


def _resize(body: bytearray, size: int) -> None:
    del body[size:]
    body.extend(bytes(size - len(body)))


def _directory(happened: Sequence[Happened], chance: Random) -> dict[str, int]:
    """What was synced, and some of what came and went since."""
    last = max((place for place, one in enumerate(happened) if isinstance(one, Sync | DirectorySync)), default=-1)
    changes = [(place, one) for place, one in enumerate(happened) if isinstance(one, Named)]
    sure = sum(place < last for place, _ in changes)
    files: dict[str, int] = {}
    for _, change in changes[: chance.randint(sure, len(changes))]:
        files.pop(change.name, None)
        if change.inode is not None:
            files[change.name] = change.inode
    return files


# The recorder. Pointers stay numbers: what they lead to is SQLite's.

_OPEN = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
_DELETE = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
_CLOSE = ctypes.CFUNCTYPE(c_int, c_void_p)
_WRITE = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = ctypes.CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = ctypes.CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(Structure):
    """struct sqlite3_vfs of sqlite3.h, up to what is replaced here, and room for the rest."""

    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("rest", c_void_p * 14),
    )


class _Methods(Structure):
    """struct sqlite3_io_methods likewise."""

    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("rest", c_void_p * 13),
    )


def can_record() -> bool:
    """Whether this Python shares SQLite with ctypes; one that is linked into it without names does not."""
    return hasattr(ctypes.CDLL(_sqlite3.__file__), "sqlite3_vfs_register")


@contextmanager
def recording() -> Iterator[Record]:
    """Everything that SQLite writes in this process meanwhile. Files must not have been there before."""
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    real = library.sqlite3_vfs_find(None)
    record, recorder = Record(), _Vfs()
    ctypes.memmove(ctypes.byref(recorder), real, ctypes.sizeof(_Vfs))
    recorder.name = b"power-cut"
    kept = _Recorder(record, real.contents).replace(recorder)
    _ALIVE.append((recorder, kept))
    library.sqlite3_vfs_register(ctypes.byref(recorder), 1)
    try:
        yield record
    finally:
        library.sqlite3_vfs_unregister(ctypes.byref(recorder))
        library.sqlite3_vfs_register(real, 1)


_ALIVE: list[Any] = []  # a connection that outlives its recording still calls what it was opened with


def _text(pointer: int) -> str:
    return ctypes.string_at(pointer).decode()


class _Recorder:
    def __init__(self, record: Record, real: _Vfs) -> None:
        self._record = record
        self._open = _OPEN(real.open)
        self._delete = _DELETE(real.delete)
        self._files: dict[int, int] = {}  # address of an open file -> inode
        self._methods: dict[int, tuple[_Methods, list[Any]]] = {}  # of SQLite -> ours; callbacks must stay alive

    def replace(self, vfs: _Vfs) -> list[Any]:
        kept = [_OPEN(self.open), _DELETE(self.delete)]
        vfs.open, vfs.delete = (ctypes.cast(one, c_void_p) for one in kept)
        return kept

    def open(self, vfs: int, name: int | None, file: int, flags: int, out: Any) -> int:
        path = _text(name) if name else ""
        existed = Path(path).is_file()
        code = self._open(vfs, name, file, flags, out)
        if code == 0 and path:
            self._files[file] = self._record.open(path, existed=existed)
            pointer = ctypes.cast(file, POINTER(c_void_p))
            pointer[0] = ctypes.addressof(self._ours(pointer[0] or 0))
        return int(code)

    def delete(self, vfs: int, name: int, sync_directory: int) -> int:
        code = self._delete(vfs, name, sync_directory)
        if code == 0:
            self._record.delete(_text(name), synced=bool(sync_directory))
        return int(code)

    def _ours(self, address: int) -> _Methods:
        if address not in self._methods:
            ours, real = _Methods(), _Methods.from_address(address)
            ctypes.memmove(ctypes.byref(ours), address, ctypes.sizeof(_Methods))
            kept = [_CLOSE(self._closing(real)), _WRITE(self._writing(real))]
            kept += [_TRUNCATE(self._truncating(real)), _SYNC(self._syncing(real))]
            ours.close, ours.write, ours.truncate, ours.sync = (ctypes.cast(one, c_void_p) for one in kept)
            self._methods[address] = ours, kept
        return self._methods[address][0]

    def _closing(self, methods: _Methods) -> Any:
        real = _CLOSE(methods.close)

        def close(file: int) -> int:
            self._files.pop(file, None)
            return int(real(file))

        return close

    def _writing(self, methods: _Methods) -> Any:
        real = _WRITE(methods.write)

        def write(file: int, data: int, size: int, offset: int) -> int:
            self._record.happened.append(Write(self._files[file], offset, ctypes.string_at(data, size)))
            return int(real(file, data, size, offset))

        return write

    def _truncating(self, methods: _Methods) -> Any:
        real = _TRUNCATE(methods.truncate)

        def truncate(file: int, size: int) -> int:
            self._record.happened.append(Truncate(self._files[file], size))
            return int(real(file, size))

        return truncate

    def _syncing(self, methods: _Methods) -> Any:
        real = _SYNC(methods.sync)

        def sync(file: int, flags: int) -> int:
            code = int(real(file, flags))
            self._record.happened.append(Sync(self._files[file]))
            return code

        return sync
