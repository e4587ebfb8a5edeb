"""What coaches, cities and the programme do here."""
