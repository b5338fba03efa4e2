"""How the body model is made: `python -m training CORPUS`. Not a part of the package that is installed."""
