"""Questions of research, answered from the archive."""
