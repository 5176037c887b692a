"""Rules that need no database and no network: standard library and python-stdnum only."""
