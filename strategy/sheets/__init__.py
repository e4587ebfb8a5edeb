"""The plan as a spreadsheet: written, read without believing anything, and compared."""
