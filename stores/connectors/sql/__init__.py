"""The sql connector: PostgreSQL, MariaDB and SQLite through SQLAlchemy."""
