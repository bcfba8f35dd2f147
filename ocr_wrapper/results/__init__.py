"""Result of a call and its views: fields, lines, tables, Markdown, annotated image."""
