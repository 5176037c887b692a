"""Demo data, made by the verbs themselves under a set clock, so that their trail verifies. Never in production."""
