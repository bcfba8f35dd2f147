"""Signature checks, authorization and the identity service."""
