"""What every face is drawn with: components, words, dates, the timeline and the road."""
