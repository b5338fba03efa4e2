"""Options and arguments that several commands have."""

import argparse
from collections.abc import Mapping

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from newsscrape.duplicates.policy import Policy
from newsscrape.errors import ConfigurationError
from newsscrape.outlets.registry import FOLDERS, outlets, use_folders
from newsscrape.text import printable

DATASETS = "the datasets: files, patterns, outlets' folders or data folders"
_POLICY = "NEWSSCRAPE_DUPLICATES_POLICY"


def add_duplicates_option(parser: argparse.ArgumentParser) -> None:
    """Adds `--duplicates`."""
    parser.add_argument(
        "--duplicates",
        choices=list(map(str, Policy)),
        help="what becomes of copies of other articles: a record with duplicate_of, none, or nobody looks for them "
        f"(default: mark; setting {_POLICY})",
    )


def take_duplicates_option(opts: argparse.Namespace, settings: BaseSettings) -> None:
    """Takes the option as a setting."""
    if opts.duplicates is not None:
        settings.set(_POLICY, opts.duplicates, priority="cmdline")


def add_switches(parser: argparse.ArgumentParser, switches: Mapping[str, tuple[str, str]]) -> None:
    """Adds options that are on or off: option → the setting that it is, and what it does, in words."""
    for option, (setting, words) in switches.items():
        parser.add_argument(option, dest=setting, action="store_true", help=f"{words} (setting {setting})")


def take_switches(opts: argparse.Namespace, settings: BaseSettings, switches: Mapping[str, tuple[str, str]]) -> None:
    """Takes such options as settings."""
    for setting, _ in switches.values():
        if getattr(opts, setting):
            settings.set(setting, True, priority="cmdline")


def read_switch(settings: BaseSettings, name: str) -> bool:
    """The value of a setting that is on or off.

    Raises:
        ConfigurationError: it is neither.
    """
    try:
        return settings.getbool(name)
    except ValueError:
        raise ConfigurationError(f"{name}={settings[name]}: neither true nor false") from None


def read_progress_s(settings: BaseSettings) -> float:
    """The seconds between lines of progress, NEWSSCRAPE_PROGRESS_S; 0 for none.

    Raises:
        ConfigurationError: it is no number.
    """
    try:
        return settings.getfloat("NEWSSCRAPE_PROGRESS_S")
    except ValueError:
        value = settings["NEWSSCRAPE_PROGRESS_S"]
        raise ConfigurationError(f"NEWSSCRAPE_PROGRESS_S={value}: not a number of seconds") from None


def take_outlets(settings: BaseSettings) -> None:
    """Takes the setting NEWSSCRAPE_OUTLETS, for this process and those that it starts.

    Raises:
        UsageError: an outlet's file is broken, or a folder of the setting missing; the message says which.
    """
    use_folders(settings.get(FOLDERS))
    try:
        outlets()
    except ConfigurationError as error:
        raise UsageError(printable(str(error)), print_help=False) from None


def paths_of(args: list[str], what: str) -> list[str]:
    """The paths that a command is given.

    Args:
        args: what is not an option of the command.
        what: they name, and may be, in words.

    Raises:
        ConfigurationError: there is none, or an option that the command does not have.
    """
    unknown = [arg for arg in args if arg.startswith("-")]
    if unknown:
        raise ConfigurationError(f"no such option: {unknown[0]}")
    if not args:
        raise ConfigurationError(f"name {what}")
    return args
