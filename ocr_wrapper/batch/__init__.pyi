# The public names and their modules, for type checkers and for the lazy loader.
from .checkpoint import JournalCheckpoint as JournalCheckpoint
from .cluster.parts import pending as pending
from .cluster.parts import read_results as read_results
from .cluster.worker import recognize_parts as recognize_parts
from .errors import InDoubtError as InDoubtError
from .errors import InProgressError as InProgressError
from .errors import JournalError as JournalError
from .journal import Journal as Journal
from .table import recognize_batch as recognize_batch
