"""How the weights that choose lines of a page were made: ``python -m train.pages``. See docs/training.md."""
