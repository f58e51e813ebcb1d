"""How the command line drives a session: its streams, its interpreter, its end."""
