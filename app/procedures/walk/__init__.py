"""Walks every state of a procedure on the drawing, and runs single cases beside the engine. Knows no SpiffWorkflow."""
