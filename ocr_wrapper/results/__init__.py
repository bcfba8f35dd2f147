"""The result of a call and its views: fields, lines, tables, Markdown, drawing."""
