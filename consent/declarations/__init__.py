"""What a program declares: one document of plain JSON, in sections. Pure: nothing here knows Django's tables."""
