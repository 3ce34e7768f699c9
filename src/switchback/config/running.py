"""A centre on one machine: private server, web server and worker as children of one process that ends them together."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

HOST = "127.0.0.1"
READY_WITHIN_SECONDS = 60


class CannotRun(RuntimeError):
    """The message says what is in the way and what to do."""


def web_server(*, host: str, port: int, workers: int = 2, threads: int = 4) -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", str(threads), "--no-ws"]
    command += ["--respawn-failed-workers", "--log-level", "warning", "--workers-kill-timeout", "5"]
    return [*command, "switchback.config.wsgi:application"]


def worker() -> list[str]:
    return [sys.executable, "-m", "switchback.config.command", "worker"]


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise CannotRun(
                f"Port {port} is taken by another program. Stop it, or choose another port: ./run --port {port + 1}"
            )


def together(*, port: int, when_ready: Callable[[], None], look_after: Callable[[], None]) -> int:
    """Run web server and worker until Ctrl-C or until one of them ends by itself. Returns the exit code."""
    with _ctrl_c_noticed() as asked_to_stop, _children() as start:
        web = start(web_server(host=HOST, port=port))
        _wait_until_ready(web, port, asked_to_stop)
        if not asked_to_stop:
            when_ready()
        jobs = start(worker())
        while not asked_to_stop:
            for name, child in (("web server", web), ("worker", jobs)):
                if child.poll() is not None:
                    raise CannotRun(
                        f"The {name} ended by itself (code {child.returncode}); what it said is above."
                    )
            look_after()
            _sleep(2, asked_to_stop)
    return 0


def collect_static() -> bool:
    """Gather pages' files for the web server; skipped when none has changed. Returns whether it was done."""
    from django.conf import settings  # noqa: PLC0415 -- after django.setup()
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = os.stat(storage.path(name))
            seen.update(f"{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    mark = Path(settings.STATIC_ROOT) / ".made-from"
    if mark.exists() and mark.read_text() == seen.hexdigest():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(seen.hexdigest())
    return True


@contextmanager
def _children() -> Iterator[Callable[[list[str]], subprocess.Popen[bytes]]]:
    """Children in sessions of their own, so that Ctrl-C reaches only us and each is ended once, in order."""
    running: list[subprocess.Popen[bytes]] = []

    def start(command: list[str]) -> subprocess.Popen[bytes]:
        running.append(subprocess.Popen(command, start_new_session=True))
        return running[-1]

    try:
        yield start
    finally:
        for child in running:
            child.terminate()
        for child in running:
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()


@contextmanager
def _ctrl_c_noticed() -> Iterator[list[int]]:
    asked: list[int] = []

    def notice(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    before = {
        number: signal.signal(number, notice) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait_until_ready(web: subprocess.Popen[bytes], port: int, asked_to_stop: list[int]) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and not asked_to_stop:
        if web.poll() is not None:
            raise CannotRun("The web server did not start; what it said is above.")
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.05)
    if not asked_to_stop:
        raise CannotRun(f"The web server did not answer within {READY_WITHIN_SECONDS} seconds.")


def _sleep(seconds: float, asked_to_stop: list[int]) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not asked_to_stop:
        time.sleep(0.1)
