"""What stands behind `bin/up`: checks, a trial's settings, the processes of Assent, one withdrawal from end to end."""
