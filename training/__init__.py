"""Training of the models under data/models/; needs requirements-train.txt and labelled data from a path."""
