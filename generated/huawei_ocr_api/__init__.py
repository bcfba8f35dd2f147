"""Generated from the contract: models, codecs, payload types, catalog.

`PROVENANCE` names the source and the generators. Importing the package loads no module of it.
"""
