"""The casework application; create_app() is the only place where its parts meet."""
