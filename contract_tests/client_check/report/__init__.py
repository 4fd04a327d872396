"""Reports on a client: one results value, shown on a terminal, as Markdown, JSON and JUnit XML."""
