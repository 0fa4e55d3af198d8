#!/usr/bin/env python
"""Django's command line for Assent. Without a SECRET_KEY it works on the trial under var/, as bin/up does."""

import os
import sys

from django.core.management import execute_from_command_line

from portal.env import envint
from portal.launch import trial
from portal.launch.errors import CantStart


def main() -> None:
    """Fill in the trial's settings where the environment names no installation, then run the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if not (os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE")):
        try:
            trial.fill_environment(trial.var_dir(), envint("PORT", 8000))
        except CantStart as error:
            sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
