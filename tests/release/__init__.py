"""Tests of what is published: contents, public names, types as users see them."""
