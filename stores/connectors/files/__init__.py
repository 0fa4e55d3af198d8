"""The files connector: folders of JSON Lines, CSV and Parquet files, and folders or files that belong to one person."""
