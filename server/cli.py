"""`landinbeeld ...`: thin commands, the same calls as worker and API.

Exit codes: 0 done, 1 the input was rejected or something is missing (said in Dutch), 2 wrong use, 3 a worker runs already.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click
from click.decorators import version_option
from click.exceptions import NoSuchCommand

from server.commands import click_dutch

COMMANDS = {  # where each stands: only the one that is asked for is imported
    "backup": "backup_commands.backup",
    "boundaries": "boundaries.boundaries",
    "config": "config.config",
    "export": "backup_commands.export_site",
    "releases": "releases.releases",
    "reports": "releases.reports",
    "restore": "backup_commands.restore",
    "serve": "running.serve",
    "snapshots": "snapshots.snapshots",
    "taakstelling": "taakstelling.taakstelling",
    "tiles": "releases.tiles",
    "token": "running.token",
    "worker": "running.worker",
}


class Commands(click.Group):
    """The commands of the table, imported when they are asked for: `landinbeeld tiles` does not wait for `boundaries`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, for the explanation."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of this name. Raises NoSuchCommand, with a name that looks like it."""
        if cmd_name not in COMMANDS:
            raise NoSuchCommand(cmd_name, possibilities=COMMANDS, ctx=ctx)
        module, name = COMMANDS[cmd_name].split(".")
        command: click.Command = getattr(import_module(f"server.commands.{module}"), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@version_option(None, "--version", package_name="landinbeeld", message="%(version)s", help="Toon de versie.")
@click.pass_context
def main_group(ctx: click.Context) -> None:
    """Land in Beeld: huisvesting van vergunninghouders op de kaart."""
    from server import logs
    from server.settings import read_settings

    settings = read_settings()
    logs.configure(settings, settings.log_level if ctx.invoked_subcommand == "worker" else "WARNING")
    ctx.obj = settings


def main() -> None:
    """The console script: every expected error becomes one Dutch sentence and an exit code."""
    click_dutch.speak_dutch()
    try:
        main_group(prog_name="landinbeeld")
    except Exception as error:  # the edge: what the machine may do to us gets a sentence, a bug keeps its traceback
        from server.commands.error_messages import explained

        code = explained(error)
        if code is None:
            raise
        sys.exit(code)
