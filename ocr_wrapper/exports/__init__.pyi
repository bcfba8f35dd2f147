# The public names and their modules, for type checkers and for the lazy loader.
from .columnar import to_arrow as to_arrow
from .columnar import to_pandas as to_pandas
from .columnar import to_polars as to_polars
from .exporter import Entry as Entry
from .exporter import Exporter as Exporter
from .files import render as render
from .files import save as save
from .files import write as write
from .formats import FORMATS as FORMATS
from .formats import Format as Format
from .formats import by_name as by_name
from .formats import by_suffix as by_suffix
