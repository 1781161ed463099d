"""What the plots share: ticks, reduction to pixels, stock items, pacing."""
