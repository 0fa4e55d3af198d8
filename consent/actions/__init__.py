"""What people decide (`choices`) and what officers change (`programs`)."""
