"""Drawing of maps, kernels and windows of convolutional networks."""
