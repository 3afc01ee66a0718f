"""Rules over files of users: their form, and whether what they say can be true."""
