"""An internet of our own for one process: names and addresses as a test says, and every attempt to connect is noted.

A public address leads to a server on loopback; any other is noted and refused, so that no packet leaves for one.
"""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Mapping
from pathlib import Path
from socket import socket as Plain  # noqa: N812 (a class)
from typing import Any


def lay(names: Mapping[str, str | list[str]], wires: Mapping[str, int], noted: Path) -> None:
    """`names`: host -> address, or the addresses of one question after the other ("" has none, "slow" takes long);
    `wires`: address -> port here."""
    turns = {name: iter(found) for name, found in names.items() if isinstance(found, list)}

    def resolve(name: str) -> str:
        found = next(turns[name]) if name in turns else names.get(name)
        if found == "slow":
            threading.Event().wait(3)
        elif isinstance(found, str) and found:
            return found
        try:
            return socket.inet_ntoa(socket.inet_aton(name))  # 127.1, 0x7f000001 and the like
        except OSError:
            raise socket.gaierror(socket.EAI_NONAME, "no such name") from None

    class Wired(Plain):
        def connect_ex(self, address: Any) -> int:
            if self.family not in {socket.AF_INET, socket.AF_INET6}:
                return super().connect_ex(address)
            with noted.open("a", encoding="ascii") as file:
                file.write(f"{address[0]} {address[1]}\n")
            if address[0] not in wires:
                return errno.ECONNREFUSED
            return super().connect_ex(("127.0.0.1", wires[address[0]]))

        def connect(self, address: Any) -> None:
            if code := self.connect_ex(address):
                raise OSError(code, os.strerror(code))

    socket.gethostbyname = resolve
    socket.socket = Wired  # type: ignore[misc]  # what Twisted connects with
