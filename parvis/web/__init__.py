"""The archive in a browser: a plugin of Datasette with pages of its own, read-only, without scripts."""
