"""The trial company: people, a program, stores full of recordings. Nothing in it is real."""
