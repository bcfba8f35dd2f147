# The public names and their modules, for type checkers and for the lazy loader.
from .cluster.parts import pending as pending
from .cluster.parts import read_results as read_results
from .cluster.worker import recognize_parts as recognize_parts
from .table import recognize_batch as recognize_batch
