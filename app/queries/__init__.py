"""Reads: functions of a session and an actor that give frozen dataclasses. Nothing is written here."""
