"""`landinbeeld ...`: thin commands, the same calls as worker and API.

Exit codes: 0 done, 1 the input was rejected or something is missing (said in Dutch), 2 wrong use, 3 a worker runs already.
"""

from __future__ import annotations

import sys
from contextlib import suppress

import click

from data.errors import BoundariesRejected, LandInBeeldError, SnapshotRejected, WorkerAlreadyRunning
from server import logs
from server.commands import (
    backup_commands,
    boundaries,
    click_dutch,
    config,
    error_messages,
    releases,
    running,
    snapshots,
    taakstelling,
)
from server.commands.console import ALREADY_RUNNING, REJECTED, err, print_findings
from server.settings import Settings, SettingWrong, read_settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main_group(ctx: click.Context) -> None:
    """Land in Beeld: huisvesting van vergunninghouders op de kaart."""
    settings = read_settings()
    logs.configure(settings, settings.log_level if ctx.invoked_subcommand == "worker" else "WARNING")
    ctx.obj = settings


COMMANDS = (
    boundaries.boundaries, snapshots.snapshots, taakstelling.taakstelling, releases.tiles, releases.reports,
    releases.releases, running.serve, running.token, running.worker, config.config, backup_commands.backup,
    backup_commands.restore, backup_commands.export_site,
)  # fmt: skip
for command in COMMANDS:
    main_group.add_command(command)


def main() -> None:
    """The console script: every expected error becomes one Dutch sentence and an exit code."""
    click_dutch.speak_dutch()
    try:
        main_group(prog_name="landinbeeld")
    except WorkerAlreadyRunning as error:
        err.print(str(error), soft_wrap=True)
        sys.exit(ALREADY_RUNNING)
    except BoundariesRejected as error:
        for reason in error.reasons:
            err.print(f"- {reason}", soft_wrap=True)
        sys.exit(REJECTED)
    except SnapshotRejected as error:
        print_findings(error.findings)
        sys.exit(REJECTED)
    except LandInBeeldError as error:
        err.print(str(error), soft_wrap=True)
        sys.exit(REJECTED)
    except Exception as error:  # the edge: what the machine may do to us gets a sentence, a bug keeps its traceback
        sentence = error_messages.sentence_of(error, _settings())
        if sentence is None:
            raise
        err.print(sentence, soft_wrap=True)
        sys.exit(REJECTED)


def _settings() -> Settings | None:
    with suppress(SettingWrong):
        return read_settings()
    return None
