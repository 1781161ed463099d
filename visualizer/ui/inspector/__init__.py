"""The inside of a neuron: its sum, its activation curve, its gradient."""
