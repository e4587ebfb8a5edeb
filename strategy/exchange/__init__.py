"""Documents that come in and go out: safe reading, honest accounts of it, and faithful writing."""
