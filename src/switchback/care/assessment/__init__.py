"""Learning about the person: PHQ-9, GAD-7, PC-PTSD-5."""
