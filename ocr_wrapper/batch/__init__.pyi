# The public names and their modules, for type checkers and for the lazy loader.
from .checkpoint import JournalCheckpoint as JournalCheckpoint
from .errors import InDoubtError as InDoubtError
from .errors import InProgressError as InProgressError
from .errors import JournalError as JournalError
from .journal import Journal as Journal
