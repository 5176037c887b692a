"""Reads bpmn/ and forms/ into frozen objects, checks and freezes them; knows no tables and no SpiffWorkflow."""
