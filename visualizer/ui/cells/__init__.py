"""A nerve cell drawn beside the sum that it stands for."""
