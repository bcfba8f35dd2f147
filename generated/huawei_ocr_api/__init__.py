"""What is derived from the contract: models, codecs, payload types, catalog.

`PROVENANCE` says from what it was generated. Importing the package loads nothing else.
"""
