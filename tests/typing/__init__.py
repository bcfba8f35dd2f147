"""Programs of users for type checkers: mypy reads them here, pyright beside a built wheel."""
