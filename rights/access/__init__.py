"""What an access package is made of: a sealed stream, an archive, tables and documents. No rows of the portal, no HTTP."""
