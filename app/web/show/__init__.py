"""Plain values turned into what a macro draws. No query, no rule of law, no HTML."""
