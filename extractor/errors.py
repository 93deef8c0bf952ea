"""The root of all errors that are the user's to mend."""

from __future__ import annotations


class UserError(Exception):
    """A file, option or folder that cannot be used. The message says what is wrong and what to do; the command line exits with 2."""
