"""What legal exports: report engine and formats."""
