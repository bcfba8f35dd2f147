"""Maintainers' scripts: lint the contract and generate what derives from it."""
