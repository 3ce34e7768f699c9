"""The first call: someone asks for help, the centre answers, admits, and finds who was here before."""
