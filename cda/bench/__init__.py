"""What the application costs, measured beside what nobody can avoid: see `make bench`."""
