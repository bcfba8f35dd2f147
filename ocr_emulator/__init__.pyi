# The public names and their modules, for type checkers and for the lazy loader.
from .cli import serve as serve
from .emulator import Emulator as Emulator
from .scripting.expectations import Expectation as Expectation
from .scripting.faults import Fault as Fault
from .scripting.journal import Entry as Entry
from .scripting.journal import Journal as Journal
from .scripting.sequences import Report as Report
from .state.accounts import Account as Account
from .state.clock import Clock as Clock
from .state.namespace import Namespace as Namespace
