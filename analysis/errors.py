"""The exceptions that Blamewire raises.

BlamewireError
├── InputError          a source that cannot be read: names the input and the mend
│   ├── UnknownFormat   nothing in the content tells what it is
│   ├── UnsafeInput     refused for safety: bomb, path traversal, private address
│   └── FetchError      an address that did not answer as it should
├── ContractError       a dataframe that does not keep its table's contract
├── StoreError          the store is missing, locked or of another version
├── ModelError          a language model is missing or not the pinned one
└── SettingsError       a setting that makes no sense
"""

from __future__ import annotations


class BlamewireError(Exception):
    """Base of all errors that a user can mend; the message says how."""


class InputError(BlamewireError):
    """A source that cannot be read."""


class UnknownFormat(InputError):
    """Nothing in the content tells what format it is."""


class UnsafeInput(InputError):
    """The input was refused for safety."""


class FetchError(InputError):
    """An address did not answer as it should."""


class ContractError(BlamewireError):
    """A dataframe does not keep its table's contract."""


class StoreError(BlamewireError):
    """The store is missing, locked or of another version."""


class ModelError(BlamewireError):
    """A language model is missing or is not the pinned one."""


class SettingsError(BlamewireError):
    """A setting that makes no sense."""
