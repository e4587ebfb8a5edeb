"""The database engine of the settings: Django's own, patient with restarts."""
