"""What is typed about coaching."""
