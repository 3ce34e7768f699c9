"""A return to use is a bend in the road: told, made safe, learned from."""
