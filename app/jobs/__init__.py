"""The clock door: what runs when. Work that is due are rows of ours; the scheduler is a metronome only."""
