"""What a command says on standard error about an error that can be expected, and its exit code. Bugs stay bugs."""

from __future__ import annotations

from contextlib import suppress

from data.errors import BoundariesRejected, LandInBeeldError, SnapshotRejected, WorkerAlreadyRunning
from server.commands.console import ALREADY_RUNNING, REJECTED, err, print_findings
from server.machine_trouble import sentence_of
from server.settings import Settings, SettingWrong, read_settings


def explained(error: Exception) -> int | None:
    """Says what went wrong; the exit code, None for a bug, of which nothing is said."""
    if isinstance(error, SnapshotRejected):
        print_findings(error.findings)
        return REJECTED
    if isinstance(error, BoundariesRejected):
        sentences = [f"- {reason}" for reason in error.reasons]
    elif isinstance(error, LandInBeeldError):
        sentences = [str(error)]
    else:
        sentences = [sentence] if (sentence := sentence_of(error, _settings())) else []
    for sentence in sentences:
        err.print(sentence, soft_wrap=True)
    if isinstance(error, WorkerAlreadyRunning):
        return ALREADY_RUNNING
    return REJECTED if sentences else None


def _settings() -> Settings | None:
    with suppress(SettingWrong):
        return read_settings()
    return None
