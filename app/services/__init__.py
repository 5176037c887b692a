"""Verbs: one a file, one function of the same name; the only writers. execute.py holds the only commit()."""
