"""Letters a second: the outbox beside plain smtplib, two processes each, into the same sink."""
