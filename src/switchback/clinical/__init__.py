"""What is right: rules about care as pure functions, and the cited data files they read.

No Django, no clock, no network. Times come in as arguments; answers go out as frozen values with reasons.
Nothing here writes anything: the rules suggest, flag or forbid, a clinician decides.
"""
