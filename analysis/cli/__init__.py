"""The command line: one click group, its errors in words, its exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from analysis.cli.common import INTERRUPTED
from analysis.cli.evaluating import evaluate
from analysis.cli.exporting import export
from analysis.cli.extracting import extract
from analysis.cli.ingesting import ingest, retry, watch
from analysis.cli.publishing import publish, sample, status
from analysis.errors import BlamewireError

DONE, FAILED = 0, 1


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option("0.1.0", prog_name="Blamewire")
def commands() -> None:
    """Read the news and record who accuses whom of what, who says so, and who answers.

    \b
    First steps:
      python -m analysis ingest clippings/          read a folder of articles
      python -m analysis publish                    make the tables that the dashboard reads
      streamlit run dashboard.py                    open the dashboard

    \b
    Exit codes:
      0    done
      1    failed; the message says why and what to do
      2    the command was not understood
      3    done, but something could not be read and was set aside (see: status, retry)
      130  interrupted; run the same command again to go on
    """


for command in (ingest, watch, retry, publish, status, export, extract, evaluate, sample):
    commands.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit. BlamewireErrors are shown as words, never as a traceback."""
    try:
        code = commands.main(arguments, prog_name="python -m analysis", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("\nInterrupted. Run the same command again to go on.", err=True)
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except BlamewireError as error:
        click.echo(f"Error: {error}", err=True)
        code = FAILED
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        sys.stderr.close()
        code = DONE
    sys.exit(code if isinstance(code, int) else DONE)
