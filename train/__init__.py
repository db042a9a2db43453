"""How the encoder was made. Nothing in ``src/`` imports this; it needs the packages of ``requirements/train.txt``."""
