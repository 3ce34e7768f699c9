"""Assessment keeps nothing of its own yet: answers live in observations, in one place for everything measured."""
