"""One module an operation: `request` writes its body, `parse` reads its answer."""
